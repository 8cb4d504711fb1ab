package io.waystone.e2e.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.waystone.server.ads.Timing;
import io.waystone.server.cli.ControlPlane;
import io.waystone.server.cli.Settings;
import io.waystone.server.source.SourceUpdate;
import io.waystone.translator.mesh.Mesh;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The process of the control plane: all that {@code waystone serve} runs, on a source that delivers
 * what this process is told. Arguments: the state directory; to read files, the folder of them.
 */
final class ServerMain {

  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final long POLL_NANOS = 1_000_000;

  private final ToldSource source = new ToldSource();
  private final ControlPlane controlPlane;
  private final long began = System.nanoTime();

  private ServerMain(Path state, List<Path> folders) throws IOException {
    Settings settings =
        new Settings(
            folders,
            Mesh.DEFAULT.withLocalEndpoints(),
            state,
            ANY_PORT,
            List.of(),
            ANY_PORT,
            Optional.empty(),
            // Its clients have no connections that would have to be drained.
            Timing.STANDARD.withDrain(Duration.ZERO),
            false);
    controlPlane =
        folders.isEmpty() ? new ControlPlane(settings, source) : new ControlPlane(settings);
  }

  static void main(String[] arguments) throws IOException {
    Link link = Link.toParent();
    List<Path> paths = List.of(arguments).stream().map(Path::of).toList();
    ServerMain server = new ServerMain(paths.getFirst(), paths.subList(1, paths.size()));
    try (ControlPlane _ = server.controlPlane) {
      while (true) {
        link.send(server.answer((ServerOrder) link.receive()));
      }
    } catch (EOFException _) {
      // The benchmark is over, or gone.
    }
  }

  private Serializable answer(ServerOrder order) {
    return switch (order) {
      case ServerOrder.Load(MeshText mesh) -> load(Objects.update(mesh));
      case ServerOrder.Read() -> ready(began);
      case ServerOrder.Deliver(List<Change> changes, long gap) -> deliver(changes, gap);
      case ServerOrder.Measure() -> measure();
      case ServerOrder.Collect() -> collect();
    };
  }

  private ServerOrder.Loaded load(SourceUpdate first) {
    long delivered = System.nanoTime();
    source.deliver(first);
    return ready(delivered);
  }

  private ServerOrder.Loaded ready(long from) {
    while (!controlPlane.missing().isEmpty()) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    return new ServerOrder.Loaded(controlPlane.ads().getPort(), System.nanoTime() - from);
  }

  private ServerOrder.Delivered deliver(List<Change> changes, long gap) {
    List<SourceUpdate> updates = changes.stream().map(Objects::update).toList();
    List<Long> at = new ArrayList<>();
    for (SourceUpdate update : updates) {
      if (!at.isEmpty()) {
        pause(at.getLast() + gap);
      }
      at.add(System.nanoTime());
      source.deliver(update);
    }
    return new ServerOrder.Delivered(List.copyOf(at));
  }

  private static void pause(long until) {
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static ServerOrder.Usage measure() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return new ServerOrder.Usage(
        system.getProcessCpuTime(), threads.getTotalThreadAllocatedBytes());
  }

  private static ServerOrder.Heap collect() {
    System.gc();
    return new ServerOrder.Heap(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
  }
}
