package io.waystone.translator.graph;

/**
 * A memoised function of a key, declared with {@link GraphBuilder#function}. It computes on demand,
 * and what it computed lives while something reads it.
 */
public sealed interface Function<K, V> permits FunctionStage {}
