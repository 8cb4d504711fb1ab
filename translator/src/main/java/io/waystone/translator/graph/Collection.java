package io.waystone.translator.graph;

/**
 * Values by key, each computed by itself: an {@link Input} or what {@link GraphBuilder#collection}
 * declares. Nothing reads a collection whole; a function reads a key of it or a bucket of its
 * index.
 */
public sealed interface Collection<K, V> permits Input, CollectionStage {

  /** The name of its stage, unique in the graph. */
  String name();

  /**
   * The keys of its members, live: keys without a value or with a failed one are not among them.
   */
  Keys<K> keys();
}
