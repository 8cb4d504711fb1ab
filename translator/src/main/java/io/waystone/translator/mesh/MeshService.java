package io.waystone.translator.mesh;

import io.waystone.translator.input.Meta;
import io.waystone.translator.input.TrafficDistribution;
import io.waystone.translator.input.WaypointLabels;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A service of the mesh.
 *
 * @param host its host name
 * @param addresses canonical text; none for a headless service
 * @param ports by number
 * @param distribution what it says itself; if nothing, its namespace may
 */
public record MeshService(
    ServiceKey key,
    Meta meta,
    String host,
    List<String> addresses,
    SortedMap<Integer, Port> ports,
    WaypointLabels waypoint,
    Optional<TrafficDistribution> distribution) {
  public MeshService {
    addresses = List.copyOf(addresses);
    ports = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(ports));
  }

  /**
   * A port.
   *
   * @param name what endpoint slices call it; may be empty
   */
  public record Port(int number, String name, Protocol protocol) {}
}
