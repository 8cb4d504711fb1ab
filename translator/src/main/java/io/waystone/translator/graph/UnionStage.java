package io.waystone.translator.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The keys that are in either of two sets. */
final class UnionStage<K> extends Stage implements LiveKeys<K> {

  private final LiveKeys<K> a;
  private final LiveKeys<K> b;
  private final Set<K> keys = new HashSet<>();
  private Set<K> asked = new LinkedHashSet<>();
  private final List<Listener<K>> listeners = new ArrayList<>();

  UnionStage(Core core, String name, LiveKeys<K> a, LiveKeys<K> b) {
    super(core, name);
    this.a = a;
    this.b = b;
  }

  @Override
  void update() {
    for (K key : asked) {
      core.countVisit();
      boolean changed = (a.contains(key) || b.contains(key)) ? keys.add(key) : keys.remove(key);
      if (changed) {
        listeners.forEach(listener -> listener.keyChanged(key));
      }
    }
    if (!asked.isEmpty()) {
      asked = new LinkedHashSet<>(); // to clear one that was large costs its capacity
    }
  }

  /** A key of one of the two came or went. */
  void ask(K key) {
    asked.add(key);
  }

  @Override
  void drop(Cell cell) {
    throw new AssertionError("a union has no cells, " + cell.label() + " is none of its");
  }

  @Override
  int size() {
    return keys.size();
  }

  @Override
  public boolean contains(K key) {
    return keys.contains(key);
  }

  @Override
  public List<Listener<K>> listeners() {
    return listeners;
  }

  @Override
  public Stage stage() {
    return this;
  }
}
