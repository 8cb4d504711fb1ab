package io.waystone.translator.graph;

import java.util.NavigableMap;
import java.util.TreeMap;

/** The members of an index that share a bucket, by their keys. */
final class Bucket extends Cell {

  final NavigableMap<Object, Slot> members = new TreeMap<>();

  /** What those read who only want to know the keys. */
  final Membership membership = new Membership(this);

  /** Whether a member or its value changed in this batch. */
  boolean touched;

  /** Whether a member came or went in this batch. */
  boolean moved;

  /** Whether it had no member before this batch; holds while touched. */
  boolean wasEmpty;

  Bucket(IndexStage<?, ?, ?> stage, Object key) {
    super(stage, key);
  }
}
