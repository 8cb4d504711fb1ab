package io.waystone.translator.graph;

/** What a slot holds. */
sealed interface State {

  /** Nothing: the key is no member. */
  enum Absent implements State {
    ABSENT
  }

  /** A value. */
  record Present(Object value) implements State {}

  /** A failure without a recovery. */
  record Broken(Failed failed) implements State {}

  /**
   * Whether two states are equal. The equals of a value is code that may throw; then they are not,
   * which costs a recomputation and nothing else.
   */
  static boolean same(State a, State b) {
    try {
      return a.equals(b);
    } catch (RuntimeException | StackOverflowError e) {
      return false;
    }
  }
}
