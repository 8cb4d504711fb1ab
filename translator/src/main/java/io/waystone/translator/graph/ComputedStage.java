package io.waystone.translator.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A stage with a node for each key: runs computations, and keeps what they gave. */
abstract sealed class ComputedStage<K> extends Stage permits FunctionStage, CollectionStage {

  /** What a run gave, and what failed in it even if that was recovered from. */
  private record Outcome(State state, Optional<Failed> failure) {}

  final Map<K, Node> nodes = new HashMap<>();
  private final List<Node> queue = new ArrayList<>();

  ComputedStage(Core core, String name) {
    super(core, name);
  }

  /** The state for a key. */
  abstract State compute(Reader reader, K key);

  /** The state for a key that failed. */
  abstract State recover(K key, Failed failed);

  /** Tells whom it concerns that a node has another state. */
  abstract void changed(Node node, State before);

  /** A node is to be recomputed, because a cell that it read has changed. */
  final void enqueue(Node node, Cell because) {
    core.countVisit();
    if (!node.queued) {
      node.queued = true;
      queue.add(node);
      core.journal.queued(node, because);
    }
  }

  /** Recomputes what is queued and still needed. */
  final void recomputeQueued() {
    for (Node node : queue) {
      node.queued = false;
      if (isNeeded(node)) {
        recompute(node);
      }
    }
    queue.clear();
  }

  abstract boolean isNeeded(Node node);

  /** Runs the computation of a node; tells of the new state if it is not equal to the old. */
  final void recompute(Node node) {
    Reading reading = new Reading(this);
    Outcome outcome = run(reading, key(node));
    boolean rewired = node.rewire(reading.close());
    outcome
        .failure()
        .ifPresentOrElse(
            failed -> core.failures.put(node, failed), () -> core.failures.remove(node));
    State before = node.state;
    boolean changed = !State.same(before, outcome.state());
    core.countRun(node, changed);
    if (changed) {
      node.state = outcome.state();
      changed(node, before);
    } else if (rewired && !core.failures.isEmpty()) {
      node.tellFailedReaders();
    }
  }

  private Outcome run(Reading reading, K key) {
    try {
      return new Outcome(compute(reading, key), Optional.empty());
    } catch (ReadFailed e) {
      return recovered(reading, key, e.failed);
    } catch (RuntimeException | StackOverflowError e) {
      return recovered(reading, key, reading.failed(key, e));
    }
  }

  private Outcome recovered(Reading reading, K key, Failed failed) {
    try {
      return new Outcome(recover(key, failed), Optional.of(failed));
    } catch (RuntimeException | StackOverflowError e) {
      Failed own = reading.failed(key, e);
      return new Outcome(new State.Broken(own), Optional.of(own));
    }
  }

  /** The node of a key, made if there is none; if nobody comes to need it, it goes again. */
  final Node node(K key) {
    return nodes.computeIfAbsent(
        key,
        absent -> {
          Node node = new Node(this, absent);
          mayBeIdle(node);
          return node;
        });
  }

  @Override
  final void drop(Cell cell) {
    if (cell instanceof Node node && !node.wanted && !node.isRead()) {
      node.letGo();
      core.failures.remove(node);
      nodes.remove(node.key, node);
    }
  }

  @Override
  final int size() {
    return nodes.size();
  }

  @SuppressWarnings("unchecked") // a node has the key that it was made for
  final K key(Node node) {
    return (K) node.key;
  }
}
