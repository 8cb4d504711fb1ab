package io.waystone.translator.graph;

/**
 * The members of a collection by what they are looked up by, declared with {@link
 * GraphBuilder#index} and maintained as the members change.
 *
 * @param <I> names a bucket
 */
public sealed interface Index<I, K, V> permits IndexStage {

  /** The names of the buckets that have a member, live: a collection over them is a group-by. */
  Keys<I> buckets();
}
