package io.waystone.translator.graph;

/**
 * A computation read a stage that it must not. Not a failure of one key: the graph's author is
 * wrong, so it leaves {@link Graph#apply} and the graph is of no use any more.
 */
final class StageOrderError extends Error {

  StageOrderError(String reading, String read, String fault) {
    super("stage " + reading + " reads " + read + ", which is " + fault);
  }
}
