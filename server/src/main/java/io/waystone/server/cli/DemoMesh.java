package io.waystone.server.cli;

import io.waystone.server.ads.Timing;
import io.waystone.server.identity.Bootstrap;
import io.waystone.server.identity.HostPort;
import io.waystone.server.identity.SpiffeId;
import io.waystone.server.identity.WaypointNode;
import io.waystone.server.lab.EnvoyBinary;
import io.waystone.server.lab.EnvoyOptions;
import io.waystone.server.lab.EnvoyProcess;
import io.waystone.server.lab.HboneEndpoint;
import io.waystone.server.lab.Kept;
import io.waystone.server.lab.LabPod;
import io.waystone.server.lab.LoopbackAddresses;
import io.waystone.server.lab.PodTerminator;
import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.Waypoint;
import io.waystone.translator.mesh.WaypointKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Everything that runs in a demo. Says each step as it is done. */
final class DemoMesh implements AutoCloseable {

  static final WaypointKey WAYPOINT = new WaypointKey("default", "default");
  static final String HOST = "reviews.default.svc.cluster.local";
  static final String ROUTES = "inbound-vip|9080|http|" + HOST;

  private static final String SERVICE = "10.96.20.1:9080";
  private static final int HBONE = 15008;
  private static final int ENVOY_ADMIN = 15000;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 20;

  private final Kept kept = new Kept();
  private final Consumer<String> say;
  private final ControlPlane controlPlane;
  private final EnvoyProcess envoy;
  private final Caller friend;
  private final Caller stranger;

  DemoMesh(EnvoyBinary binary, DemoFolder folder, Consumer<String> say) throws IOException {
    this.say = say;
    try {
      controlPlane = kept.keep(startControlPlane(folder));
      Waypoint waypoint = awaitWaypoint();
      startBackends(binary, folder, waypoint.trustDomain());
      InetAddress address = kept.keep(new LoopbackAddresses()).next();
      envoy = startWaypoint(binary, folder, address);
      friend = client(waypoint, address, "default", "bookinfo-productpage");
      stranger = client(waypoint, address, "elsewhere", "visitor");
      say.accept("clients        " + friend.identity() + " and " + stranger.identity());
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Who may read. */
  Caller friend() {
    return friend;
  }

  /** Who may not, coming from another namespace. */
  Caller stranger() {
    return stranger;
  }

  EnvoyProcess envoy() {
    return envoy;
  }

  /** What the waypoint is told now. */
  Told told() {
    ViewKey view =
        controlPlane.streams().stream()
            .flatMap(stream -> stream.view().stream())
            .findFirst()
            .orElse(new ViewKey(WAYPOINT, Dialect.STANDARD));
    return Told.of(controlPlane.translation(), view);
  }

  /** Waits until the waypoint works by what it was told; false if it does not within some time. */
  boolean awaitTaken(Told told, Duration limit) throws IOException {
    try {
      envoy.await(
          "to take what it was told", limit, admin -> told.missingIn(admin.configDump()).isEmpty());
      return true;
    } catch (IOException e) {
      if (!envoy.alive()) {
        throw e;
      }
      return false;
    }
  }

  private ControlPlane startControlPlane(DemoFolder folder) throws IOException {
    ControlPlane started =
        new ControlPlane(
            new Settings(
                List.of(folder.objects()),
                Mesh.DEFAULT.withLocalEndpoints(),
                folder.state(),
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
                List.of(),
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
                Optional.empty(),
                Timing.STANDARD,
                false));
    say.accept(
        "control plane  ADS on 127.0.0.1:%d, admin on http://127.0.0.1:%d (/status, /config_dump?waypoint=%s)"
            .formatted(started.ads().getPort(), started.admin().getPort(), WAYPOINT));
    return started;
  }

  private Waypoint awaitWaypoint() throws IOException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!controlPlane.missing().isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(
            "the control plane did not become ready: " + String.join("; ", controlPlane.missing()));
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
    return Optional.ofNullable(controlPlane.translation().waypoints().get(WAYPOINT))
        .orElseThrow(() -> new IOException("the example has no waypoint " + WAYPOINT));
  }

  /** The backends, and what ends HBONE for them once somebody annotates their Pods for it. */
  private void startBackends(EnvoyBinary binary, DemoFolder folder, String trustDomain)
      throws IOException {
    for (DemoBackend backend : DemoBackend.values()) {
      kept.keep(backend.start());
      say.accept("backend        " + backend.service() + " on " + backend.endpoint());
    }
    SpiffeId identity = new SpiffeId(trustDomain, "default", "bookinfo-reviews");
    kept.keep(
        PodTerminator.start(
            binary,
            Arrays.stream(DemoBackend.values())
                .map(backend ->
                    new LabPod(
                        backend.service(),
                        backend.address(),
                        Caller.credential(controlPlane.ca(), identity)))
                .toList(),
            folder.pods()));
  }

  private EnvoyProcess startWaypoint(EnvoyBinary binary, DemoFolder folder, InetAddress address)
      throws IOException {
    String host = address.getHostAddress();
    Path file = folder.waypoint().resolve("waypoint.yaml");
    new Enrolment(
            new WaypointNode(
                WAYPOINT,
                host,
                Mesh.DEFAULT.clusterDomain(),
                Mesh.DEFAULT.cluster(),
                Optional.of(new HostPort(host, HBONE))),
            new HostPort("127.0.0.1", controlPlane.ads().getPort()),
            new HostPort(host, ENVOY_ADMIN),
            Bootstrap.DEFAULT_STATS_FLUSH_INTERVAL,
            Duration.ofDays(1))
        .write(controlPlane.ca(), file);
    EnvoyProcess started =
        kept.keep(EnvoyProcess.start(binary, file, folder.waypoint(), EnvoyOptions.STANDARD));
    started.awaitLive();
    say.accept(
        "waypoint       %s takes HBONE on %s:%d, admin on http://%s:%d"
            .formatted(WAYPOINT, host, HBONE, host, ENVOY_ADMIN));
    return started;
  }

  private Caller client(Waypoint waypoint, InetAddress address, String namespace, String account)
      throws IOException {
    SpiffeId identity =
        new SpiffeId(waypoint.trustDomain(), waypoint.key().namespace(), waypoint.serviceAccount());
    return kept.keep(
        new Caller(
            controlPlane.ca(),
            new SpiffeId(waypoint.trustDomain(), namespace, account),
            new HboneEndpoint(new InetSocketAddress(address, HBONE), identity.toString()),
            SERVICE,
            HOST));
  }

  /** Ends all, the last one started first. */
  @Override
  public void close() {
    kept.close();
  }
}
