package io.waystone.translator.envoy;

import java.util.Comparator;

/** Names a resource of a waypoint. */
public record ResourceId(ResourceType type, String name) implements Comparable<ResourceId> {

  private static final Comparator<ResourceId> ORDER =
      Comparator.comparing(ResourceId::type).thenComparing(ResourceId::name);

  @Override
  public int compareTo(ResourceId other) {
    return ORDER.compare(this, other);
  }
}
