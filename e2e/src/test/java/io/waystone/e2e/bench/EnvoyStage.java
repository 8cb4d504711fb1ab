package io.waystone.e2e.bench;

import io.waystone.server.cli.Enrolment;
import io.waystone.server.identity.HostPort;
import io.waystone.server.identity.IssuedCertificate;
import io.waystone.server.identity.SpiffeId;
import io.waystone.server.identity.WaypointNode;
import io.waystone.server.lab.Backend;
import io.waystone.server.lab.Connect;
import io.waystone.server.lab.Credential;
import io.waystone.server.lab.EnvoyBinary;
import io.waystone.server.lab.EnvoyOptions;
import io.waystone.server.lab.EnvoyProcess;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.HboneEndpoint;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpReply;
import io.waystone.server.lab.HttpTunnel;
import io.waystone.server.lab.Kept;
import io.waystone.server.lab.LoopbackAddresses;
import io.waystone.server.lab.Tunnel;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.WaypointKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** An Envoy as the waypoint of a generated mesh, with connections that are held open. */
final class EnvoyStage implements AutoCloseable {

  private static final int HBONE = 15008;
  private static final int ADMIN = 15000;
  private static final int HELD = 20;
  private static final WaypointKey WAYPOINT = MeshText.waypoint(0);
  private static final HttpCall GET = HttpCall.get("svc", "/");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration IDLE = Duration.ofSeconds(2);
  private static final long LIMIT_NANOS = Duration.ofSeconds(60).toNanos();

  private final Kept kept = new Kept();
  private final EnvoyObjects objects;
  private final Server server;
  private final EnvoyProcess envoy;
  private final HboneClient client;
  private final Duration firstRequest;
  private final Duration idle;
  private final Map<Integer, HttpTunnel> asking = new HashMap<>();
  private final List<HttpTunnel> held = new ArrayList<>();

  /** Starts everything; returns when a first request was answered. */
  EnvoyStage(MeshText mesh, int concurrency, EnvoyBinary binary, Path home) throws IOException {
    try {
      LoopbackAddresses addresses = kept.keep(new LoopbackAddresses());
      objects = new EnvoyObjects(mesh, addresses.next(), addresses.next());
      backend(EnvoyObjects.HERE, objects.here());
      backend(EnvoyObjects.THERE, objects.there());
      server = kept.keep(new Server(home));
      server.load(mesh);
      server.deliver(List.of(Change.of(objects.all())), 0);
      InetAddress own = addresses.next();
      client = kept.keep(new HboneClient(credential("caller"), endpoint(own)));
      long begin = System.nanoTime();
      envoy = kept.keep(start(binary, home, own, concurrency));
      envoy.await(
          "to answer", Duration.ofSeconds(60), _ -> ask(EnvoyObjects.SPLIT).status() == 200);
      firstRequest = Duration.ofNanos(System.nanoTime() - begin);
      for (int i = 0; i < HELD; i++) {
        held.add(open(EnvoyObjects.AT_HERE));
      }
      idle = measureIdle();
    } catch (IOException | RuntimeException e) {
      kept.close();
      throw e;
    }
  }

  private void backend(String name, InetAddress at) throws IOException {
    kept.keep(new Backend(name, new InetSocketAddress(at, EnvoyObjects.PORT)));
  }

  private Credential credential(String account) {
    IssuedCertificate certificate = server.ca().issue(id(account), HOUR);
    return new Credential(certificate.chain(), certificate.key().reveal(), server.ca().rootPem());
  }

  private static SpiffeId id(String account) {
    return new SpiffeId(Mesh.DEFAULT.trustDomain(), WAYPOINT.namespace(), account);
  }

  private static HboneEndpoint endpoint(InetAddress own) {
    return new HboneEndpoint(new InetSocketAddress(own, HBONE), id(WAYPOINT.name()).toString());
  }

  private EnvoyProcess start(EnvoyBinary binary, Path home, InetAddress own, int concurrency)
      throws IOException {
    String ip = own.getHostAddress();
    Path bootstrap = home.resolve("envoy").resolve("waypoint.yaml");
    new Enrolment(
            new WaypointNode(
                WAYPOINT,
                ip,
                Mesh.DEFAULT.clusterDomain(),
                Mesh.DEFAULT.cluster(),
                Optional.of(new HostPort(ip, HBONE))),
            new HostPort("127.0.0.1", server.port()),
            new HostPort(ip, ADMIN),
            Duration.ofSeconds(5),
            HOUR)
        .write(server.ca(), bootstrap);
    return EnvoyProcess.start(
        binary,
        bootstrap,
        home.resolve("envoy"),
        EnvoyOptions.STANDARD.withConcurrency(concurrency));
  }

  private HttpTunnel open(int service) throws IOException {
    return new HttpTunnel(client.open(Connect.to(EnvoyObjects.authority(service))));
  }

  /** How long it took from the start of Envoy until it answered a request. */
  Duration firstRequest() {
    return firstRequest;
  }

  /** The CPU time that Envoy has used. */
  Duration cpu() {
    return ProcessHandle.of(envoy.pid())
        .flatMap(process -> process.info().totalCpuDuration())
        .orElseThrow();
  }

  /** What Envoy uses when nothing happens. */
  private Duration measureIdle() throws IOException {
    pause(IDLE);
    Duration before = cpu();
    pause(IDLE);
    return cpu().minus(before);
  }

  /** The bytes of memory that Envoy has. */
  long memory() throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(envoy.pid()), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
        .sum();
  }

  /**
   * Makes a change of that number, asking all the while.
   *
   * @return nanoseconds from the event until the first reply that shows its effect was read
   */
  long effect(EnvoyChange change, int number) throws IOException {
    boolean there = number % 2 == 0;
    server.begin(List.of(change.of(objects, there)), 0);
    long seen = await(change, there);
    long nanos = seen - server.delivered().getFirst();
    if (change == EnvoyChange.SERVICE_ADDED) {
      server.deliver(List.of(change.of(objects, !there)), 0);
      await(change, !there);
    }
    return nanos;
  }

  private long await(EnvoyChange change, boolean there) throws IOException {
    long begin = System.nanoTime();
    while (true) {
      HttpReply reply = ask(change.service());
      long now = System.nanoTime();
      if (change.isSeen(reply, there)) {
        return now;
      }
      if (now - begin > LIMIT_NANOS) {
        throw new IOException(change.text() + " is not seen, but " + reply);
      }
    }
  }

  /** Asks on a connection that is kept; where there is no service yet, on a new one each time. */
  private HttpReply ask(int service) throws IOException {
    HttpTunnel kept = asking.get(service);
    if (kept != null && service != EnvoyObjects.ADDED) {
      return kept.send(GET);
    }
    Tunnel tunnel = client.open(Connect.to(EnvoyObjects.authority(service)));
    if (tunnel.status() != 200) {
      tunnel.close();
      return new HttpReply(tunnel.status(), List.of(), "");
    }
    HttpTunnel http = new HttpTunnel(tunnel);
    HttpReply reply = http.send(GET);
    if (service == EnvoyObjects.ADDED) {
      http.close();
    } else {
      asking.put(service, http);
    }
    return reply;
  }

  /**
   * Makes so many changes while nobody asks.
   *
   * @return Envoy's CPU time for each, without what it uses idle
   */
  Duration cpuOf(EnvoyChange change, int changes, Duration gap) throws IOException {
    Duration before = cpu();
    long begin = System.nanoTime();
    int even = changes / 2 * 2;
    server.deliver(
        IntStream.range(0, even).mapToObj(i -> change.of(objects, i % 2 == 0)).toList(),
        gap.toNanos());
    await(change, false);
    double idled = (double) (System.nanoTime() - begin) / IDLE.toNanos();
    long used = cpu().minus(before).toNanos() - (long) (idled * idle.toNanos());
    return Duration.ofNanos(Math.max(0, used / even));
  }

  private static void pause(Duration time) throws IOException {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** How many of the connections that were opened in the beginning do not answer any more. */
  long closed() {
    return held.stream().filter(http -> !answers(http)).count();
  }

  private static boolean answers(HttpTunnel http) {
    try {
      // 403: its worker does not know yet that the last policy was taken back.
      int status = http.send(GET).status();
      return status == 200 || status == 403;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    kept.close();
  }
}
