package io.waystone.translator.input;

import java.util.Map;
import java.util.TreeMap;

/**
 * A Namespace.
 *
 * @param labels all of them: an {@code allowedRoutes} selector may ask for any
 */
public record Namespace(Meta meta, Map<String, String> labels, WaypointLabels waypoint)
    implements MeshObject {
  public Namespace {
    labels = java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
  }
}
