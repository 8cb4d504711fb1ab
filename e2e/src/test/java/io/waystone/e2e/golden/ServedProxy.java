package io.waystone.e2e.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.waystone.server.ads.AdsMetrics;
import io.waystone.server.ads.AdsService;
import io.waystone.server.ads.Peer;
import io.waystone.server.ads.Secrets;
import io.waystone.server.ads.Timing;
import io.waystone.server.ads.ViewDemand;
import io.waystone.server.ads.Views;
import io.waystone.server.identity.AdsEndpoint;
import io.waystone.server.identity.Bootstrap;
import io.waystone.server.identity.BootstrapFiles;
import io.waystone.server.identity.CertificateAuthority;
import io.waystone.server.identity.Credential;
import io.waystone.server.identity.Credentials;
import io.waystone.server.identity.HostPort;
import io.waystone.server.identity.IssuedCertificate;
import io.waystone.server.identity.ServerTls;
import io.waystone.server.identity.SpiffeId;
import io.waystone.server.identity.StateDirectory;
import io.waystone.server.identity.WaypointNode;
import io.waystone.server.identity.WorkloadSecrets;
import io.waystone.server.lab.EnvoyAdmin;
import io.waystone.server.lab.EnvoyBinary;
import io.waystone.server.lab.EnvoyOptions;
import io.waystone.server.lab.EnvoyProcess;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.HboneEndpoint;
import io.waystone.server.lab.Ports;
import io.waystone.translator.Revision;
import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceChange;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.WaypointKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * An Envoy, and our ADS server, which sends it whatever it is told to: what a waypoint has is
 * replaced by what another has, as one revision.
 */
final class ServedProxy implements AutoCloseable {

  /** Whose configuration it asks for. */
  static final WaypointKey WAYPOINT = new WaypointKey("golden", "proxy");

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /** Nothing is on its way through this proxy that would have to be drained. */
  private static final Timing TIMING = Timing.STANDARD.withDrain(Duration.ZERO);

  private final Views views = new Views(new Everything(), TIMING);
  private final CertificateAuthority ca;
  private final Dialect dialect;
  private final AdsService ads;
  private final Server server;
  private final EnvoyProcess envoy;
  private final Map<String, HboneClient> clients = new HashMap<>();
  private Map<ResourceId, Resource> served = Map.of();
  private long revision;

  /** Of the mesh's default trust domain. */
  ServedProxy(Path folder) throws IOException {
    this(folder, Mesh.DEFAULT.trustDomain());
  }

  ServedProxy(Path folder, String trustDomain) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    StateDirectory state = StateDirectory.open(folder.resolve("state"));
    Clock clock = Clock.systemUTC();
    ca = CertificateAuthority.openOrCreate(state, trustDomain, clock);
    Credentials credentials = new Credentials(ca, clock);
    WorkloadSecrets secrets = new WorkloadSecrets(ca, WorkloadSecrets.DEFAULT_TTL, clock);
    ads =
        new AdsService(
            views,
            (headers, tls) -> peer(credentials, headers),
            (waypoint, name) ->
                secrets
                    .secret(new SpiffeId(trustDomain, waypoint.namespace(), waypoint.name()), name)
                    .map(secret -> new Secrets.Issued(secret.resource(), secret.renewAt())),
            TIMING,
            AdsMetrics.NONE);
    server =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(loopback, 0),
                TlsServerCredentials.newBuilder()
                    .keyManager(new ServerTls(ca, List.of("127.0.0.1"), clock))
                    .build())
            .addService(ads)
            .build()
            .start();
    dialect = new Dialect("127.0.0.1", Ports.free());
    envoy = start(folder, credentials);
    views.ready();
  }

  private EnvoyProcess start(Path folder, Credentials credentials) throws IOException {
    BootstrapFiles files = BootstrapFiles.at(folder.resolve("proxy.yaml"));
    Bootstrap bootstrap =
        new Bootstrap(
            new WaypointNode(
                WAYPOINT,
                "127.0.0.1",
                "cluster.local",
                "Kubernetes",
                Optional.of(new HostPort(dialect.bindAddress(), dialect.bindPort()))),
            new AdsEndpoint(new HostPort("127.0.0.1", server.getPort()), ca.rootPem()),
            files,
            new HostPort("127.0.0.1", Ports.free()),
            Duration.ofSeconds(1),
            OptionalInt.empty());
    files.write(bootstrap.text(), credentials.issue(WAYPOINT, Duration.ofDays(1)));
    return EnvoyProcess.start(
        EnvoyBinary.find(Optional.empty(), System.out::println),
        files.bootstrap(),
        Files.createDirectories(folder.resolve("envoy")),
        EnvoyOptions.STANDARD.withDrainTime(Duration.ofSeconds(1)));
  }

  private static Peer peer(Credentials credentials, Metadata headers) throws StatusException {
    return switch (credentials.verifyBearer(Optional.ofNullable(headers.get(AUTHORIZATION)))) {
      case Credential.OfWaypoint accepted ->
          new Peer.OfWaypoint(accepted.waypoint(), accepted.expires());
      case Credential.OfWorkload _ -> throw Status.PERMISSION_DENIED.asException();
      case Credential.Refused refused ->
          throw Status.UNAUTHENTICATED.withDescription(refused.text()).asException();
    };
  }

  /** Where this proxy takes HBONE. */
  Dialect dialect() {
    return dialect;
  }

  /** From now on the proxy gets these, and nothing of what it had. */
  void serve(List<Resource> resources) {
    Map<ResourceId, Resource> next = new TreeMap<>();
    resources.forEach(resource -> next.put(resource.id(), resource));
    List<ResourceChange> changes = new ArrayList<>();
    next.forEach((id, resource) -> changes.add(new ResourceChange(id, Optional.of(resource))));
    served.keySet().stream()
        .filter(id -> !next.containsKey(id))
        .forEach(id -> changes.add(new ResourceChange(id, Optional.empty())));
    changes.sort(Comparator.comparing(ResourceChange::id));
    served = next;
    views.publish(
        new Revision(
            ++revision, new TreeMap<>(Map.of(new ViewKey(WAYPOINT, dialect), changes)), Set.of()));
  }

  /** That it is connected, and has taken all that it was told. */
  void assertSettled() {
    assertThat(ads.streams())
        .hasSize(1)
        .allSatisfy(stream -> {
          assertThat(stream.types()).isNotEmpty();
          stream
              .types()
              .forEach((type, state) -> {
                assertThat(state.refused()).as("%s that are refused", type).isEmpty();
                assertThat(state.inFlight()).as("%s in flight", type).isEmpty();
                assertThat(state.heldBack()).as("%s held back", type).isEmpty();
              });
        });
  }

  EnvoyAdmin admin() {
    return envoy.admin();
  }

  /** What the process has written so far. */
  String log() throws IOException {
    return Files.readString(envoy.log());
  }

  /**
   * The client of the mesh that has this identity, the same whenever it is asked for; it ends with
   * the proxy.
   *
   * @param identity of a trust domain that the mesh takes
   * @param source the local address that it connects from
   */
  HboneClient client(SpiffeId identity, InetAddress source) throws IOException {
    String key = identity + " from " + source.getHostAddress();
    HboneClient client = clients.get(key);
    if (client == null) {
      IssuedCertificate certificate =
          ca.in(identity.trustDomain()).issue(identity, Duration.ofHours(1));
      SpiffeId own = new SpiffeId(ca.trustDomain(), WAYPOINT.namespace(), WAYPOINT.name());
      client =
          new HboneClient(
              new io.waystone.server.lab.Credential(
                  certificate.chain(), certificate.key().reveal(), ca.rootPem()),
              new HboneEndpoint(
                      new InetSocketAddress(dialect.bindAddress(), dialect.bindPort()),
                      own.toString())
                  .from(source));
      clients.put(key, client);
    }
    return client;
  }

  @Override
  public void close() {
    clients.values().forEach(HboneClient::close);
    envoy.close();
    server.shutdownNow();
  }

  /** The one view is always there. */
  private static final class Everything implements ViewDemand {
    @Override
    public void want(ViewKey key) {}

    @Override
    public void release(ViewKey key) {}
  }
}
