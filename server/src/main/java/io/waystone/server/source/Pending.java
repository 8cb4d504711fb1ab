package io.waystone.server.source;

import io.waystone.server.source.Walk.Found;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A change of a file that was seen and not yet taken. Times are in nanoseconds of the ticker.
 *
 * @param now how the file looks; empty when it is gone. Absence must stand still like the rest:
 *     there are editors that delete a file and write it anew
 * @param unit the folder with which it is swapped
 * @param since when it was first seen like that
 * @param first when it was first seen to differ from what was taken
 * @param why it is not taken, if that has to be said one day
 */
record Pending(Optional<Found> now, Path unit, long since, long first, String why) {

  /** How long a file must look the same before it is taken. */
  static final long STILL = 50_000_000;

  /** How long a change may go on before it is reported, and nothing else waits for it. */
  static final long RESTLESS = 2_000_000_000;

  /** A change that was not seen before. */
  static Pending seen(Optional<Found> now, Path unit, long time) {
    return new Pending(now, unit, time, time, "does not come to rest");
  }

  /** The same change, after another look at the file. */
  Pending seenAgain(Optional<Found> found, Path newUnit, long time) {
    return found.equals(now)
        ? this
        : new Pending(found, newUnit, time, first, seen(found, newUnit, time).why());
  }

  /** The same change, after a failed try to take it. */
  Pending failed(String reason, long time) {
    return new Pending(now, unit, time, first, reason);
  }

  /** Whether it had stood still when a walk began. */
  boolean isStill(long walkStarted) {
    return walkStarted - since >= STILL;
  }

  /** Whether it goes on for so long that nothing may wait for it. */
  boolean isRestless(long walkStarted) {
    return walkStarted - first >= RESTLESS;
  }

  /** When to look again: soon, and less often the longer it goes on. */
  long nextLook() {
    return since + Math.clamp((since - first) / 8, STILL, RESTLESS);
  }
}
