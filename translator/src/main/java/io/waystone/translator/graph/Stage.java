package io.waystone.translator.graph;

import java.util.ArrayList;
import java.util.List;

/** One declaration of a graph, with everything that it holds. */
abstract sealed class Stage permits InputStage, ComputedStage, IndexStage, UnionStage {

  final Core core;
  final String name;
  final int order;
  private final List<Cell> idle = new ArrayList<>();

  Stage(Core core, String name) {
    this.core = core;
    this.name = name;
    this.order = core.nextOrder();
  }

  /** Brings it up to date. All stages before it are; it may only queue work for later ones. */
  abstract void update();

  /** Drops a cell if it has neither content nor readers. */
  abstract void drop(Cell cell);

  /** How many entries it holds. */
  abstract int size();

  /** A cell lost its content or its last reader. It may get others before the batch is over. */
  final void mayBeIdle(Cell cell) {
    idle.add(cell);
  }

  /**
   * Drops what is idle. Done from the last stage to the first: only then is a cell's fate known.
   */
  final void sweep() {
    for (Cell cell : idle) {
      core.countVisit();
      drop(cell);
    }
    idle.clear();
  }
}
