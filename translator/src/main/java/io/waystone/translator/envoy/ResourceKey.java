package io.waystone.translator.envoy;

import java.util.Comparator;

/** Names a resource that all views with this share have. */
record ResourceKey(Share share, ResourceId id) implements Comparable<ResourceKey> {

  private static final Comparator<ResourceKey> ORDER =
      Comparator.comparing(ResourceKey::share).thenComparing(ResourceKey::id);

  @Override
  public int compareTo(ResourceKey other) {
    return ORDER.compare(this, other);
  }
}
