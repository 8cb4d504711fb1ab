package io.waystone.translator.envoy;

import io.waystone.translator.mesh.WaypointKey;
import java.util.Comparator;

/** Names a resource that all views of a waypoint have. */
public record ResourceKey(WaypointKey waypoint, ResourceId id) implements Comparable<ResourceKey> {

  private static final Comparator<ResourceKey> ORDER =
      Comparator.comparing(ResourceKey::waypoint).thenComparing(ResourceKey::id);

  @Override
  public int compareTo(ResourceKey other) {
    return ORDER.compare(this, other);
  }
}
