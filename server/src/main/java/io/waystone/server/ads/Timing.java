package io.waystone.server.ads;

import java.time.Duration;
import java.time.InstantSource;

/**
 * The waits of a stream.
 *
 * @param hold how long a resource is held back for what it names; and what comes last, after the
 *     client's last answer
 * @param removal how long a removal is held back for what named it
 * @param drain how long the connections live on that a change of configuration has ended; the
 *     proxies' {@code --drain-time-s}
 * @param grace how long after the end of a view its clients keep what they have: a view that was
 *     released and is wanted again meanwhile comes back within it, and costs them nothing
 * @param wall for what ends at a date; the rest is measured by {@link System#nanoTime}
 */
public record Timing(
    Duration hold, Duration removal, Duration drain, Duration grace, InstantSource wall) {

  /** What holds for proxies with the bootstrap that we write. */
  public static final Timing STANDARD =
      new Timing(
          Duration.ofSeconds(2),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(1),
          InstantSource.system());

  /** The same for proxies with another drain time. */
  public Timing withDrain(Duration other) {
    return new Timing(hold, removal, other, grace, wall);
  }
}
