package io.waystone.server.ads;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.grpc.Status;
import io.grpc.StatusException;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.envoy.ViewKey;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is said on a stream of a waypoint's proxy. {@link #state} may be called from any thread. */
final class Session implements Conversation, Reader, Answers {

  private static final Logger log = LoggerFactory.getLogger(Session.class);

  /** The view that the first request has chosen. */
  private record Joined(Node node, ViewKey key, View view, Needs needs) {}

  private final long number;
  private final Peer.OfWaypoint peer;
  private final Views views;
  private final SecretSource secrets;
  private final Holds holds;
  private final AdsMetrics metrics;
  private final Runnable wake;
  private final Map<ResourceType, Subscription> subscriptions = new EnumMap<>(ResourceType.class);
  private final Map<ResourceType, Long> passed = new ConcurrentHashMap<>();

  /** Clusters that were sent before the client has asked for any endpoints. */
  private final Set<String> clusters = new HashSet<>();

  private Optional<Joined> joined = Optional.empty();
  private long responses;

  /** Whether something that was held back is to be looked at again. */
  private boolean released;

  Session(
      long number,
      Peer.OfWaypoint peer,
      Views views,
      Secrets secrets,
      Timing timing,
      AdsMetrics metrics,
      Runnable wake) {
    this.number = number;
    this.peer = peer;
    this.views = views;
    this.secrets = new SecretSource(secrets, peer.waypoint(), timing.wall());
    this.holds = new Holds(timing, this::release);
    this.metrics = metrics;
    this.wake = wake;
  }

  /**
   * {@inheritDoc}
   *
   * @throws StatusException INVALID_ARGUMENT if the node cannot be served
   */
  @Override
  public synchronized void receive(Request request) throws StatusException {
    if (joined.isEmpty()) {
      joined = Optional.of(join(request.node()));
    }
    Optional<ResourceType> type = ResourceType.of(request.typeUrl());
    if (type.isPresent()) {
      receive(type.get(), request);
    } else {
      log.debug("stream {} asks for {}, which waypoints do not get", number, request.typeUrl());
    }
  }

  private Joined join(Node node) throws StatusException {
    ViewKey key;
    try {
      key = Dialects.view(peer.waypoint(), node);
    } catch (IllegalArgumentException e) {
      throw Status.INVALID_ARGUMENT.withDescription(e.getMessage()).withCause(e).asException();
    }
    View view = views.attach(key, this);
    log.info("stream {}: {} as node \"{}\"", number, key, node.getId());
    return new Joined(node, key, view, new Needs(view, subscriptions));
  }

  private void receive(ResourceType type, Request request) {
    Subscription subscription = subscriptions.get(type);
    if (subscription != null) {
      if (!request.nonce().isEmpty()) {
        holds.progress();
      }
      request
          .error()
          .ifPresent(error -> {
            metrics.refused(Conversation.label(type));
            log.warn("stream {} refuses {}: {}", number, type, error);
          });
      subscription.receive(request);
      return;
    }
    // Envoy: who asks for endpoints before clusters has clusters that warm, and needs these again.
    boolean warming =
        type == ResourceType.ENDPOINTS && !subscriptions.containsKey(ResourceType.CLUSTER);
    Request.Ask first = warming ? request.ask().ofNothing() : request.ask();
    if (type == ResourceType.SECRET) {
      first.has().forEach(secrets::held);
    }
    subscriptions.put(
        type,
        switch (first) {
          case Request.Ask.Delta ask -> new DeltaSubscription(type, ask, holds, this);
          case Request.Ask.Whole ask -> new WholeSubscription(type, ask, holds, this);
        });
    if (type == ResourceType.ENDPOINTS) {
      clusters.forEach(this::askForEndpoints);
      clusters.clear();
    }
  }

  // What becomes of what was sent.

  @Override
  public void answered(ResourceId id) {
    holds.answered(id);
  }

  @Override
  public void refused(ResourceId id, Refused refused) {
    if (id.type() == ResourceType.SECRET) {
      log.error("stream {}: {} does not take its secret {}", number, peer.waypoint(), id.name());
    } else {
      joined.ifPresent(at -> metrics.quarantined(views.quarantine(at.key(), id, refused)));
    }
  }

  private void release(ResourceId id) {
    Subscription subscription = subscriptions.get(id.type());
    if (subscription != null) {
      subscription.release(id.name());
      released = true;
    }
  }

  @Override
  public synchronized Next next() throws StatusException {
    if (joined.isEmpty() || !views.isReady()) {
      return new Next(Optional.empty(), Long.MAX_VALUE);
    }
    Joined at = joined.get();
    long now = System.nanoTime();
    at.view().expire(now);
    holds.at(now);
    Optional<Response> response = at.view().reading(() -> next(at));
    if (response.isEmpty() && isOvertaken(at.view())) {
      throw Conversation.overtaken();
    }
    long patience =
        Math.min(
            Math.min(holds.patience(), secrets.nextIn()), at.view().leavingIn(System.nanoTime()));
    return new Next(response.map(Session::outgoing), patience);
  }

  private static Outgoing outgoing(Response response) {
    return new Outgoing(
        Conversation.label(response.type()), response.entries().size(), WireForm.of(response));
  }

  /** As long as nothing is sent, what one type settles may be what another waits for. */
  private Optional<Response> next(Joined at) {
    Optional<Response> response;
    do {
      released = false;
      response = pass(at);
    } while (response.isEmpty() && (released || (isAtRest(at.view()) && holds.rest())));
    return response;
  }

  private Optional<Response> pass(Joined at) {
    View view = at.view();
    for (Map.Entry<ResourceType, Subscription> each : subscriptions.entrySet()) {
      ResourceType type = each.getKey();
      Subscription subscription = each.getValue();
      Source source = source(type, view);
      if (subscription.isIdle() && !subscription.isOvertaken(source)) {
        renew(source, subscription);
        String nonce = Long.toString(responses + 1);
        long revision = type == ResourceType.SECRET ? 0 : view.revision();
        Optional<Response> response =
            subscription.next(source, view.present(), revision, at.needs(), nonce);
        passed.put(type, subscription.passed());
        if (response.isPresent()) {
          responses++;
          if (type == ResourceType.CLUSTER) {
            response.get().entries().forEach(entry -> askForEndpoints(entry.name()));
          }
          return response;
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
   * Envoy: a changed EDS cluster warms until its endpoints come, for 15 s if they do not; if it
   * subscribes to them already, it does not ask again.
   */
  private void askForEndpoints(String cluster) {
    Subscription endpoints = subscriptions.get(ResourceType.ENDPOINTS);
    if (endpoints == null) {
      clusters.add(cluster);
    } else if (endpoints.names(cluster)) {
      endpoints.ask(cluster);
    }
  }

  private boolean isAtRest(View view) {
    return holds.onlyRestIsAwaited()
        && subscriptions.entrySet().stream()
            .allMatch(each -> each.getValue().isAtRest(source(each.getKey(), view)));
  }

  private boolean isOvertaken(View view) {
    return view.reading(() ->
        subscriptions.entrySet().stream()
            .anyMatch(each -> each.getValue().isOvertaken(source(each.getKey(), view))));
  }

  @Override
  public synchronized void close() {
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
        joined.map(Joined::key),
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
