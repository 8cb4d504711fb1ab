package io.waystone.server.ads;

import io.waystone.translator.envoy.ClosedPort;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceChange;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ViewKey;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes the entries of a view. A version that its proxies refuse is replaced: a service port gets
 * its closed form, never the older, maybe weaker one; of anything else the last version that was
 * not refused stays.
 */
final class Entries {

  private final ViewKey view;
  private final Quarantine quarantine;

  Entries(ViewKey view, Quarantine quarantine) {
    this.view = view;
    this.quarantine = quarantine;
  }

  Entry of(
      ResourceChange change,
      Optional<Entry> before,
      long place,
      long revision,
      Set<ResourceId> awaits) {
    if (change.resource().isEmpty()) {
      return new Entry.Gone(change.id(), place, revision, awaits, Optional.empty());
    }
    Resource resource = change.resource().get();
    Optional<Refused> refused = refusal(resource);
    return refused.isPresent()
        ? instead(resource, refused.get(), before, place, revision)
        : live(resource, before, place, revision, Optional.empty());
  }

  /** What stands in for this resource from now on. */
  Entry instead(
      Resource resource, Refused refused, Optional<Entry> before, long place, long revision) {
    Optional<Entry.Withheld> withheld = Optional.of(new Entry.Withheld(refused, resource.causes()));
    return ClosedPort.of(view.waypoint(), resource.id())
        .or(() -> good(before))
        .<Entry>map(other -> live(other, before, place, revision, withheld))
        .orElseGet(() -> new Entry.Gone(resource.id(), place, revision, Set.of(), withheld));
  }

  private Entry.Live live(
      Resource resource,
      Optional<Entry> before,
      long place,
      long revision,
      Optional<Entry.Withheld> withheld) {
    return new Entry.Live(
        resource.id(),
        place,
        revision,
        resource,
        WireForm.of(resource),
        policiesSince(resource, before, place),
        withheld,
        new AtomicBoolean(),
        good(before));
  }

  private static long policiesSince(Resource now, Optional<Entry> before, long place) {
    return before
        .map(entry ->
            switch (entry) {
              case Entry.Live live -> {
                String policies = live.resource().links().policies();
                yield policies.equals(now.links().policies()) ? live.policiesSince() : place;
              }
              // A client may still have what it was before it went.
              case Entry.Gone _ -> now.links().policies().isEmpty() ? 0L : place;
            })
        .orElse(0L);
  }

  /** The last version of a name that a client has acknowledged, and none refused since. */
  private Optional<Resource> good(Optional<Entry> before) {
    return before
        .filter(Entry.Live.class::isInstance)
        .map(Entry.Live.class::cast)
        .flatMap(live ->
            live.accepted().get() && refusal(live.resource()).isEmpty()
                ? Optional.of(live.resource())
                : live.before())
        .filter(resource -> refusal(resource).isEmpty());
  }

  private Optional<Refused> refusal(Resource resource) {
    return quarantine.find(view.waypoint(), view.dialect(), resource.id(), resource.version());
  }
}
