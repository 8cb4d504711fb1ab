package io.waystone.server.ads;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.waystone.translator.envoy.ViewKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The service without a network, for clients of the sample waypoint. Nothing in it times out but
 * {@link #GRACE}.
 */
final class DirectServer {

  private static final Duration NEVER = AdsFixture.NEVER;

  /** What a client has that nobody knows is not removed before. */
  static final Duration GRACE = Duration.ofMillis(200);

  private static final Metadata.Key<String> NODE =
      Metadata.Key.of("node", Metadata.ASCII_STRING_MARSHALLER);

  final ZtunnelFeed ztunnels = new ZtunnelFeed();
  final Views views;
  private final AdsService service;
  private final List<DirectCall<?, ?, ?>> calls = new CopyOnWriteArrayList<>();

  DirectServer() {
    Timing timing = new Timing(NEVER, NEVER, Duration.ZERO, GRACE, InstantSource.system());
    views = new Views(new Demand(), timing);
    service =
        new AdsService(
            views,
            ztunnels,
            (headers, tls) -> peer(headers),
            (waypoint, name) -> Optional.empty(),
            timing,
            AdsMetrics.NONE);
  }

  private static Peer peer(Metadata headers) {
    return Optional.ofNullable(headers.get(NODE))
        .<Peer>map(
            node -> new Peer.OfZtunnel("istio-system/ztunnel", Optional.of(node), Instant.MAX))
        .orElseGet(() -> new Peer.OfWaypoint(Samples.WAYPOINT, Instant.MAX));
  }

  private static final class Demand implements ViewDemand {
    @Override
    public void want(ViewKey key) {}

    @Override
    public void release(ViewKey key) {}
  }

  DirectCall<DeltaDiscoveryRequest, ?, DeltaDiscoveryResponse> delta() {
    return call(
        AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod(),
        new Metadata(),
        DeltaDiscoveryResponse.parser());
  }

  /** The same by the ztunnel of a node. */
  DirectCall<DeltaDiscoveryRequest, ?, DeltaDiscoveryResponse> ztunnel(String node) {
    Metadata headers = new Metadata();
    headers.put(NODE, node);
    return call(
        AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod(),
        headers,
        DeltaDiscoveryResponse.parser());
  }

  /** The streams of ztunnels that are open, oldest first. */
  List<ZtunnelState> ztunnelStreams() {
    return service.ztunnelStreams();
  }

  @SuppressWarnings("unchecked")
  private <Q extends MessageLite, M extends MessageLite> DirectCall<Q, ?, M> call(
      MethodDescriptor<Q, M> method, Metadata headers, Parser<M> parser) {
    ServerMethodDefinition<Q, ?> served =
        (ServerMethodDefinition<Q, ?>) service.bindService().getMethod(method.getFullMethodName());
    DirectCall<Q, ?, M> call = new DirectCall<>(served, headers, parser);
    calls.add(call);
    return call;
  }

  /** The streams that are open, oldest first. */
  List<StreamState> streams() {
    return service.streams();
  }

  /** Returns when no stream has anything left to do until somebody else does something. */
  void rest() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    long before = -1;
    while (true) {
      boolean rests = calls.stream().allMatch(DirectCall::isAtRest);
      long steps = calls.stream().mapToLong(DirectCall::steps).sum();
      if (rests && steps == before) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("the streams do not come to rest");
      }
      before = rests ? steps : -1;
      LockSupport.parkNanos(1_000);
    }
  }

  /** All connections break. */
  void stop() {
    calls.forEach(DirectCall::vanish);
    rest();
  }
}
