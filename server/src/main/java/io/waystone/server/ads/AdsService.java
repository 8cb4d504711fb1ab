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
  private final Authenticator authenticator;
  private final Secrets secrets;
  private final Timing timing;
  private final AdsMetrics metrics;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, Session> sessions = new ConcurrentHashMap<>();

  /** Serves these views to whom the authenticator lets in. */
  public AdsService(
      Views views,
      Authenticator authenticator,
      Secrets secrets,
      Timing timing,
      AdsMetrics metrics) {
    this.views = views;
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

  /** The streams that are open, oldest first. */
  public List<StreamState> streams() {
    return sessions.values().stream()
        .map(Session::state)
        .sorted(Comparator.comparingLong(StreamState::stream))
        .toList();
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
    long number = numbers.incrementAndGet();
    Mailbox mailbox = new Mailbox();
    Session session = new Session(number, peer, views, secrets, timing, metrics, mailbox::wake);
    AdsStream stream =
        new AdsStream(number, call, peer.expires(), timing.wall(), mailbox, session, metrics);
    sessions.put(number, session);
    metrics.opened();
    Thread.ofVirtual()
        .name("ads-" + number)
        .start(() -> {
          try {
            stream.run();
          } finally {
            sessions.remove(number);
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
