package io.waystone.translator.render;

import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.mesh.WaypointKey;
import java.util.List;
import java.util.Map;

/**
 * What is printed of a waypoint.
 *
 * @param resources by type and name
 * @param refusals what proxies refused of them
 */
public record View(
    WaypointKey waypoint, List<Resource> resources, Map<ResourceId, Refusal> refusals) {
  public View {
    resources = List.copyOf(resources);
    refusals = Map.copyOf(refusals);
  }
}
