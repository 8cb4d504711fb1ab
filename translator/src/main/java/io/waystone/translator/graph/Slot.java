package io.waystone.translator.graph;

/** What an input, a function or a collection holds for a key. */
sealed class Slot extends Cell permits Node {

  State state = State.Absent.ABSENT;

  Slot(Stage stage, Object key) {
    super(stage, key);
  }

  final boolean isPresent() {
    return state instanceof State.Present;
  }

  final boolean isAbsent() {
    return state == State.Absent.ABSENT;
  }
}
