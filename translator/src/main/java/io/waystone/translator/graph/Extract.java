package io.waystone.translator.graph;

import java.util.Set;

/** Says by what a member is looked up; pure. */
@FunctionalInterface
public interface Extract<K, V, I> {

  /**
   * The buckets that a member is in.
   *
   * @return perhaps none; an exception thrown instead makes the member {@link Failed}
   */
  Set<I> extract(K key, V value);
}
