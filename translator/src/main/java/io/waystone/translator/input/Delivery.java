package io.waystone.translator.input;

import java.util.Optional;

/**
 * How a request is delivered.
 *
 * @param retry empty: what the waypoint does by default
 */
public record Delivery(
    Timeouts timeouts, Optional<Retry> retry, Optional<SessionPersistence> session) {

  /** Nothing written. */
  public static final Delivery DEFAULT =
      new Delivery(Timeouts.NONE, Optional.empty(), Optional.empty());
}
