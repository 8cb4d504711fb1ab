package io.waystone.translator.mesh;

import java.util.Comparator;

/** Names a service port as a place that a waypoint sends requests to. */
public record BackendKey(WaypointKey waypoint, ServiceKey service, int port)
    implements Comparable<BackendKey> {

  private static final Comparator<BackendKey> ORDER =
      Comparator.comparing(BackendKey::waypoint)
          .thenComparing(BackendKey::service)
          .thenComparingInt(BackendKey::port);

  @Override
  public int compareTo(BackendKey other) {
    return ORDER.compare(this, other);
  }
}
