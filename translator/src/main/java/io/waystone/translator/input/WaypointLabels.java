package io.waystone.translator.input;

import java.util.Optional;

/**
 * The labels by which a service or a namespace chooses its waypoint.
 *
 * @param waypoint {@code istio.io/use-waypoint}: a Gateway's name, or {@code none}
 * @param namespace {@code istio.io/use-waypoint-namespace}: where that Gateway is, if elsewhere
 */
public record WaypointLabels(Optional<String> waypoint, Optional<String> namespace) {

  /** No label: the namespace decides. */
  public static final WaypointLabels NONE = new WaypointLabels(Optional.empty(), Optional.empty());
}
