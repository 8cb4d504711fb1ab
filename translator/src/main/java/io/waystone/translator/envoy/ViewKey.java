package io.waystone.translator.envoy;

import io.waystone.translator.mesh.WaypointKey;
import java.util.Comparator;

/** Names a view: what one waypoint gets in one dialect. */
public record ViewKey(WaypointKey waypoint, Dialect dialect) implements Comparable<ViewKey> {

  private static final Comparator<ViewKey> ORDER =
      Comparator.comparing(ViewKey::waypoint).thenComparing(ViewKey::dialect);

  @Override
  public int compareTo(ViewKey other) {
    return ORDER.compare(this, other);
  }
}
