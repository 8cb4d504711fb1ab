package io.waystone.translator.graph;

/** A live set of keys that a collection can be declared over. */
public sealed interface Keys<K> permits LiveKeys {}
