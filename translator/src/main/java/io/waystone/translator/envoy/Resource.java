package io.waystone.translator.envoy;

import com.google.protobuf.ByteString;
import io.waystone.translator.input.Cause;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A resource as it goes over the wire: serialised once, sent to every stream as the same bytes.
 *
 * @param version a hash of {@link #body}; equal bodies have equal versions in every process
 * @param body the serialised message, deterministic at every level
 * @param links what has to be with a proxy before and after it
 * @param causes the objects and fields it came from; not part of the version
 */
public record Resource(
    ResourceId id, String version, ByteString body, Links links, SortedSet<Cause> causes) {
  public Resource {
    causes = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(causes));
  }

  /** Its name within its type. */
  public String name() {
    return id.name();
  }
}
