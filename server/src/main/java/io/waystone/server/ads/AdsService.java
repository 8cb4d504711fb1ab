package io.waystone.server.ads;

import static io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod;
import static io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc.getStreamAggregatedResourcesMethod;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.grpc.BindableService;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The aggregated discovery service, in both forms of its protocol. Every call shows a credential,
 * or is closed before anything is read.
 */
public final class AdsService implements BindableService {

  /**
   * What the server has to accept as one request ({@code maxInboundMessageSize}): a client that
   * reconnects names all that it has.
   */
  public static final int LARGEST_REQUEST = 32 * 1024 * 1024;

  private static final ResponseMarshaller RESPONSES = new ResponseMarshaller();

  private static final MethodDescriptor<DeltaDiscoveryRequest, ByteString> DELTA =
      prepared(getDeltaAggregatedResourcesMethod());

  private static final MethodDescriptor<DiscoveryRequest, ByteString> WHOLE =
      prepared(getStreamAggregatedResourcesMethod());

  private final Views views;
  private final ZtunnelFeed ztunnels;
  private final Authenticator authenticator;
  private final Secrets secrets;
  private final Timing timing;
  private final AdsMetrics metrics;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, Conversation> conversations = new ConcurrentHashMap<>();

  /** Serves these views to whom the authenticator lets in; ztunnels wait. */
  public AdsService(
      Views views,
      Authenticator authenticator,
      Secrets secrets,
      Timing timing,
      AdsMetrics metrics) {
    this(views, new ZtunnelFeed(), authenticator, secrets, timing, metrics);
  }

  /** Serves these views to waypoints, and the feed to ztunnels, as the authenticator says. */
  public AdsService(
      Views views,
      ZtunnelFeed ztunnels,
      Authenticator authenticator,
      Secrets secrets,
      Timing timing,
      AdsMetrics metrics) {
    this.views = views;
    this.ztunnels = ztunnels;
    this.authenticator = authenticator;
    this.secrets = secrets;
    this.timing = timing;
    this.metrics = metrics;
  }

  @Override
  public ServerServiceDefinition bindService() {
    return ServerServiceDefinition.builder(AggregatedDiscoveryServiceGrpc.SERVICE_NAME)
        .addMethod(DELTA, (call, headers) -> open(call, headers, Request::of))
        .addMethod(WHOLE, (call, headers) -> open(call, headers, Request::of))
        .build();
  }

  /** The streams of waypoints that are open, oldest first. */
  public List<StreamState> streams() {
    return open(Session.class)
        .map(Session::state)
        .sorted(Comparator.comparingLong(StreamState::stream))
        .toList();
  }

  /** The streams of ztunnels that are open, oldest first. */
  public List<ZtunnelState> ztunnelStreams() {
    return open(ZtunnelSession.class)
        .map(ZtunnelSession::state)
        .sorted(Comparator.comparingLong(ZtunnelState::stream))
        .toList();
  }

  private <C extends Conversation> Stream<C> open(Class<C> kind) {
    return conversations.values().stream().filter(kind::isInstance).map(kind::cast);
  }

  private static <Q> MethodDescriptor<Q, ByteString> prepared(MethodDescriptor<Q, ?> method) {
    return method.toBuilder(method.getRequestMarshaller(), RESPONSES).build();
  }

  private <Q> ServerCall.Listener<Q> open(
      ServerCall<Q, ByteString> call, Metadata headers, Function<Q, Request> reader) {
    Peer peer;
    try {
      peer = authenticate(call, headers);
    } catch (StatusException e) {
      return refuse(call, e.getStatus());
    }
    if (peer instanceof Peer.OfZtunnel
        && call.getMethodDescriptor().getFullMethodName().equals(WHOLE.getFullMethodName())) {
      return refuse(
          call,
          Status.UNIMPLEMENTED.withDescription(
              "ztunnels get workloads and policies by DeltaAggregatedResources alone"));
    }
    long number = numbers.incrementAndGet();
    Mailbox mailbox = new Mailbox();
    Conversation session =
        switch (peer) {
          case Peer.OfWaypoint waypoint ->
              new Session(number, waypoint, views, secrets, timing, metrics, mailbox::wake);
          case Peer.OfZtunnel ztunnel ->
              new ZtunnelSession(number, ztunnel, ztunnels, metrics, mailbox::wake);
        };
    AdsStream stream =
        new AdsStream(number, call, peer.expires(), timing.wall(), mailbox, session, metrics);
    conversations.put(number, session);
    metrics.opened();
    Thread.ofVirtual()
        .name("ads-" + number)
        .start(() -> {
          try {
            stream.run();
          } finally {
            conversations.remove(number);
            metrics.closed();
          }
        });
    return new AdsStream.Listener<>(mailbox, reader);
  }

  private Peer authenticate(ServerCall<?, ?> call, Metadata headers) throws StatusException {
    return authenticator.authenticate(
        headers, Optional.ofNullable(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION)));
  }

  private static <Q, R> ServerCall.Listener<Q> refuse(ServerCall<Q, R> call, Status status) {
    call.close(status, new Metadata());
    return new ServerCall.Listener<>() {};
  }
}
