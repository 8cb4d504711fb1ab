package io.waystone.server.ads;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.waystone.translator.envoy.Links;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.mesh.WaypointKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;

/** The service on a real server on loopback, with credentials and secrets that are made up. */
final class AdsFixture implements AutoCloseable {

  static final Metadata.Key<String> CREDENTIAL =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /** Long enough that a test that waits for it fails. */
  static final Duration NEVER = Duration.ofHours(1);

  final List<String> demand = new CopyOnWriteArrayList<>();
  final Map<String, String> secretVersions = new ConcurrentHashMap<>();
  volatile Instant renewAt = Instant.MAX;
  volatile Instant expires = Instant.MAX;
  final Views views;
  final AdsService service;

  private final Server server;
  private final List<ManagedChannel> channels = new ArrayList<>();

  /** There are no connections here to drain. */
  private static final Duration DRAIN = Duration.ZERO;

  AdsFixture() {
    this(NEVER, Duration.ofMillis(50));
  }

  AdsFixture(Duration hold, Duration grace) {
    Timing timing = new Timing(hold, hold, DRAIN, grace, InstantSource.system());
    views =
        new Views(
            new ViewDemand() {
              @Override
              public void want(ViewKey key) {
                demand.add("want " + key.waypoint() + " " + key.dialect().bindAddress());
              }

              @Override
              public void release(ViewKey key) {
                demand.add("release " + key.waypoint() + " " + key.dialect().bindAddress());
              }
            },
            timing);
    service = new AdsService(views, this::authenticate, this::secret, timing, AdsMetrics.NONE);
    try {
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .executor(Executors.newVirtualThreadPerTaskExecutor())
              .maxInboundMessageSize(AdsService.LARGEST_REQUEST)
              .addService(service)
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Peer authenticate(Metadata headers, Optional<SSLSession> tls) throws StatusException {
    String credential = headers.get(CREDENTIAL);
    if (credential == null) {
      throw Status.UNAUTHENTICATED.withDescription("no credential").asException();
    }
    return new Peer.OfWaypoint(WaypointKey.parse(credential), expires);
  }

  private Optional<Secrets.Issued> secret(WaypointKey waypoint, String name) {
    return Optional.ofNullable(secretVersions.get(name))
        .map(version ->
            new Secrets.Issued(
                new Resource(
                    new ResourceId(ResourceType.SECRET, name),
                    version,
                    ByteString.copyFrom("key of " + waypoint, UTF_8),
                    Links.NONE,
                    new TreeSet<>()),
                renewAt));
  }

  /** A connected client of the sample waypoint. */
  AdsClient client() {
    return client(Samples.WAYPOINT.toString());
  }

  AdsClient client(String credential) {
    Metadata headers = new Metadata();
    headers.put(CREDENTIAL, credential);
    return new AdsClient(channel(), headers, Integer.MAX_VALUE);
  }

  /** A connected client of the state of the world of the sample waypoint. */
  WholeClient whole() {
    Metadata headers = new Metadata();
    headers.put(CREDENTIAL, Samples.WAYPOINT.toString());
    return new WholeClient(channel(), headers, Integer.MAX_VALUE);
  }

  /** A client that takes this many responses and reads no further until it is told to. */
  AdsClient slowClient(int responses) {
    Metadata headers = new Metadata();
    headers.put(CREDENTIAL, Samples.WAYPOINT.toString());
    return new AdsClient(channel(), headers, responses);
  }

  /** What the oldest open stream has of a type. */
  StreamState.OfType state(ResourceType type) {
    StreamState.OfType state = service.streams().getFirst().types().get(type);
    return Objects.requireNonNull(state, "not asked for");
  }

  /** Whether any stream has asked for this type. */
  boolean isAskedFor(ResourceType type) {
    return service.streams().stream().anyMatch(stream -> stream.types().containsKey(type));
  }

  ManagedChannel channel() {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()))
            .usePlaintext()
            .directExecutor()
            .flowControlWindow(64 * 1024)
            .build();
    channels.add(channel);
    return channel;
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    server.shutdownNow();
    try {
      server.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
