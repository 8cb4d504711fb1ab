package io.waystone.translator.graph;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Writes to inputs that become visible together; of several writes to a key the last counts. */
public final class Batch {

  private final Map<Input<?, ?>, Map<Object, Optional<Object>>> writes = new LinkedHashMap<>();

  /** Sets the value of a key, new or not. */
  public <K, V> Batch set(Input<K, V> input, K key, V value) {
    return write(input, key, Optional.of(value));
  }

  /** Removes a key; one that is not there is no change. */
  public <K, V> Batch remove(Input<K, V> input, K key) {
    return write(input, key, Optional.empty());
  }

  /** Whether nothing has been written. */
  public boolean isEmpty() {
    return writes.isEmpty();
  }

  /** The value of each key written, empty for a removed one, in the order of the first writes. */
  Map<Input<?, ?>, Map<Object, Optional<Object>>> writes() {
    return writes;
  }

  private Batch write(Input<?, ?> input, Object key, Optional<Object> value) {
    writes
        .computeIfAbsent(input, any -> new LinkedHashMap<>())
        .put(Objects.requireNonNull(key, "key"), value);
    return this;
  }
}
