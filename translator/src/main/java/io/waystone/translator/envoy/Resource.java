package io.waystone.translator.envoy;

import com.google.protobuf.ByteString;
import io.waystone.translator.input.Cause;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

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

  /** What is not the same has another version, as a rule: causes, which may be many, come last. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Resource that
        && version.equals(that.version)
        && id.equals(that.id)
        && body.equals(that.body)
        && links.equals(that.links)
        && causes.equals(that.causes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, version);
  }

  /** Its name within its type. */
  public String name() {
    return id.name();
  }
}
