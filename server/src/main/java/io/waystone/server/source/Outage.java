package io.waystone.server.source;

/**
 * A path that says nothing: it is gone where it must be there, or cannot be looked at. What was
 * read at or below it stays.
 *
 * @param since when it was first seen so, in nanoseconds of the ticker
 */
record Outage(String why, long since) {

  /** Whether it lasts long enough to be said: a rename leaves a path without file for a moment. */
  boolean isLasting(long walkStarted) {
    return walkStarted - since >= Pending.STILL;
  }
}
