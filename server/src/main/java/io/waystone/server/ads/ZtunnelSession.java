package io.waystone.server.ads;

import io.grpc.Status;
import io.grpc.StatusException;
import io.waystone.server.ads.ZtunnelSubscription.Part;
import io.waystone.translator.ztunnel.ZtunnelType;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is said on the stream of a ztunnel. {@link #state} may be called from any thread.
 *
 * <p>ztunnel: a policy that a workload names and that is not there decides nothing, so who it would
 * refuse is let in. A workload is sent when all policies of its revision are, and a policy is
 * removed when all workloads of its revision are sent; ztunnel applies one response after the
 * other, so to have sent them in this order is enough.
 */
final class ZtunnelSession implements Conversation, ZtunnelFeed.Follower {

  private static final Logger log = LoggerFactory.getLogger(ZtunnelSession.class);

  private static final Set<Part> BOTH = EnumSet.allOf(Part.class);

  /** What came of one look at the feed. */
  private sealed interface Reading {
    record Sent(Optional<Outgoing> response) implements Reading {}

    /** Removals that it has not read are forgotten. */
    record Overtaken() implements Reading {}
  }

  private final long number;
  private final Peer.OfZtunnel peer;
  private final ZtunnelFeed feed;
  private final AdsMetrics metrics;
  private final Runnable wake;
  private final Map<ZtunnelType, ZtunnelSubscription> subscriptions =
      new EnumMap<>(ZtunnelType.class);
  private final Map<ZtunnelType, Long> passed = new ConcurrentHashMap<>();
  private String node = "";
  private long responses;

  ZtunnelSession(
      long number, Peer.OfZtunnel peer, ZtunnelFeed feed, AdsMetrics metrics, Runnable wake) {
    this.number = number;
    this.peer = peer;
    this.feed = feed;
    this.metrics = metrics;
    this.wake = wake;
    feed.attach(this);
    log.info("stream {}: ztunnel {} on node {}", number, peer.account(), peer.node().orElse("?"));
  }

  /**
   * {@inheritDoc}
   *
   * @throws StatusException PERMISSION_DENIED if it asks for what waypoints get
   */
  @Override
  public synchronized void receive(Request request) throws StatusException {
    if (!request.node().getId().isEmpty()) {
      node = request.node().getId();
    }
    ZtunnelType type =
        ZtunnelType.of(request.typeUrl())
            .orElseThrow(() ->
                Status.PERMISSION_DENIED
                    .withDescription(
                        "a ztunnel gets workloads, services and policies; what waypoints get needs"
                            + " the token of a waypoint")
                    .asException());
    ZtunnelSubscription subscription = subscriptions.get(type);
    if (subscription != null) {
      request
          .error()
          .ifPresent(error -> {
            metrics.refused(Conversation.label(type));
            log.warn("stream {} refuses {}: {}", number, type, error);
          });
      subscription.receive(request);
    } else if (request.ask() instanceof Request.Ask.Delta first) {
      subscriptions.put(type, new ZtunnelSubscription(type, first, node(type)));
    }
  }

  /** Policies are on no node. */
  private Optional<String> node(ZtunnelType type) {
    return switch (type) {
      case ADDRESS -> peer.node();
      case AUTHORIZATION -> Optional.empty();
    };
  }

  @Override
  public synchronized Next next() throws StatusException {
    if (!feed.isReady()) {
      return new Next(Optional.empty(), Long.MAX_VALUE);
    }
    return switch (feed.reading(this::read)) {
      case Reading.Sent(Optional<Outgoing> response) -> new Next(response, Long.MAX_VALUE);
      case Reading.Overtaken() -> throw Conversation.overtaken();
    };
  }

  private Reading read() {
    if (subscriptions.values().stream().anyMatch(s -> s.isOvertaken(feed))) {
      return new Reading.Overtaken();
    }
    Optional<Outgoing> response = inOrder();
    response.ifPresent(_ -> responses++);
    subscriptions.forEach((type, subscription) -> passed.put(type, subscription.passed()));
    return new Reading.Sent(response);
  }

  /** Policies come, then addresses come and go, then policies go. */
  private Optional<Outgoing> inOrder() {
    return next(ZtunnelType.AUTHORIZATION, EnumSet.of(Part.CHANGES))
        .or(() ->
            isThrough(ZtunnelType.AUTHORIZATION)
                ? next(ZtunnelType.ADDRESS, BOTH)
                : Optional.empty())
        .or(() ->
            !subscriptions.containsKey(ZtunnelType.ADDRESS) || isThrough(ZtunnelType.ADDRESS)
                ? next(ZtunnelType.AUTHORIZATION, EnumSet.of(Part.REMOVALS))
                : Optional.empty());
  }

  /** Who has asked for addresses and not yet for policies waits: it would let everybody in. */
  private boolean isThrough(ZtunnelType type) {
    return Optional.ofNullable(subscriptions.get(type)).filter(s -> s.isThrough(feed)).isPresent();
  }

  private Optional<Outgoing> next(ZtunnelType type, Set<Part> parts) {
    return Optional.ofNullable(subscriptions.get(type))
        .filter(ZtunnelSubscription::isIdle)
        .flatMap(idle -> idle.next(feed, Long.toString(responses + 1), parts));
  }

  @Override
  public void close() {
    feed.detach(this);
  }

  synchronized ZtunnelState state() {
    TreeMap<ZtunnelType, StreamState.OfType> types = new TreeMap<>();
    subscriptions.forEach((type, subscription) -> types.put(type, subscription.state()));
    return new ZtunnelState(number, peer, node, types);
  }

  @Override
  public void wake() {
    wake.run();
  }

  @Override
  public long passed(ZtunnelType type) {
    return passed.getOrDefault(type, Long.MAX_VALUE);
  }
}
