package io.waystone.translator.graph;

import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What a computation reads through, so that it is recomputed when a value that it read has changed.
 *
 * <p>Only stages declared before the reading one can be read; anything else is a programming error
 * that ends the graph with an error. What failed cannot be read: the method throws, and the
 * computation that does not catch it fails with the same {@link Failed}.
 */
public interface Reader {

  /** The function's value for a key, computed now if nobody needed it before. */
  <K, V> V get(Function<K, V> function, K key);

  /** The member with a key; empty if there is none, and then its coming is a change too. */
  <K, V> Optional<V> find(Collection<K, V> collection, K key);

  /**
   * The members of a bucket with their values, in the order of their keys; empty if there are none.
   * A change of the membership or of a member's value is a change of the bucket.
   *
   * @return not a copy: it is of no use after the computation, and says so when used then
   */
  <I, K, V> SortedMap<K, V> bucket(Index<I, K, V> index, I bucket);

  /**
   * The keys of a bucket's members in their order; only a change of the membership is a change.
   *
   * @return not a copy: it is of no use after the computation, and says so when used then
   */
  <I, K, V> SortedSet<K> members(Index<I, K, V> index, I bucket);
}
