package io.waystone.server.ads;

import io.waystone.translator.envoy.ClosedPort;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceChange;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ViewKey;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Makes the entries of a view. A version that its proxies refuse is replaced: a service port gets
 * its closed form, never the older, maybe weaker one; of anything else the last version that was
 * not refused stays.
 */
final class Entries {

  /** Who publishes this many bad versions before the first is refused, starts from nothing. */
  private static final int MOST_EARLIER = 3;

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
        ? instead(
            resource.id(),
            new Entry.Withheld(refused.get(), resource.causes()),
            before,
            place,
            revision)
        : live(resource, before, place, revision, Optional.empty());
  }

  /** What stands in for a resource from now on; nothing if that is refused as well. */
  Entry instead(
      ResourceId id, Entry.Withheld withheld, Optional<Entry> before, long place, long revision) {
    Optional<Resource> closed = ClosedPort.of(view.waypoint(), id);
    Optional<Resource> other =
        closed.isPresent() ? closed.filter(one -> refusal(one).isEmpty()) : good(before);
    return other
        .<Entry>map(one -> live(one, before, place, revision, Optional.of(withheld)))
        .orElseGet(() -> new Entry.Gone(id, place, revision, Set.of(), Optional.of(withheld)));
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
        versions(before).limit(MOST_EARLIER).toList());
  }

  private static long policiesSince(Resource now, Optional<Entry> before, long place) {
    return before
        .map(entry ->
            switch (entry) {
              case Entry.Live live ->
                  now.links().decidesOtherwise(live.resource().links())
                      ? place
                      : live.policiesSince();
              // A client may still have what it was before it went.
              case Entry.Gone _ -> now.links().decidesNothing() ? 0L : place;
            })
        .orElse(0L);
  }

  /** The last version of a name that a client has acknowledged, and none refused since. */
  private Optional<Resource> good(Optional<Entry> before) {
    return versions(before)
        .filter(version -> version.accepted().get())
        .map(Entry.Earlier::resource)
        .filter(resource -> refusal(resource).isEmpty())
        .findFirst();
  }

  private static Stream<Entry.Earlier> versions(Optional<Entry> before) {
    return before.orElse(null) instanceof Entry.Live live
        ? Stream.concat(
            Stream.of(new Entry.Earlier(live.resource(), live.accepted())), live.before().stream())
        : Stream.empty();
  }

  private Optional<Refused> refusal(Resource resource) {
    return quarantine.find(view.waypoint(), view.dialect(), resource.id(), resource.version());
  }
}
