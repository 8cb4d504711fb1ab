package io.waystone.e2e.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How long something took, each time; at least once. */
final class Samples {

  /** With fewer, one in a hundred says nothing. */
  private static final int ENOUGH = 100;

  private final long[] sorted;

  /** Of these nanoseconds. */
  Samples(List<Long> nanos) {
    sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  /** How many. */
  int size() {
    return sorted.length;
  }

  Duration median() {
    return Duration.ofNanos(sorted[sorted.length / 2]);
  }

  /** The middle one, in milliseconds. */
  String medianText() {
    return text(median());
  }

  /** The least that 99 of 100 do not exceed, in milliseconds; nothing where there are too few. */
  String p99() {
    int rank = (int) Math.ceil(0.99 * sorted.length) - 1;
    return sorted.length < ENOUGH ? "" : text(Duration.ofNanos(sorted[rank]));
  }

  /** The longest, in milliseconds. */
  String max() {
    return text(Duration.ofNanos(Arrays.stream(sorted).max().orElseThrow()));
  }

  /** Milliseconds. */
  static String text(Duration duration) {
    double millis = duration.toNanos() / 1e6;
    return String.format(Locale.ROOT, millis < 100 ? "%.2f" : "%.0f", millis);
  }
}
