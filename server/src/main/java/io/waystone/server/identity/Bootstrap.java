package io.waystone.server.identity;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * What an Envoy must know before it can ask for its configuration.
 *
 * @param admin where its admin interface listens; a loopback address
 * @param statsFlushInterval how often it sums its histograms and sends its stats; 1 ms to 5 min
 * @param concurrency its number of worker threads; empty for one for each CPU
 */
public record Bootstrap(
    WaypointNode node,
    AdsEndpoint controlPlane,
    BootstrapFiles files,
    HostPort admin,
    Duration statsFlushInterval,
    OptionalInt concurrency) {

  /** Where the admin interface listens if nobody says otherwise. */
  public static final HostPort DEFAULT_ADMIN = new HostPort("127.0.0.1", 15000);

  /** Envoy's own default. */
  public static final Duration DEFAULT_STATS_FLUSH_INTERVAL = Duration.ofSeconds(5);

  /** How long a connection that configuration has ended may live on (DESIGN D1). */
  static final Duration DRAIN_TIME = Duration.ofSeconds(30);

  private static final Duration MAX_FLUSH = Duration.ofMinutes(5);

  public Bootstrap {
    requireLoopback(admin);
    if (statsFlushInterval.toMillis() < 1 || statsFlushInterval.compareTo(MAX_FLUSH) >= 0) {
      throw new IllegalArgumentException(
          "stats flush interval " + statsFlushInterval + " is not in 1 ms to 5 min");
    }
    if (concurrency.isPresent() && concurrency.getAsInt() < 1) {
      throw new IllegalArgumentException("concurrency must be 1 or more");
    }
  }

  /**
   * Checks an address of Envoy's admin interface.
   *
   * @throws IllegalArgumentException if others than this machine reach it
   */
  public static void requireLoopback(HostPort admin) {
    if (!admin.isLoopback()) {
      throw new IllegalArgumentException(
          admin + " is not a loopback address: whoever reaches the admin port rules the proxy");
    }
  }

  /** A bootstrap with the defaults for everything that has one. */
  public static Bootstrap of(WaypointNode node, AdsEndpoint controlPlane, BootstrapFiles files) {
    return new Bootstrap(
        node,
        controlPlane,
        files,
        DEFAULT_ADMIN,
        DEFAULT_STATS_FLUSH_INTERVAL,
        OptionalInt.empty());
  }

  /** The bootstrap as YAML, with comments that say why. The same text for equal values. */
  public String text() {
    return BootstrapText.of(this);
  }

  /** The command that starts Envoy with it, as a shell reads it. */
  public String command() {
    String command =
        "envoy -c %s --disable-hot-restart --drain-time-s %d"
            .formatted(shellWord(files.bootstrap().toString()), DRAIN_TIME.toSeconds());
    return concurrency.isPresent() ? command + " --concurrency " + concurrency.getAsInt() : command;
  }

  private static String shellWord(String text) {
    return text.matches("[A-Za-z0-9_@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
