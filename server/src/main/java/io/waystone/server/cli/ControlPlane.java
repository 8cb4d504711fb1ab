package io.waystone.server.cli;

import com.google.common.base.Throwables;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerServiceDefinition;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.waystone.server.admin.AdminServer;
import io.waystone.server.admin.Page;
import io.waystone.server.ads.AdsService;
import io.waystone.server.ads.StreamState;
import io.waystone.server.ads.ZtunnelState;
import io.waystone.server.identity.CaWatch;
import io.waystone.server.identity.CertificateAuthority;
import io.waystone.server.identity.ClientCertificates;
import io.waystone.server.identity.Credentials;
import io.waystone.server.identity.NodeProxies;
import io.waystone.server.identity.ServerTls;
import io.waystone.server.identity.ServiceAccountTokens;
import io.waystone.server.identity.StateDirectory;
import io.waystone.server.identity.WorkloadCertificates;
import io.waystone.server.identity.WorkloadTokens;
import io.waystone.server.source.DirectorySource;
import io.waystone.server.source.DocumentReader;
import io.waystone.server.source.Source;
import io.waystone.translator.envoy.ResourceType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A running control plane: the source feeds the translation, whose views ADS sends. This is the
 * whole wiring.
 */
public final class ControlPlane implements AutoCloseable {

  /**
   * Proxies ping every 30 s; gRPC would end the connection of one that pings more than every 5 min.
   */
  private static final long PING_SECONDS = 20;

  private static final long END_SECONDS = 5;

  private final Translation translation;
  private final Source source;
  private final ExecutorService streams = Executors.newVirtualThreadPerTaskExecutor();
  private final Server grpc;
  private final AdsService ads;
  private final Map<String, Page> pages;
  private final AdminServer admin;
  private final CertificateAuthority ca;
  private final CaWatch watch;

  /**
   * Starts; returns when it listens, which is before it is {@link #missing() ready}.
   *
   * @throws IOException if an address cannot be bound
   * @throws io.waystone.server.identity.IdentityException if the state directory, the CA or the
   *     keys of tokens cannot be used
   */
  public ControlPlane(Settings settings) throws IOException {
    this(settings, folders(settings));
  }

  /**
   * The same on the objects of another source, which is started and closed with this; the roots of
   * the settings are not read.
   *
   * @throws IOException if an address cannot be bound
   * @throws io.waystone.server.identity.IdentityException if the state directory, the CA or the
   *     keys of tokens cannot be used
   */
  public ControlPlane(Settings settings, Source source) throws IOException {
    this.source = source;
    Clock clock = Clock.systemUTC();
    StateDirectory.open(settings.state());
    ca = CaOption.open(settings.ca(), settings.state(), settings.mesh().trustDomain(), clock);
    Metrics metrics = new Metrics();
    translation =
        new Translation(
            settings.mesh(), settings.mode(), settings.timing(), settings.explain(), metrics);
    ClientCertificates clients = new ClientCertificates(ca, clock);
    WorkloadTokens tokens =
        settings
            .certificates()
            .tokens()
            .<WorkloadTokens>map(issuers -> new ServiceAccountTokens(issuers, clock))
            .orElse(WorkloadTokens.NONE);
    Credentials credentials = new Credentials(ca, tokens, clock);
    Identities identities =
        new Identities(
            ca,
            credentials,
            clients,
            clock,
            new SecureRandom(),
            translation::waypoints,
            translation::isComplete,
            ztunnels(settings));
    ads =
        new AdsService(
            translation.views(),
            translation.ztunnels(),
            identities,
            identities,
            settings.timing(),
            metrics);
    ServerCredentials tls =
        TlsServerCredentials.newBuilder()
            .keyManager(new ServerTls(ca, settings.adsHosts(), clock))
            .trustManager(clients)
            .clientAuth(TlsServerCredentials.ClientAuth.OPTIONAL)
            .build();
    grpc = listen(settings.ads(), tls, certificates(settings.certificates(), credentials, metrics));
    try {
      pages = new AdminPages(translation, ads, metrics).pages();
      admin = new AdminServer(settings.admin(), pages);
    } catch (IOException e) {
      closeStreams();
      throw refused("--admin", settings.admin(), e);
    } catch (RuntimeException e) {
      closeStreams();
      throw e;
    }
    translation.start();
    source.start(translation);
    watch = new CaWatch(ca, CaWatch.EVERY, translation.views()::wake);
  }

  /** Beside istiod, ztunnels get nothing here. */
  private NodeProxies ztunnels(Settings settings) {
    return new NodeProxies(
        switch (settings.mode()) {
          case ALONE -> settings.certificates().nodeProxies();
          case BESIDE_ISTIOD -> Set.of();
        },
        translation.residents());
  }

  private CertificateService certificates(
      CertificateSettings settings, Credentials credentials, Metrics metrics) {
    return new CertificateService(
        credentials,
        new WorkloadCertificates(
            ca,
            translation::trustDomain,
            translation.residents(),
            settings.nodeProxies(),
            settings.longest()),
        translation::isComplete,
        metrics);
  }

  private static Source folders(Settings settings) {
    return new DirectorySource(
        settings.roots(),
        Optional.of(settings.state()),
        new DocumentReader(settings.mesh().rootNamespace()));
  }

  private Server listen(
      InetSocketAddress address, ServerCredentials tls, CertificateService certificates)
      throws IOException {
    try {
      return NettyServerBuilder.forAddress(address, tls)
          .executor(streams)
          .maxInboundMessageSize(AdsService.LARGEST_REQUEST)
          .maxInboundMetadataSize(Credentials.LARGEST_HEADERS)
          .addStreamTracerFactory(WireLimit.EACH)
          .permitKeepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
          .permitKeepAliveWithoutCalls(true)
          .addService(ads)
          .addService(certificates)
          .build()
          .start();
    } catch (IOException e) {
      throw refused("--ads", address, e);
    }
  }

  private static IOException refused(String option, InetSocketAddress address, IOException why) {
    return new IOException(
        "cannot listen on %s:%d: %s; %s takes another address"
            .formatted(
                address.getHostString(),
                address.getPort(),
                Throwables.getRootCause(why).getMessage(),
                option),
        why);
  }

  /** Where proxies connect. */
  public InetSocketAddress ads() {
    return (InetSocketAddress) grpc.getListenSockets().getFirst();
  }

  /** Where the admin port is. */
  public InetSocketAddress admin() {
    return admin.address();
  }

  /** All that proxies can call. */
  List<ServerServiceDefinition> services() {
    return grpc.getServices();
  }

  /** All that the admin port shows, by path. */
  Map<String, Page> pages() {
    return pages;
  }

  /** The CA of the mesh. */
  public CertificateAuthority ca() {
    return ca;
  }

  /** Why proxies get no configuration yet; nothing once they do. */
  public List<String> missing() {
    return translation.missing();
  }

  /** The thread that owns the translator, to ask it. */
  Translation translation() {
    return translation;
  }

  /** The streams of the connected ztunnels. */
  public List<ZtunnelState> ztunnelStreams() {
    return ads.ztunnelStreams();
  }

  /** The streams of the connected proxies of waypoints. */
  public List<StreamState> streams() {
    return ads.streams();
  }

  /**
   * Whether every proxy that is connected, of a waypoint or of a node, has answered for all that it
   * gets: nothing is in flight, held back or still to be sent. What it refused counts as answered;
   * who has asked for nothing yet has not answered.
   */
  public boolean settled() {
    return ads.streams().stream().allMatch(this::settled)
        && ads.ztunnelStreams().stream().allMatch(this::settled);
  }

  private boolean settled(StreamState stream) {
    Optional<Long> revision = stream.view().flatMap(translation.views()::revision);
    return revision.isPresent()
        && stream.types().entrySet().stream()
            .allMatch(type ->
                // Secrets are no part of a view.
                settled(
                    type.getValue(), type.getKey() == ResourceType.SECRET ? 0 : revision.get()));
  }

  private boolean settled(ZtunnelState stream) {
    long revision = translation.ztunnels().revision();
    return !stream.types().isEmpty()
        && stream.types().values().stream().allMatch(type -> settled(type, revision));
  }

  private static boolean settled(StreamState.OfType state, long revision) {
    return state.inFlight().isEmpty()
        && state.heldBack().isEmpty()
        && state.ackedRevision() >= revision;
  }

  @Override
  public void close() {
    watch.close();
    source.close();
    grpc.shutdownNow();
    admin.close();
    translation.close();
    closeStreams();
  }

  /** Returns when the port is free again. */
  private void closeStreams() {
    grpc.shutdownNow();
    try {
      grpc.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    streams.close();
  }
}
