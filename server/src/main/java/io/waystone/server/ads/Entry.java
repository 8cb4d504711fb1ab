package io.waystone.server.ads;

import com.google.protobuf.ByteString;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.input.Cause;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a view knows of one name, as of its last change: a resource, or that it was removed. */
sealed interface Entry extends Change {

  ResourceId id();

  /** The revision of that change. */
  long revision();

  /** What was made for this name and proxies refuse, if this stands in for it. */
  Optional<Withheld> insteadOf();

  /**
   * What is not sent, because proxies refuse it.
   *
   * @param causes the objects and fields it came from
   */
  record Withheld(Refused refused, SortedSet<Cause> causes) {}

  /** An earlier version, and whether a client has acknowledged it. */
  record Earlier(Resource resource, AtomicBoolean accepted) {}

  /** The resource, if it is there. */
  default Optional<Live> live() {
    return switch (this) {
      case Live live -> Optional.of(live);
      case Gone _ -> Optional.empty();
    };
  }

  @Override
  default String name() {
    return id().name();
  }

  @Override
  default boolean isRemoval() {
    return live().isEmpty();
  }

  /** The version that was made for this name; empty if none was. */
  default Optional<String> wanted() {
    return insteadOf()
        .map(withheld -> withheld.refused().version())
        .or(() -> live().map(live -> live.resource().version()));
  }

  /**
   * A resource that is there.
   *
   * @param wire what a delta response holds of it, the same bytes for every stream
   * @param policiesSince the place of the last change of its policies: who has not seen that one
   *     must not wait for this; 0 if they never changed
   * @param accepted whether a client has acknowledged it; set by the streams
   * @param before earlier versions, the last one first, for when this one is refused
   */
  record Live(
      ResourceId id,
      long place,
      long revision,
      Resource resource,
      ByteString wire,
      long policiesSince,
      Optional<Withheld> insteadOf,
      AtomicBoolean accepted,
      List<Earlier> before)
      implements Entry {

    /** Of a resource that has no past. */
    static Live of(Resource resource, long place, long revision) {
      return new Live(
          resource.id(),
          place,
          revision,
          resource,
          WireForm.of(resource),
          0,
          Optional.empty(),
          new AtomicBoolean(),
          List.of());
    }

    /** The same change, with new causes of an unchanged resource. */
    Live with(Resource same) {
      return new Live(id, place, revision, same, wire, policiesSince, insteadOf, accepted, before);
    }

    /** Says nothing of its content, which may be a key. */
    @Override
    public String toString() {
      return id + " " + resource.version() + " at " + place;
    }
  }

  /**
   * A resource that was removed.
   *
   * @param awaits what named it and left or changed since: a client that has not acknowledged those
   *     may still use this one
   */
  record Gone(
      ResourceId id,
      long place,
      long revision,
      Set<ResourceId> awaits,
      Optional<Withheld> insteadOf)
      implements Entry {
    public Gone {
      awaits = Set.copyOf(awaits);
    }
  }
}
