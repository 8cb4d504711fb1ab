package io.waystone.server.ads;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.grpc.Status;
import io.grpc.StatusException;
import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.envoy.ViewKey;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is said on one delta stream, apart from how it is carried: requests in, responses out. Its
 * stream calls it from one thread; {@link #state} may be called from any.
 */
final class Session implements Reader {

  private static final Logger log = LoggerFactory.getLogger(Session.class);

  /** The view that the first request has chosen. */
  private record Joined(Node node, ViewKey key, View view, Needs needs) {}

  private final long number;
  private final Peer peer;
  private final Views views;
  private final SecretSource secrets;
  private final Timing timing;
  private final Runnable wake;
  private final Map<ResourceType, Subscription> subscriptions = new EnumMap<>(ResourceType.class);
  private final Map<ResourceType, Long> passed = new ConcurrentHashMap<>();
  private Optional<Joined> joined = Optional.empty();
  private long responses;

  Session(long number, Peer peer, Views views, Secrets secrets, Timing timing, Runnable wake) {
    this.number = number;
    this.peer = peer;
    this.views = views;
    this.secrets = new SecretSource(secrets, peer.waypoint(), timing.wall());
    this.timing = timing;
    this.wake = wake;
  }

  /**
   * Takes note of a request; what it is answered with is the matter of {@link #next}.
   *
   * @throws StatusException INVALID_ARGUMENT if the node cannot be served
   */
  synchronized void receive(DeltaDiscoveryRequest request) throws StatusException {
    if (joined.isEmpty()) {
      joined = Optional.of(join(request.getNode()));
    }
    Optional<ResourceType> type = ResourceType.of(request.getTypeUrl());
    if (type.isPresent()) {
      receive(type.get(), request);
    } else {
      log.debug("stream {} asks for {}, which waypoints do not get", number, request.getTypeUrl());
    }
  }

  private Joined join(Node node) throws StatusException {
    Dialect dialect;
    try {
      dialect = Dialects.of(node);
    } catch (IllegalArgumentException e) {
      throw Status.INVALID_ARGUMENT.withDescription(e.getMessage()).withCause(e).asException();
    }
    ViewKey key = new ViewKey(peer.waypoint(), dialect);
    View view = views.attach(key, this);
    log.info("stream {}: {} as node \"{}\"", number, key, node.getId());
    return new Joined(node, key, view, new Needs(view, subscriptions));
  }

  private void receive(ResourceType type, DeltaDiscoveryRequest request) {
    Subscription subscription = subscriptions.get(type);
    if (subscription == null) {
      subscriptions.put(
          type,
          new Subscription(
              type,
              request.getResourceNamesSubscribeList(),
              request.getInitialResourceVersionsMap()));
      return;
    }
    if (request.hasErrorDetail()) {
      String error = request.getErrorDetail().getMessage();
      subscription
          .refuse(request.getResponseNonce(), error)
          .ifPresent(sent -> log.warn("stream {} refuses {}: {}", number, type, error));
    } else if (!request.getResponseNonce().isEmpty()) {
      subscription.acknowledge(request.getResponseNonce());
    }
    subscription.unsubscribe(request.getResourceNamesUnsubscribeList());
    subscription.subscribe(request.getResourceNamesSubscribeList());
  }

  /**
   * What to send, and when to ask again at the latest if nothing happens.
   *
   * @param response empty if there is nothing to send now
   * @param patience nanoseconds; {@link Long#MAX_VALUE} for as long as nothing happens
   */
  record Next(Optional<Response> response, long patience) {}

  /**
   * The next response.
   *
   * @throws StatusException UNAVAILABLE if this stream is so late that it has to begin anew
   */
  synchronized Next next() throws StatusException {
    if (joined.isEmpty() || !views.isReady()) {
      return new Next(Optional.empty(), Long.MAX_VALUE);
    }
    View view = joined.get().view();
    view.expire(System.nanoTime());
    Turn turn = new Turn(joined.get().needs(), timing.hold().toNanos());
    Optional<Response> response = view.reading(() -> next(view, turn));
    if (turn.overtaken) {
      throw Status.UNAVAILABLE
          .withDescription("too many changes since the last acknowledgement; connect again")
          .asException();
    }
    turn.lookAgainIn(view.leavingIn(System.nanoTime()));
    return new Next(response, turn.wait);
  }

  private Optional<Response> next(View view, Turn turn) {
    for (Map.Entry<ResourceType, Subscription> each : subscriptions.entrySet()) {
      ResourceType type = each.getKey();
      Subscription subscription = each.getValue();
      Source source = source(type, view);
      turn.overtaken |= subscription.isOvertaken(source);
      if (subscription.isIdle() && !turn.overtaken) {
        renew(source, subscription);
        String nonce = Long.toString(responses + 1);
        long revision = type == ResourceType.SECRET ? 0 : view.revision();
        Optional<Response> response =
            subscription.next(source, view.present(), revision, turn, nonce);
        passed.put(type, subscription.passed());
        if (response.isPresent()) {
          responses++;
          askForEndpoints(response.get());
          return response;
        }
        if (source instanceof SecretSource issued) {
          turn.lookAgainIn(issued.nextIn());
        }
      }
    }
    return Optional.empty();
  }

  private Source source(ResourceType type, View view) {
    return switch (type) {
      case SECRET -> secrets;
      case CLUSTER, ENDPOINTS, LISTENER, ROUTES, EXTENSION -> view.log(type);
    };
  }

  private static void renew(Source source, Subscription subscription) {
    switch (source) {
      case SecretSource issued -> issued.renew(subscription);
      case TypeLog _ -> {}
    }
  }

  /**
   * Envoy: a changed EDS cluster warms until its endpoints come, for 15 s if they do not; it
   * subscribes to them already, so it does not ask again.
   */
  private void askForEndpoints(Response response) {
    Subscription endpoints = subscriptions.get(ResourceType.ENDPOINTS);
    if (response.type() == ResourceType.CLUSTER && endpoints != null) {
      response.entries().stream().map(Entry::name).filter(endpoints::names).forEach(endpoints::ask);
    }
  }

  /** The holds of one turn through the types, at one time. */
  private static final class Turn implements Holds {

    private final Needs needs;
    private final long hold;
    private final long now = System.nanoTime();
    private long wait = Long.MAX_VALUE;
    private boolean overtaken;

    Turn(Needs needs, long hold) {
      this.needs = needs;
      this.hold = hold;
    }

    @Override
    public boolean wait(Entry entry) {
      return needs.keepWaiting(entry);
    }

    @Override
    public long newDeadline() {
      lookAgainIn(hold);
      return now + hold;
    }

    @Override
    public boolean over(long deadline) {
      long rest = deadline - now;
      if (rest > 0) {
        lookAgainIn(rest);
      }
      return rest <= 0;
    }

    void lookAgainIn(long nanos) {
      wait = Math.min(wait, nanos);
    }
  }

  /** The stream has ended. */
  synchronized void close() {
    joined.ifPresent(at -> views.detach(at.key(), this));
    joined = Optional.empty();
  }

  synchronized StreamState state() {
    TreeMap<ResourceType, StreamState.OfType> types = new TreeMap<>();
    subscriptions.forEach((type, subscription) -> types.put(type, subscription.state()));
    return new StreamState(
        number,
        peer.waypoint(),
        joined.map(at -> at.node().getId()).orElse(""),
        joined.map(at -> at.key().dialect()),
        types);
  }

  @Override
  public void wake() {
    wake.run();
  }

  @Override
  public long passed(ResourceType type) {
    return passed.getOrDefault(type, Long.MAX_VALUE);
  }
}
