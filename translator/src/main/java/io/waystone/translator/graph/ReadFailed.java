package io.waystone.translator.graph;

/** A computation read what has failed, and so fails itself unless it catches this. */
final class ReadFailed extends RuntimeException {

  final transient Failed failed;

  ReadFailed(Failed failed) {
    super(failed.stage() + " " + failed.key() + " failed: " + failed.message(), null, false, false);
    this.failed = failed;
  }
}
