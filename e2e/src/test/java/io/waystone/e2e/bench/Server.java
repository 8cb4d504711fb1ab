package io.waystone.e2e.bench;

import io.waystone.e2e.bench.ServerOrder.Loaded;
import io.waystone.server.identity.CertificateAuthority;
import io.waystone.server.identity.StateDirectory;
import io.waystone.translator.mesh.Mesh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A control plane in a process of its own. */
final class Server implements AutoCloseable {

  /** As the launcher runs {@code serve}. */
  private static final List<String> JVM =
      List.of("-XX:+UseG1GC", "-XX:+UseCompactObjectHeaders", "-Xshare:auto");

  private final CertificateAuthority ca;
  private final Child process;
  private int port;

  /**
   * Starts it.
   *
   * @param home a folder for state and logs; made if it is not there
   * @param files a folder that the source reads; none for a source that is told everything
   */
  Server(Path home, Path... files) throws IOException {
    Path state = Files.createDirectories(home).resolve("state");
    ca =
        CertificateAuthority.openOrCreate(
            StateDirectory.open(state), Mesh.DEFAULT.trustDomain(), Clock.systemUTC());
    List<String> arguments = new ArrayList<>(List.of(state.toString()));
    List.of(files).forEach(folder -> arguments.add(folder.toString()));
    process = Child.start(ServerMain.class, home, JVM, arguments);
  }

  /** Gives a mesh to the source; how long it takes until proxies can be answered. */
  Duration load(MeshText mesh) throws IOException {
    return ready(new ServerOrder.Load(mesh));
  }

  /** Waits until the source has read its files; how long that took since the process began. */
  Duration read() throws IOException {
    return ready(new ServerOrder.Read());
  }

  private Duration ready(ServerOrder order) throws IOException {
    Loaded loaded = process.ask(order, Loaded.class);
    port = loaded.port();
    return Duration.ofNanos(loaded.nanos());
  }

  /** Where ADS listens, once it is ready. */
  int port() {
    return port;
  }

  /** The CA of the mesh. */
  CertificateAuthority ca() {
    return ca;
  }

  /**
   * Makes the source deliver changes.
   *
   * @param gap nanoseconds between one and the next
   * @return when each was delivered, {@link System#nanoTime}
   */
  List<Long> deliver(List<Change> changes, long gap) throws IOException {
    begin(changes, gap);
    return delivered();
  }

  /** The same without waiting for the answer, which {@link #delivered} gives. */
  void begin(List<Change> changes, long gap) throws IOException {
    process.tell(new ServerOrder.Deliver(changes, gap));
  }

  /** The answer for what {@link #begin} has begun. */
  List<Long> delivered() throws IOException {
    return process.next(ServerOrder.Delivered.class).at();
  }

  /** What it has used. */
  ServerOrder.Usage usage() throws IOException {
    return process.ask(new ServerOrder.Measure(), ServerOrder.Usage.class);
  }

  /** Bytes of its heap in use after a full collection. */
  long heap() throws IOException {
    return process.ask(new ServerOrder.Collect(), ServerOrder.Heap.class).used();
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
