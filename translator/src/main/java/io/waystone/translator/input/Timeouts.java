package io.waystone.translator.input;

import java.time.Duration;
import java.util.Optional;

/** {@code timeouts}; zero means no timeout (Gateway API). */
public record Timeouts(Optional<Duration> request, Optional<Duration> backendRequest) {
  /** Nothing written. */
  public static final Timeouts NONE = new Timeouts(Optional.empty(), Optional.empty());
}
