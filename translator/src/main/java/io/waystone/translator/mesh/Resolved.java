package io.waystone.translator.mesh;

import java.util.stream.Stream;

/** A route with its references resolved, as far as its kind does not matter. */
sealed interface Resolved permits ResolvedRoute, ResolvedTcpRoute {

  /** All that it sends to. */
  Stream<Target> targets();

  /** Whether a part of it could not be read as written. */
  boolean broken();
}
