package io.waystone.translator.graph;

import java.util.Optional;

/** A collection as the graph sees it. */
interface MemberStage<K, V> extends LiveKeys<K> {

  static <K, V> MemberStage<K, V> of(Collection<K, V> collection) {
    return switch (collection) {
      case InputStage<K, V> input -> input;
      case CollectionStage<K, V> computed -> computed;
    };
  }

  Members<K, V> members();

  /** The slot of a key, also of one that is no member: to be read by a computation. */
  Slot slot(K key);

  /** The slot of a key where there is one: to be looked at from outside. */
  Optional<Slot> peek(K key);

  /** All slots, in no order. */
  Iterable<? extends Slot> slots();

  @Override
  default boolean contains(K key) {
    return peek(key).filter(Slot::isPresent).isPresent();
  }
}
