package io.waystone.translator.input;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A Namespace.
 *
 * @param labels all of them: an {@code allowedRoutes} selector may ask for any
 * @param distribution Istio's annotation, for services that do not say it themselves
 */
public record Namespace(
    Meta meta,
    Map<String, String> labels,
    WaypointLabels waypoint,
    Optional<TrafficDistribution> distribution)
    implements MeshObject {
  public Namespace {
    labels = java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
  }
}
