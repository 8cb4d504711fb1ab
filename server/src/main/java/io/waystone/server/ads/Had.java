package io.waystone.server.ads;

/** What a client is known to have of a name. */
enum Had {
  /** Some version of it, from before this stream. */
  SOME,
  /** None: it asks for it for the first time, or has dropped it. */
  NONE,
  /** Nobody remembers what it was sent on this stream. */
  UNSAID
}
