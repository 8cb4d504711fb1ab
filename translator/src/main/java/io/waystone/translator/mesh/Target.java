package io.waystone.translator.mesh;

import io.waystone.translator.input.BackendRef;
import java.util.Optional;

/** Where a reference of a route leads, as far as it does not depend on the waypoint. */
sealed interface Target {

  /**
   * A service port.
   *
   * @param waypoint who captures it
   */
  record Port(
      ServiceKey service, String host, int port, Protocol protocol, Optional<WaypointKey> waypoint)
      implements Target {}

  /** Nowhere. */
  record Nothing(String what) implements Target {}

  /** The reference cannot be followed. */
  static Target nothing(BackendRef written) {
    return new Nothing(written.namespace() + "/" + written.name());
  }
}
