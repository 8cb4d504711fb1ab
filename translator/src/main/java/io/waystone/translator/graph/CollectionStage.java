package io.waystone.translator.graph;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The state of a {@link Collection} that is computed. */
final class CollectionStage<K, V> extends ComputedStage<K>
    implements Collection<K, V>, MemberStage<K, V> {

  private final LiveKeys<K> over;
  private final Computation<K, Optional<V>> computation;
  private final Optional<Recovery<K, V>> recovery;
  private final Members<K, V> members = new Members<>();
  private Set<K> asked = new LinkedHashSet<>();

  CollectionStage(
      Core core,
      String name,
      LiveKeys<K> over,
      Computation<K, Optional<V>> computation,
      Optional<Recovery<K, V>> recovery) {
    super(core, name);
    this.over = over;
    this.computation = computation;
    this.recovery = recovery;
  }

  /** A key that it is over came or went. */
  void ask(K key) {
    asked.add(key);
  }

  @Override
  void update() {
    for (K key : asked) {
      core.countVisit();
      Optional<Node> known = Optional.ofNullable(nodes.get(key)).filter(node -> node.wanted);
      if (!over.contains(key)) {
        known.ifPresent(this::dismiss);
      } else if (known.isEmpty()) {
        admit(key);
      }
    }
    if (!asked.isEmpty()) {
      asked = new LinkedHashSet<>(); // to clear one that was large costs its capacity
    }
    recomputeQueued();
  }

  private void admit(K key) {
    Node node = node(key);
    node.wanted = true;
    recompute(node);
  }

  private void dismiss(Node node) {
    node.wanted = false;
    node.letGo();
    core.failures.remove(node);
    State before = node.state;
    node.state = State.Absent.ABSENT;
    if (before != State.Absent.ABSENT) {
      changed(node, before);
    } else {
      node.tellFailedReaders();
    }
    mayBeIdle(node);
  }

  @Override
  boolean isNeeded(Node node) {
    return node.wanted;
  }

  @Override
  State compute(Reader reader, K key) {
    return prepared(key, computation.compute(reader, key));
  }

  @Override
  State recover(K key, Failed failed) {
    if (recovery.isEmpty()) {
      return new State.Broken(failed);
    }
    return prepared(key, recovery.get().recover(key, failed));
  }

  private State prepared(K key, Optional<V> value) {
    if (Objects.requireNonNull(value, "the computation gave null").isEmpty()) {
      return State.Absent.ABSENT;
    }
    members.prepare(key, value.get());
    return new State.Present(value.get());
  }

  @Override
  void changed(Node node, State before) {
    members.changed(node, before);
  }

  @Override
  public Slot slot(K key) {
    return node(key);
  }

  @Override
  public Optional<Slot> peek(K key) {
    return Optional.ofNullable(nodes.get(key));
  }

  @Override
  public Iterable<Node> slots() {
    return nodes.values();
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
