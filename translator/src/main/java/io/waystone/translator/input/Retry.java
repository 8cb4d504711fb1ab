package io.waystone.translator.input;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * {@code retry} of a rule.
 *
 * @param codes statuses that are tried again, beside failed connections
 * @param attempts how often at most, 0 for never; empty: as often as by default
 * @param backoff the shortest time between two attempts
 */
public record Retry(List<Integer> codes, OptionalInt attempts, Optional<Duration> backoff) {
  public Retry {
    codes = List.copyOf(codes);
  }
}
