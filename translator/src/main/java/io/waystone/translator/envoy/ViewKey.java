package io.waystone.translator.envoy;

import io.waystone.translator.mesh.Locality;
import io.waystone.translator.mesh.Preference;
import io.waystone.translator.mesh.WaypointKey;
import java.util.Comparator;
import java.util.Set;

/**
 * Names a view: what one waypoint gets in one dialect and one locality. Views have the same
 * resources, and share them, but for those that depend on the part in which they differ.
 *
 * @param locality where the proxy is: {@link Locality#UNKNOWN} prefers no endpoint to another
 */
public record ViewKey(WaypointKey waypoint, Dialect dialect, Locality locality)
    implements Comparable<ViewKey> {

  private static final Comparator<ViewKey> ORDER =
      Comparator.comparing(ViewKey::waypoint)
          .thenComparing(ViewKey::dialect)
          .thenComparing(ViewKey::locality);

  /** That of proxies which do not say where they are. */
  public ViewKey(WaypointKey waypoint, Dialect dialect) {
    this(waypoint, dialect, Locality.UNKNOWN);
  }

  /** Its share of what depends on where HBONE comes in. */
  Share.OfEntrance entrance() {
    return new Share.OfEntrance(waypoint, dialect.entrance());
  }

  /** What it is the sum of. */
  Set<Share> shares() {
    return Set.of(
        new Share.OfAll(waypoint),
        entrance(),
        Share.OfLocality.of(waypoint, Preference.SAME_ZONE, locality),
        Share.OfLocality.of(waypoint, Preference.SAME_NODE, locality));
  }

  @Override
  public int compareTo(ViewKey other) {
    return ORDER.compare(this, other);
  }
}
