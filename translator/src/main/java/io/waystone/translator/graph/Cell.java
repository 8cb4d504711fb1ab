package io.waystone.translator.graph;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Something that a computation can read: it knows who did. It lives while it has content or
 * readers.
 */
abstract sealed class Cell permits Slot, Bucket, Membership {

  /** From this many readers on, removing one by search costs more than a hash table. */
  private static final int MANY = 8;

  final Stage stage;
  final Object key;

  /** Scratch of whoever compares two lists of cells, so that this needs no hash table. */
  long mark;

  private java.util.Collection<Node> readers = List.of();

  Cell(Stage stage, Object key) {
    this.stage = stage;
    this.key = key;
  }

  final boolean isRead() {
    return !readers.isEmpty();
  }

  final void addReader(Node reader) {
    if (readers.isEmpty()) {
      readers = new ArrayList<>(1);
    } else if (readers.size() == MANY && readers instanceof List) {
      readers = new LinkedHashSet<>(readers);
    }
    readers.add(reader);
  }

  final void removeReader(Node reader) {
    readers.remove(reader);
    if (readers.isEmpty()) {
      readers = List.of();
      stage.mayBeIdle(this);
    }
  }

  /** Queues who reads this: it has changed. */
  final void tellReaders() {
    for (Node reader : readers) {
      reader.stage().enqueue(reader, this);
    }
  }

  /** Queues the readers that fail: what they say of their reads reaches through this cell. */
  final void tellFailedReaders() {
    for (Node reader : readers) {
      if (stage.core.failures.containsKey(reader)) {
        reader.stage().enqueue(reader, this);
      }
    }
  }

  /** Stage and key, for people. */
  final String label() {
    return stage.name + " " + key;
  }
}
