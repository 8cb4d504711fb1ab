package io.waystone.server.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands until it is moved. */
final class FakeClock implements InstantSource {

  static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private volatile Instant now = START;

  void advance(Duration by) {
    now = now.plus(by);
  }

  @Override
  public Instant instant() {
    return now;
  }
}
