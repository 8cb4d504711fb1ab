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

  final Views views;
  private final AdsService service;
  private final List<DirectCall<?, ?, ?>> calls = new CopyOnWriteArrayList<>();

  DirectServer() {
    Timing timing = new Timing(NEVER, NEVER, Duration.ZERO, GRACE, InstantSource.system());
    views = new Views(new Demand(), timing);
    service =
        new AdsService(
            views,
            (headers, tls) -> new Peer(Samples.WAYPOINT, Instant.MAX),
            (waypoint, name) -> Optional.empty(),
            timing,
            AdsMetrics.NONE);
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
        DeltaDiscoveryResponse.parser());
  }

  @SuppressWarnings("unchecked")
  private <Q extends MessageLite, M extends MessageLite> DirectCall<Q, ?, M> call(
      MethodDescriptor<Q, M> method, Parser<M> parser) {
    ServerMethodDefinition<Q, ?> served =
        (ServerMethodDefinition<Q, ?>) service.bindService().getMethod(method.getFullMethodName());
    DirectCall<Q, ?, M> call = new DirectCall<>(served, new Metadata(), parser);
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
