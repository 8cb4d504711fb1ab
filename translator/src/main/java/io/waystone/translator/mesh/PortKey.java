package io.waystone.translator.mesh;

import java.util.Comparator;

/**
 * Names a service port behind a waypoint, by what its resources are named after. Two objects may
 * claim the same one (a Service and a ServiceEntry with its host); one of them owns it.
 */
public record PortKey(WaypointKey waypoint, String host, int port) implements Comparable<PortKey> {

  private static final Comparator<PortKey> ORDER =
      Comparator.comparing(PortKey::waypoint)
          .thenComparing(PortKey::host)
          .thenComparingInt(PortKey::port);

  @Override
  public int compareTo(PortKey other) {
    return ORDER.compare(this, other);
  }
}
