package io.waystone.server.identity;

import java.time.Instant;

/** Where the key and the certificates of a CA lie. */
@FunctionalInterface
interface CaFiles {

  /**
   * Reads all of it.
   *
   * @throws IdentityException if it cannot be used: what is wrong, with which file, and what to do
   */
  Signer read(Instant now);
}
