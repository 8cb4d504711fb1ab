package io.waystone.e2e;

import com.google.common.net.InetAddresses;
import io.waystone.server.cli.ControlPlane;
import io.waystone.server.cli.Enrolment;
import io.waystone.server.identity.HostPort;
import io.waystone.server.identity.SpiffeId;
import io.waystone.server.identity.WaypointNode;
import io.waystone.server.lab.Connect;
import io.waystone.server.lab.Credential;
import io.waystone.server.lab.EnvoyAdmin;
import io.waystone.server.lab.EnvoyBinary;
import io.waystone.server.lab.EnvoyOptions;
import io.waystone.server.lab.EnvoyProcess;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.HboneEndpoint;
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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The Envoy of a waypoint, started from the bootstrap that {@code waystone bootstrap} writes. */
final class LabWaypoint implements AutoCloseable {

  private static final int HBONE = 15008;
  private static final int ADMIN = 15000;

  /** Connections that a change has ended live on for as long as a test can wait. */
  static final Duration DRAIN = Duration.ofSeconds(2);

  private static final EnvoyOptions OPTIONS = EnvoyOptions.STANDARD.withDrainTime(DRAIN);

  /** TEST-NET-3: no service has it, so the worker answers with 503. */
  private static final Connect PROBE = Connect.to("203.0.113.1:1");

  private final WaypointKey key;
  private final EnvoyProcess envoy;
  private final InetSocketAddress address;
  private final LabIdentities identities;
  private final Deque<HboneClient> clients = new ArrayDeque<>();
  private final HboneClient probe;

  private LabWaypoint(
      WaypointKey key, EnvoyProcess envoy, InetSocketAddress address, LabIdentities identities)
      throws IOException {
    this.key = key;
    this.envoy = envoy;
    this.address = address;
    this.identities = identities;
    this.probe = client("lab", "probe");
  }

  static LabWaypoint start(
      WaypointKey key,
      EnvoyBinary binary,
      ControlPlane controlPlane,
      LoopbackAddresses addresses,
      LabIdentities identities,
      Path folder,
      UnaryOperator<String> edit)
      throws IOException {
    InetAddress own = addresses.next();
    InetSocketAddress hbone = new InetSocketAddress(own, HBONE);
    return start(key, binary, controlPlane, hbone, own, identities, folder, edit);
  }

  /**
   * Starts it.
   *
   * @param hbone where it takes HBONE
   * @param own its address for everything else
   */
  static LabWaypoint start(
      WaypointKey key,
      EnvoyBinary binary,
      ControlPlane controlPlane,
      InetSocketAddress hbone,
      InetAddress own,
      LabIdentities identities,
      Path folder,
      UnaryOperator<String> edit)
      throws IOException {
    String ip = own.getHostAddress();
    Path bootstrap = folder.resolve("waypoint.yaml");
    new Enrolment(
            new WaypointNode(
                key,
                ip,
                Mesh.DEFAULT.clusterDomain(),
                Mesh.DEFAULT.cluster(),
                Optional.of(
                    new HostPort(InetAddresses.toAddrString(hbone.getAddress()), hbone.getPort()))),
            new HostPort("127.0.0.1", controlPlane.ads().getPort()),
            new HostPort(ip, ADMIN),
            Duration.ofSeconds(1),
            Duration.ofHours(1))
        .write(controlPlane.ca(), bootstrap);
    Files.writeString(bootstrap, edit.apply(Files.readString(bootstrap)));
    EnvoyProcess envoy = EnvoyProcess.start(binary, bootstrap, folder, OPTIONS);
    try {
      envoy.awaitLive();
      return new LabWaypoint(key, envoy, hbone, identities);
    } catch (IOException | RuntimeException e) {
      envoy.close();
      throw e;
    }
  }

  /** Makes of a bootstrap that asks for changes one that asks for whole sets. */
  static String wholeSets(String bootstrap) {
    return bootstrap.replace("api_type: DELTA_GRPC", "api_type: GRPC");
  }

  /** Its Gateway. */
  WaypointKey key() {
    return key;
  }

  /** The process. */
  EnvoyProcess envoy() {
    return envoy;
  }

  /** Its admin interface: config dump, stats. */
  EnvoyAdmin admin() {
    return envoy.admin();
  }

  /** Where clients of the mesh connect, and who it is. */
  HboneEndpoint endpoint() {
    // The service account of a Gateway's proxy has the Gateway's name.
    return new HboneEndpoint(address, LabIdentities.id(key.namespace(), key.name()));
  }

  /** A client with this identity; closed with the waypoint, or before. */
  HboneClient client(String namespace, String account) throws IOException {
    return client(namespace, account, endpoint());
  }

  /** A client with this identity, which connects from this local address. */
  HboneClient client(String namespace, String account, InetAddress source) throws IOException {
    return client(namespace, account, endpoint().from(source));
  }

  /** A client with this identity, which may be of another trust domain. */
  HboneClient client(SpiffeId identity) throws IOException {
    return client(identities.issue(identity), endpoint());
  }

  private HboneClient client(String namespace, String account, HboneEndpoint at)
      throws IOException {
    return client(identities.issue(namespace, account), at);
  }

  private HboneClient client(Credential credential, HboneEndpoint at) throws IOException {
    HboneClient client = new HboneClient(credential, at);
    clients.push(client);
    return client;
  }

  /**
   * What Envoy's main thread has acknowledged, its worker is told of at once, and has taken over
   * when it answers: it handles what it was told before it goes on to a next request.
   */
  void awaitWorker() throws IOException {
    for (int i = 0; i < 2; i++) {
      try (Tunnel tunnel = probe.open(PROBE)) {
        if (tunnel.status() != 503) {
          throw new IOException("the probe was answered with " + tunnel.status());
        }
      }
    }
  }

  @Override
  public void close() {
    while (!clients.isEmpty()) {
      clients.pop().close();
    }
    envoy.close();
  }
}
