package io.waystone.server.ads;

import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Make before break, for the resources that name what they need: they go when the client has
 * acknowledged all of that in its current version, near and far; and what they needed is removed
 * when the client has acknowledged that they went. Everything else goes at once.
 */
final class Needs {

  private final View view;
  private final Map<ResourceType, Subscription> subscriptions;

  Needs(View view, Map<ResourceType, Subscription> subscriptions) {
    this.view = view;
    this.subscriptions = subscriptions;
  }

  boolean keepWaiting(Entry entry) {
    return switch (entry) {
      case Entry.Live live -> isAnyMissing(live);
      case Entry.Gone gone -> gone.awaits().stream().anyMatch(this::isStillUsed);
    };
  }

  private boolean isAnyMissing(Entry.Live entry) {
    if (entry.resource().needs().isEmpty()) {
      return false;
    }
    Deque<ResourceId> open = new ArrayDeque<>(entry.resource().needs());
    Set<ResourceId> seen = new HashSet<>(open);
    while (!open.isEmpty()) {
      ResourceId need = open.pop();
      Optional<Entry> known = view.find(need);
      if (known.isPresent() && known.get() instanceof Entry.Live live && !isRefused(live)) {
        if (isMissing(live)) {
          return true;
        }
        live.resource().needs().stream().filter(seen::add).forEach(open::add);
      }
    }
    return false;
  }

  private boolean isRefused(Entry.Live need) {
    Subscription subscription = subscriptions.get(need.id().type());
    return subscription != null && subscription.isRefused(need);
  }

  /** A client that has not subscribed yet (routes come after their listener) will. */
  private boolean isMissing(Entry need) {
    Subscription subscription = subscriptions.get(need.id().type());
    return subscription == null
        || !subscription.covers(need.name())
        || subscription.isOutstanding(need);
  }

  /** Whether the client may still have what needed a removed resource, as it was before. */
  private boolean isStillUsed(ResourceId user) {
    Subscription subscription = subscriptions.get(user.type());
    return subscription != null
        && subscription.covers(user.name())
        && view.find(user).filter(subscription::isOutstanding).isPresent();
  }
}
