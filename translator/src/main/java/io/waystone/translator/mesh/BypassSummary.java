package io.waystone.translator.mesh;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Some of many.
 *
 * @param named those through which a waypoint can be passed by, or if there are none, others
 * @param more how many more of the same there are
 */
record BypassSummary(List<Bypass> named, int more) {

  private static final int NAMED = 8;

  static final BypassSummary NOTHING = new BypassSummary(List.of(), 0);

  BypassSummary {
    named = List.copyOf(named);
  }

  static BypassSummary of(Collection<Bypass> all) {
    List<Bypass> named = all.stream().limit(NAMED).toList();
    return new BypassSummary(named, all.size() - named.size());
  }

  /** Whether there is a way past the waypoint. */
  boolean possible() {
    return named.stream().anyMatch(Bypass::possible);
  }

  BypassSummary and(BypassSummary other) {
    if (named.isEmpty() || other.named.isEmpty() || possible() != other.possible()) {
      return named.isEmpty() || other.possible() ? other : this;
    }
    BypassSummary both = of(Stream.concat(named.stream(), other.named.stream()).toList());
    return new BypassSummary(both.named, both.more + more + other.more);
  }
}
