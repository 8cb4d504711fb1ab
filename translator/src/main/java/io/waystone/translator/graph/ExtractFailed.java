package io.waystone.translator.graph;

/** The extract of an index threw, so that its member fails; never leaves the graph. */
final class ExtractFailed extends RuntimeException {

  final String index;
  final Throwable thrown;

  ExtractFailed(String index, Throwable thrown) {
    super(null, null, false, false);
    this.index = index;
    this.thrown = thrown;
  }
}
