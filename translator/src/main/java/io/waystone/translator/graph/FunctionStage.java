package io.waystone.translator.graph;

import java.util.Objects;

/** The state of a {@link Function}. */
final class FunctionStage<K, V> extends ComputedStage<K> implements Function<K, V> {

  private final Computation<K, V> computation;

  FunctionStage(Core core, String name, Computation<K, V> computation) {
    super(core, name);
    this.computation = computation;
  }

  /** The node of a key, computed. */
  Node demand(K key) {
    Node node = node(key);
    if (node.isAbsent()) {
      recompute(node);
    }
    return node;
  }

  @Override
  void update() {
    recomputeQueued();
  }

  /** Whoever reads it has not been recomputed yet, so nobody knows better. */
  @Override
  boolean isNeeded(Node node) {
    return true;
  }

  @Override
  State compute(Reader reader, K key) {
    return new State.Present(
        Objects.requireNonNull(computation.compute(reader, key), "the computation gave null"));
  }

  @Override
  State recover(K key, Failed failed) {
    return new State.Broken(failed);
  }

  @Override
  void changed(Node node, State before) {
    node.tellReaders();
  }
}
