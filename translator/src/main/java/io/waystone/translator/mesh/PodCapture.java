package io.waystone.translator.mesh;

import io.waystone.translator.input.Meta;
import java.util.List;
import java.util.Optional;

/**
 * Which waypoint takes the requests to a pod's own addresses.
 *
 * @param waypoint empty: requests go to the pod without a waypoint
 * @param condition what a status says of it; empty where the pod itself names no waypoint
 * @param addresses canonical text
 */
record PodCapture(
    Meta meta,
    Optional<WaypointKey> waypoint,
    Optional<Condition> condition,
    List<String> addresses) {
  PodCapture {
    addresses = List.copyOf(addresses);
  }
}
