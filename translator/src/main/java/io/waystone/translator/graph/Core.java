package io.waystone.translator.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the stages of a graph share. */
final class Core {

  /** In the order of their declaration, which is the order of the work. */
  final List<Stage> stages = new ArrayList<>();

  /** Where a computation has failed, or what it read, recovered or not. */
  final Map<Slot, Failed> failures = new HashMap<>();

  final Journal journal = new Journal();

  boolean built;
  private final Set<String> names = new HashSet<>();
  private long mark;
  private long recomputed;
  private long equal;
  private long visited;

  /** Where the next stage stands. */
  int nextOrder() {
    if (built) {
      throw new IllegalStateException("the graph is built: no stage can be declared any more");
    }
    return stages.size();
  }

  /** Adds a stage under a name that no other has. */
  <S extends Stage> S declare(S stage) {
    if (!names.add(stage.name)) {
      throw new IllegalArgumentException("two stages have the name " + stage.name);
    }
    stages.add(stage);
    return stage;
  }

  /** A mark that no cell has. */
  long nextMark() {
    return ++mark;
  }

  void countVisit() {
    visited++;
  }

  /** Counts a computation that ran, and keeps its reason if somebody wants to know. */
  void countRun(Node node, boolean changed) {
    recomputed++;
    if (!changed) {
      equal++;
    }
    journal.ran(node, changed);
  }

  /** The counts since the last call. */
  Counts drainCounts() {
    Counts counts = new Counts(recomputed, equal, visited);
    recomputed = 0;
    equal = 0;
    visited = 0;
    return counts;
  }
}
