package io.waystone.translator.graph;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/**
 * What a computation had read, directly or by what it read, nearest first, and not more than {@link
 * Failed#LIMIT} of it.
 */
final class Trace {

  private final Core core;
  private final Set<Cell> cells = new LinkedHashSet<>();
  private final Set<Object> inputKeys = new LinkedHashSet<>();
  private final Queue<Cell> next = new ArrayDeque<>();

  private Trace(Core core) {
    this.core = core;
  }

  static Trace from(Core core, List<Cell> reads) {
    Trace trace = new Trace(core);
    trace.addAll(reads);
    while (!trace.next.isEmpty()) {
      trace.follow(trace.next.remove());
    }
    return trace;
  }

  java.util.Collection<Cell> cells() {
    return cells;
  }

  /** The keys of the inputs among the cells that are there. */
  List<Object> inputKeys() {
    return List.copyOf(inputKeys);
  }

  private void follow(Cell cell) {
    core.countVisit();
    switch (cell) {
      case Node node -> addAll(node.reads());
      case Slot input -> {
        if (!input.isAbsent()) {
          inputKeys.add(input.key);
        }
      }
      case Bucket bucket -> addAll(List.of(bucket.membership));
      case Membership membership -> addAll(membership.bucket.members.values());
    }
  }

  private void addAll(Iterable<? extends Cell> read) {
    for (Cell cell : read) {
      if (cells.size() >= Failed.LIMIT) {
        return;
      }
      if (cells.add(cell)) {
        next.add(cell);
      }
    }
  }

  /** A failure in words; keys can say themselves, of an exception one cannot know. */
  static Failed failed(
      String stage, Object key, Throwable thrown, List<Cell> reads, List<Object> inputKeys) {
    List<String> labels = reads.stream().distinct().limit(Failed.LIMIT).map(Cell::label).toList();
    return new Failed(stage, key, message(thrown), labels, inputKeys);
  }

  private static String message(Throwable thrown) {
    try {
      String message = thrown.getMessage();
      return message == null ? thrown.getClass().getSimpleName() : message;
    } catch (RuntimeException e) {
      return thrown.getClass().getSimpleName();
    }
  }
}
