package io.waystone.translator.graph;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The state of an {@link Input}. */
final class InputStage<K, V> extends Stage implements Input<K, V>, MemberStage<K, V> {

  private final Members<K, V> members = new Members<>();
  private final Map<K, Slot> slots = new HashMap<>();
  private Map<K, Optional<V>> writes = new LinkedHashMap<>();

  InputStage(Core core, String name) {
    super(core, name);
  }

  /** Takes the writes of a batch, to be seen by the next update. */
  @SuppressWarnings("unchecked") // Batch.set and remove have checked the types
  void write(Map<Object, Optional<Object>> batch) {
    batch.forEach((key, value) -> writes.put((K) key, (Optional<V>) value));
  }

  @Override
  void update() {
    if (!writes.isEmpty()) {
      writes.forEach(this::set);
      writes = new LinkedHashMap<>(); // to clear one that was large costs its capacity
    }
  }

  private void set(K key, Optional<V> value) {
    core.countVisit();
    Slot slot = slot(key);
    State before = slot.state;
    State now = value.map(given -> prepared(key, given)).orElse(State.Absent.ABSENT);
    if (State.same(before, now)) {
      return;
    }
    slot.state = now;
    switch (now) {
      case State.Present present -> core.failures.remove(slot);
      case State.Broken(Failed failed) -> core.failures.put(slot, failed);
      case State.Absent none -> {
        core.failures.remove(slot);
        mayBeIdle(slot);
      }
    }
    members.changed(slot, before);
  }

  private State prepared(K key, V value) {
    try {
      members.prepare(key, value);
      return new State.Present(value);
    } catch (ExtractFailed e) {
      return new State.Broken(Trace.failed(e.index, key, e.thrown, List.of(), List.of(key)));
    }
  }

  @Override
  public Slot slot(K key) {
    return slots.computeIfAbsent(
        key,
        absent -> {
          Slot slot = new Slot(this, absent);
          mayBeIdle(slot);
          return slot;
        });
  }

  @Override
  void drop(Cell cell) {
    if (cell instanceof Slot slot && slot.isAbsent() && !slot.isRead()) {
      slots.remove(slot.key, slot);
    }
  }

  @Override
  int size() {
    return slots.size();
  }

  @Override
  public Optional<Slot> peek(K key) {
    return Optional.ofNullable(slots.get(key));
  }

  @Override
  public Iterable<Slot> slots() {
    return slots.values();
  }

  @Override
  public Members<K, V> members() {
    return members;
  }

  @Override
  public List<Listener<K>> listeners() {
    return members.listeners;
  }

  @Override
  public Stage stage() {
    return this;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Keys<K> keys() {
    return this;
  }
}
