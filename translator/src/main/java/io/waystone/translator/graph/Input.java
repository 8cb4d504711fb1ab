package io.waystone.translator.graph;

/** A collection whose members are set from outside, by a {@link Batch}. */
public sealed interface Input<K, V> extends Collection<K, V> permits InputStage {}
