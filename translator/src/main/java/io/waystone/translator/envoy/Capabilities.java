package io.waystone.translator.envoy;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Comparator;
import java.util.SortedMap;

/**
 * What an Envoy has of that in which those differ that may be waypoints.
 *
 * @param strings how it makes a text an object of filter state
 * @param stats its access logger that counts
 * @param istioFilters whether it has the filters of Istio's own build: {@code istio_stats} and
 *     {@code peer_metadata}
 */
public record Capabilities(Strings strings, StatsLogger stats, boolean istioFilters)
    implements Comparable<Capabilities> {

  /** Factories of filter state; connections are only kept apart by objects with a hash. */
  public enum Strings {
    /** Since Envoy 1.38. */
    HASHABLE("envoy.hashable_string"),
    /** Not hashed: what keeps connections apart are the other objects of the tunnel. */
    PLAIN("envoy.string");

    private final String factory;

    Strings(String factory) {
      this.factory = factory;
    }

    /** The name by which Envoy knows it. */
    public String factory() {
      return factory;
    }
  }

  /** The fields of {@code envoy.access_loggers.stats} that name where it counts. */
  public enum StatsLogger {
    /** It has no such logger: before Envoy 1.37. */
    NONE,
    /** {@code stat_prefix} alone. */
    STAT_PREFIX,
    /** {@code stats_scope}, since Envoy 1.39; the other one is deprecated there. */
    STATS_SCOPE
  }

  /** Those of a stock Envoy 1.40. */
  public static final Capabilities STANDARD =
      new Capabilities(Strings.HASHABLE, StatsLogger.STATS_SCOPE, false);

  /** Those of stock Envoys by their version, and {@code standard}. */
  public static final SortedMap<String, Capabilities> NAMED =
      ImmutableSortedMap.of(
          "1.36",
          new Capabilities(Strings.PLAIN, StatsLogger.NONE, false),
          "1.37",
          new Capabilities(Strings.PLAIN, StatsLogger.STAT_PREFIX, false),
          "1.38",
          new Capabilities(Strings.HASHABLE, StatsLogger.STAT_PREFIX, false),
          "1.39",
          STANDARD,
          "1.40",
          STANDARD,
          "standard",
          STANDARD);

  private static final Comparator<Capabilities> ORDER =
      Comparator.comparing(Capabilities::strings)
          .thenComparing(Capabilities::stats)
          .thenComparing(Capabilities::istioFilters);

  /**
   * Those that have a name of {@link #NAMED}.
   *
   * @throws IllegalArgumentException if there is no such name; says which there are
   */
  public static Capabilities named(String name) {
    Capabilities found = NAMED.get(name);
    if (found == null) {
      throw new IllegalArgumentException("\"" + name + "\" is none of " + NAMED.keySet());
    }
    return found;
  }

  @Override
  public int compareTo(Capabilities other) {
    return ORDER.compare(this, other);
  }
}
