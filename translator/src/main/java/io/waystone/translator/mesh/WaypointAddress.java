package io.waystone.translator.mesh;

import java.util.Comparator;

/**
 * An address as a waypoint knows it, whatever the port.
 *
 * @param text canonical (RFC 5952)
 */
public record WaypointAddress(WaypointKey waypoint, String text)
    implements Comparable<WaypointAddress> {

  private static final Comparator<WaypointAddress> ORDER =
      Comparator.comparing(WaypointAddress::waypoint).thenComparing(WaypointAddress::text);

  @Override
  public int compareTo(WaypointAddress other) {
    return ORDER.compare(this, other);
  }
}
