package io.waystone.translator.mesh;

import java.util.stream.Stream;

/** A route with its references resolved, as far as its kind does not matter. */
sealed interface Resolved permits ResolvedRoute, ResolvedTcpRoute {

  /** All that it sends to. */
  Stream<Target> targets();

  /** Those of them that are not reached if they have policies of their own, see {@link Ways}. */
  Stream<Target> unguarded();

  /** How much of it can be followed as written. */
  Validity validity();

  /** Of the rules. */
  enum Validity {
    ALL,
    SOME,
    NONE;

    static Validity of(long invalid, long all) {
      return invalid == 0 ? ALL : invalid < all ? SOME : NONE;
    }
  }
}
