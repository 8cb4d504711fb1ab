package io.waystone.translator.envoy;

import com.google.protobuf.ByteString;
import io.waystone.translator.input.Cause;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A resource as it goes over the wire: serialised once, sent to every stream as the same bytes.
 *
 * @param version a hash of {@link #body}; equal bodies have equal versions in every process
 * @param body the serialised message, deterministic at every level
 * @param needs what must be acknowledged in its current version before a proxy can use this one
 * @param causes the objects and fields it came from; not part of the version
 */
public record Resource(
    ResourceId id,
    String version,
    ByteString body,
    List<ResourceId> needs,
    SortedSet<Cause> causes) {
  public Resource {
    needs = List.copyOf(needs);
    causes = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(causes));
  }

  /** Its name within its type. */
  public String name() {
    return id.name();
  }
}
