package io.waystone.server.ads;

import com.google.protobuf.ByteString;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceId;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** What a view knows of one name, as of its last change: a resource, or that it was removed. */
sealed interface Entry {

  ResourceId id();

  /** Its place in the order of all changes of the view; a later change has a greater one. */
  long place();

  /** The revision of that change. */
  long revision();

  default String name() {
    return id().name();
  }

  /**
   * A resource that is there.
   *
   * @param wire what a response holds of it, the same bytes for every stream
   */
  record Live(ResourceId id, long place, long revision, Resource resource, ByteString wire)
      implements Entry {

    static Live of(Resource resource, long place, long revision) {
      return new Live(resource.id(), place, revision, resource, WireForm.of(resource));
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
   * @param awaits what needed it and left or changed in the same revision: a client that has not
   *     acknowledged those may still use this one
   */
  record Gone(ResourceId id, long place, long revision, Set<ResourceId> awaits) implements Entry {
    public Gone {
      awaits = Set.copyOf(awaits);
    }
  }

  /** What must be acknowledged before a client may use this; nothing for what was removed. */
  static Collection<ResourceId> needs(Optional<Entry> entry) {
    return entry.isPresent() && entry.get() instanceof Live live
        ? live.resource().needs()
        : Set.of();
  }
}
