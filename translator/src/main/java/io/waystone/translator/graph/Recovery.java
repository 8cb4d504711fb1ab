package io.waystone.translator.graph;

import java.util.Optional;

/** What a collection has for a key whose computation failed: for example its closed form. */
@FunctionalInterface
public interface Recovery<K, V> {

  /**
   * The value instead, pure as a {@link Computation}.
   *
   * @param failed what failed: this key's computation, or one that it read
   * @return empty if the key shall be no member; if this throws too, the member is {@link Failed}
   */
  Optional<V> recover(K key, Failed failed);
}
