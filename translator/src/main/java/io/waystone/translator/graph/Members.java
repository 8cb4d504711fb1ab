package io.waystone.translator.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What follows from a change of a collection's member: the same for inputs and computed ones. */
final class Members<K, V> {

  /**
   * A member that came, changed or went.
   *
   * @param before empty if it came
   * @param value empty if it went
   */
  record Change<K, V>(K key, Optional<V> before, Optional<V> value) {}

  final List<IndexStage<?, K, V>> indexes = new ArrayList<>();
  final List<LiveKeys.Listener<K>> listeners = new ArrayList<>();
  private List<Change<K, V>> changes = List.of();

  /**
   * Asks each index for the buckets of a value that the member is about to get.
   *
   * @throws ExtractFailed if one throws
   */
  void prepare(K key, V value) {
    for (IndexStage<?, K, V> index : indexes) {
      index.prepare(key, value);
    }
  }

  /** Tells whom it concerns that a slot, prepared if it is a member now, has another state. */
  void changed(Slot slot, State before) {
    slot.tellReaders();
    if (!slot.isPresent() && !(before instanceof State.Present)) {
      return;
    }
    keep(slot, before);
    for (IndexStage<?, K, V> index : indexes) {
      index.memberChanged(slot);
    }
    if (slot.isPresent() != before instanceof State.Present) {
      for (LiveKeys.Listener<K> listener : listeners) {
        listener.keyChanged(key(slot));
      }
    }
  }

  /** The changes since the last call. */
  List<Change<K, V>> drain() {
    List<Change<K, V>> drained = changes;
    changes = List.of();
    return drained;
  }

  private void keep(Slot slot, State before) {
    if (changes.isEmpty()) {
      changes = new ArrayList<>();
    }
    changes.add(new Change<>(key(slot), value(before), value(slot.state)));
  }

  /** The key of one of its slots. */
  @SuppressWarnings("unchecked") // a slot has a key of its stage's type
  K key(Slot slot) {
    return (K) slot.key;
  }

  /** The value of one of its slots, empty if it is no member. */
  Optional<V> value(Slot slot) {
    return value(slot.state);
  }

  @SuppressWarnings("unchecked") // a slot has a value of its stage's type
  private Optional<V> value(State state) {
    return switch (state) {
      case State.Present(Object value) -> Optional.of((V) value);
      case State.Absent none -> Optional.empty();
      case State.Broken broken -> Optional.empty();
    };
  }
}
