package io.waystone.translator.graph;

import java.util.Arrays;
import java.util.List;

/** A slot whose state is computed, with what the computation read. */
final class Node extends Slot {

  private static final Cell[] NOTHING = {};

  private Cell[] reads = NOTHING;

  /** Whether it waits to be recomputed. */
  boolean queued;

  /** Whether its key is one that its collection is over. Never so for a function. */
  boolean wanted;

  Node(ComputedStage<?> stage, Object key) {
    super(stage, key);
  }

  ComputedStage<?> stage() {
    return (ComputedStage<?>) stage;
  }

  List<Cell> reads() {
    return Arrays.asList(reads);
  }

  /** Reads nothing any more. */
  void letGo() {
    rewire(List.of());
  }

  /**
   * Replaces what it reads, and tells these cells.
   *
   * @param read in the order of the reads, possibly repeated
   * @return whether this differs from what it read before
   */
  boolean rewire(List<Cell> read) {
    Cell[] before = reads;
    Cell[] now = withoutRepeats(read);
    if (Arrays.equals(before, now)) {
      return false;
    }
    long old = markAll(before);
    for (Cell cell : now) {
      if (cell.mark != old) {
        cell.addReader(this);
      }
    }
    long kept = markAll(now);
    for (Cell cell : before) {
      if (cell.mark != kept) {
        cell.removeReader(this);
      }
    }
    reads = now;
    return true;
  }

  private Cell[] withoutRepeats(List<Cell> read) {
    if (read.isEmpty()) {
      return NOTHING;
    }
    long seen = stage.core.nextMark();
    Cell[] distinct = new Cell[read.size()];
    int size = 0;
    for (Cell cell : read) {
      if (cell.mark != seen) {
        cell.mark = seen;
        distinct[size++] = cell;
      }
    }
    return size == distinct.length ? distinct : Arrays.copyOf(distinct, size);
  }

  private long markAll(Cell[] cells) {
    long mark = stage.core.nextMark();
    for (Cell cell : cells) {
      cell.mark = mark;
    }
    return mark;
  }
}
