package io.waystone.server.ads;

/** What becomes of a resource when the next response is put together. */
enum Verdict {
  /** It is in the response. */
  SENT,
  /** The client has it, or never had what was removed, or refused this version. */
  SKIPPED,
  /** It waits for another resource. */
  HELD,
  /** The response is full: the rest goes into the next one. */
  FULL
}
