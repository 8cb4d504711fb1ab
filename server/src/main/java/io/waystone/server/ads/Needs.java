package io.waystone.server.ads;

import io.waystone.translator.envoy.Links;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Make before break: what a client has to acknowledge before it can use a resource, and before it
 * can lose one. Within {@link View#reading}.
 */
final class Needs {

  private final View view;
  private final Map<ResourceType, Subscription> subscriptions;

  Needs(View view, Map<ResourceType, Subscription> subscriptions) {
    this.view = view;
    this.subscriptions = subscriptions;
  }

  /**
   * Something that this resource names, near or far, and that the client has not acknowledged in
   * its current version. A resource that was named is followed to what the client asks for because
   * of it: a listener works only with its routes.
   */
  Optional<ResourceId> missing(Entry.Live entry) {
    if (entry.resource().links().needs().isEmpty()) {
      return Optional.empty();
    }
    Deque<ResourceId> open = new ArrayDeque<>(entry.resource().links().needs());
    Set<ResourceId> seen = new HashSet<>(open);
    while (!open.isEmpty()) {
      ResourceId need = open.pop();
      if (view.find(need).orElse(null) instanceof Entry.Live live) {
        if (isMissing(live)) {
          return Optional.of(need);
        }
        Links links = live.resource().links();
        links.needs().stream().filter(seen::add).forEach(open::add);
        links.completedBy().stream().filter(seen::add).forEach(open::add);
      }
    }
    return Optional.empty();
  }

  /** A client that has not subscribed yet (routes come after their listener) will. */
  private boolean isMissing(Entry need) {
    Subscription subscription = subscriptions.get(need.id().type());
    return subscription == null
        || !subscription.covers(need.name())
        || subscription.isOutstanding(need);
  }

  /** Something that named a removed resource, as the client may still have it. */
  Optional<ResourceId> user(Entry.Gone gone) {
    return gone.awaits().stream().filter(this::isStillUsed).findFirst();
  }

  private boolean isStillUsed(ResourceId user) {
    Subscription subscription = subscriptions.get(user.type());
    return subscription != null
        && subscription.covers(user.name())
        && view.find(user).filter(subscription::isOutstanding).isPresent();
  }
}
