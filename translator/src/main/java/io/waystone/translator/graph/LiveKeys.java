package io.waystone.translator.graph;

import java.util.List;

/** Keys as the graph sees them: what is there now, and whom to tell when that changes. */
non-sealed interface LiveKeys<K> extends Keys<K> {

  /** Told of a key that came or went, or both; it looks for itself what is true now. */
  @FunctionalInterface
  interface Listener<K> {
    void keyChanged(K key);
  }

  /** The stage that keeps the keys. */
  Stage stage();

  boolean contains(K key);

  /** The later stages that are over these keys; one adds itself when it is declared. */
  List<Listener<K>> listeners();
}
