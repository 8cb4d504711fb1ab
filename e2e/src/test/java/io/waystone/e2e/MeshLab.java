package io.waystone.e2e;

import io.waystone.server.ads.Timing;
import io.waystone.server.cli.ControlPlane;
import io.waystone.server.cli.Settings;
import io.waystone.server.lab.Backend;
import io.waystone.server.lab.EnvoyBinary;
import io.waystone.server.lab.GrpcBackend;
import io.waystone.server.lab.Kept;
import io.waystone.server.lab.LabPod;
import io.waystone.server.lab.LoopbackAddresses;
import io.waystone.server.lab.PodTerminator;
import io.waystone.server.lab.TcpBackend;
import io.waystone.server.lab.TcpTalk;
import io.waystone.server.lab.WebSocketBackend;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.WaypointKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A control plane on a folder of YAML, and what stands around its waypoints. One for a test class,
 * as a {@code @RegisterExtension static final} field; {@code @BeforeAll} writes the objects that
 * the tests share and starts the waypoints. When a test fails, the Envoys' logs are printed.
 */
final class MeshLab
    implements BeforeAllCallback, AfterTestExecutionCallback, AfterAllCallback, AutoCloseable {

  static final String TRUST_DOMAIN = Mesh.DEFAULT.trustDomain();

  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

  /** Before this line, Envoy logs only what it was built with. */
  private static final String STARTED = "starting main dispatch loop";

  private static final int MOST_LOG = 6_000;

  /** What a class has while its tests run. */
  private record Running(
      Path home,
      EnvoyBinary envoy,
      LoopbackAddresses addresses,
      LabControlPlane controlPlane,
      YamlFolder yaml,
      LabIdentities identities) {}

  /** Finds the Envoy that the waypoints are. */
  @FunctionalInterface
  interface Search {
    EnvoyBinary find() throws IOException;
  }

  private final Search search;
  private final Kept kept = new Kept();
  private final List<LabWaypoint> waypoints = new ArrayList<>();
  private final List<PodTerminator> pods = new ArrayList<>();
  private final AtomicInteger services = new AtomicInteger();
  private final AtomicInteger folders = new AtomicInteger();
  private Optional<Running> running = Optional.empty();

  /** With the Envoy that the project is tested with. */
  MeshLab() {
    this(() -> EnvoyBinary.find(Optional.empty(), System.out::println));
  }

  /** With another Envoy. */
  MeshLab(Search search) {
    this.search = search;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    try {
      running = Optional.of(start());
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private Running start() throws IOException {
    EnvoyBinary envoy = search.find();
    Path home = Files.createTempDirectory("mesh-lab");
    kept.<AutoCloseable>keep(() -> delete(home));
    LoopbackAddresses addresses = keep(new LoopbackAddresses());
    Path objects = Files.createDirectory(home.resolve("objects"));
    LabControlPlane controlPlane =
        keep(
            LabControlPlane.start(
                new Settings(
                    List.of(objects),
                    Mesh.DEFAULT.withLocalEndpoints(),
                    home.resolve("state"),
                    ANY_PORT,
                    List.of(),
                    ANY_PORT,
                    Optional.empty(),
                    Timing.STANDARD.withDrain(LabWaypoint.DRAIN),
                    false)));
    return new Running(
        home,
        envoy,
        addresses,
        controlPlane,
        new YamlFolder(objects, controlPlane::now),
        new LabIdentities(controlPlane.now().ca()));
  }

  private Running running() {
    return running.orElseThrow(() -> new IllegalStateException("not between beforeAll and after"));
  }

  // The control plane.

  /** The control plane. */
  ControlPlane controlPlane() {
    return running().controlPlane().now();
  }

  /**
   * Stops the control plane and starts another where it was, on the same state directory.
   *
   * @param meanwhile what is done while there is none
   */
  void restart(Meanwhile meanwhile) throws IOException {
    running().controlPlane().stop();
    meanwhile.run();
    running().controlPlane().startAgain();
  }

  /** Something that happens while there is no control plane. */
  interface Meanwhile {
    void run() throws IOException;
  }

  /** The folder that the control plane watches. */
  YamlFolder yaml() {
    return running().yaml();
  }

  /** The state directory of the control plane, which holds the CA. */
  Path state() {
    return running().home().resolve("state");
  }

  /** Certificates of the mesh's CA. */
  LabIdentities identities() {
    return running().identities();
  }

  /**
   * Writes a file of objects, and returns when all waypoints work by it.
   *
   * @return how long that took
   */
  Duration apply(String file, String... documents) throws IOException {
    long begin = System.nanoTime();
    yaml().write(file, documents);
    sync();
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  /** Removes a file of objects, and returns when all waypoints work without it. */
  void remove(String file) throws IOException {
    yaml().remove(file);
    sync();
  }

  /** Returns when all waypoints work by what the folder holds. */
  void sync() throws IOException {
    yaml().awaitSettled();
    for (LabWaypoint waypoint : waypoints) {
      waypoint.awaitWorker();
    }
  }

  // What stands around.

  /** Starts the Envoy of a waypoint, and returns when it has all of its configuration. */
  LabWaypoint waypoint(String namespace, String name) throws IOException {
    return waypoint(namespace, name, UnaryOperator.identity());
  }

  /** The same with another bootstrap, made from the one that we write. */
  LabWaypoint waypoint(String namespace, String name, UnaryOperator<String> bootstrap)
      throws IOException {
    LabWaypoint waypoint =
        keep(
            LabWaypoint.start(
                new WaypointKey(namespace, name),
                running().envoy(),
                running().controlPlane().now(),
                running().addresses(),
                running().identities(),
                freshFolder(),
                bootstrap));
    waypoints.add(waypoint);
    sync();
    return waypoint;
  }

  /** The same, taking HBONE there. */
  LabWaypoint waypoint(String namespace, String name, InetSocketAddress hbone) throws IOException {
    LabWaypoint waypoint =
        keep(
            LabWaypoint.start(
                new WaypointKey(namespace, name),
                running().envoy(),
                running().controlPlane().now(),
                hbone,
                running().addresses().next(),
                running().identities(),
                freshFolder(),
                UnaryOperator.identity()));
    waypoints.add(waypoint);
    sync();
    return waypoint;
  }

  /** An HTTP backend on an address and a port of its own. */
  Backend backend(String name) throws IOException {
    return backend(name, new InetSocketAddress(address(), 0));
  }

  /** An HTTP backend there. */
  Backend backend(String name, InetSocketAddress at) throws IOException {
    return keep(new Backend(name, at));
  }

  /** A gRPC backend on an address and a port of its own. */
  GrpcBackend grpcBackend(String name) throws IOException {
    return keep(new GrpcBackend(name, new InetSocketAddress(address(), 0)));
  }

  /** A WebSocket backend on an address and a port of its own. */
  WebSocketBackend webSocketBackend(String name) throws IOException {
    return keep(new WebSocketBackend(name, new InetSocketAddress(address(), 0)));
  }

  /** A TCP backend on an address and a port of its own. */
  TcpBackend tcpBackend(TcpTalk talk) throws IOException {
    return keep(new TcpBackend(talk, new InetSocketAddress(address(), 0)));
  }

  /** What ends the tunnels of these pods. */
  PodTerminator pods(LabPod... all) throws IOException {
    PodTerminator terminator =
        keep(PodTerminator.start(running().envoy(), List.of(all), freshFolder()));
    pods.add(terminator);
    return terminator;
  }

  /** A loopback address that nobody else uses. */
  InetAddress address() throws IOException {
    return running().addresses().next();
  }

  /** The IPv6 loopback address, for this lab alone; empty on a machine without IPv6. */
  Optional<InetAddress> ipv6() throws IOException {
    return running().addresses().ipv6();
  }

  /** An address for a service that no other service of this lab has. Nothing listens there. */
  String serviceAddress() {
    int number = services.incrementAndGet();
    return "10.96." + number / 250 + "." + (1 + number % 250);
  }

  /** An empty folder, deleted in the end. */
  Path freshFolder() throws IOException {
    return Files.createDirectory(running().home().resolve("f" + folders.incrementAndGet()));
  }

  /** Closes it in the end, before what was started earlier. */
  <T extends AutoCloseable> T keep(T resource) {
    return kept.keep(resource);
  }

  // The end.

  @Override
  public void afterTestExecution(ExtensionContext context) throws IOException {
    if (context.getExecutionException().isPresent()) {
      for (LabWaypoint waypoint : waypoints) {
        show("waypoint " + waypoint.key(), waypoint.envoy().log());
      }
      for (PodTerminator terminator : pods) {
        show("pods", terminator.envoy().log());
      }
    }
  }

  private static void show(String what, Path log) throws IOException {
    String text = Files.readString(log);
    System.out.println("--- log of the Envoy of " + what);
    System.out.println(
        text.substring(Math.max(Math.max(0, text.indexOf(STARTED)), text.length() - MOST_LOG)));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  @Override
  public void close() {
    running = Optional.empty();
    kept.close();
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
