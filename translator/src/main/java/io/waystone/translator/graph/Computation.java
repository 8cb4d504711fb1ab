package io.waystone.translator.graph;

/**
 * What a stage does for one key. It is pure: the result depends on the key and on what it reads
 * through the reader, nothing else, and is immutable.
 */
@FunctionalInterface
public interface Computation<K, V> {

  /**
   * The value for a key.
   *
   * @param reader records what is read; of no use after the call
   * @return never null; an exception thrown instead makes the key {@link Failed}
   */
  V compute(Reader reader, K key);
}
