package io.waystone.translator.input;

import java.time.Duration;
import java.util.Optional;

/**
 * {@code sessionPersistence} of a rule: the requests of a session go to one endpoint.
 *
 * @param name of the cookie or header; empty where none is written
 * @param lifetime how long the session lasts at most; empty: as long as the client keeps it
 */
public record SessionPersistence(String name, Kind kind, Optional<Duration> lifetime) {

  /** What tells a session. */
  public enum Kind {
    COOKIE,
    HEADER
  }
}
