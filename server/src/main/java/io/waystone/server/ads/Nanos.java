package io.waystone.server.ads;

import java.time.Duration;
import java.time.Instant;

/** Waits in nanoseconds, the longest of which is for ever. */
final class Nanos {

  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  private Nanos() {}

  /** From now to an instant, 0 if it is past, {@link Long#MAX_VALUE} if it is far away. */
  static long between(Instant now, Instant then) {
    if (then.equals(Instant.MAX)) {
      return Long.MAX_VALUE;
    }
    Duration wait = Duration.between(now, then);
    if (wait.isNegative()) {
      return 0;
    }
    return wait.compareTo(LONGEST) >= 0 ? Long.MAX_VALUE : wait.toNanos();
  }
}
