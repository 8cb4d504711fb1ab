package io.waystone.translator.input;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An Istio ServiceEntry.
 *
 * @param addresses as written, canonical text where an address, or a CIDR
 * @param resolution {@code NONE}, {@code STATIC}, {@code DNS}, {@code DNS_ROUND_ROBIN} or {@code
 *     DYNAMIC_DNS}
 * @param distribution Istio's annotation
 */
public record ServiceEntry(
    Meta meta,
    List<String> hosts,
    List<String> addresses,
    List<ServicePort> ports,
    String resolution,
    List<Endpoint> endpoints,
    WaypointLabels waypoint,
    Optional<TrafficDistribution> distribution)
    implements MeshObject {
  public ServiceEntry {
    hosts = List.copyOf(hosts);
    addresses = List.copyOf(addresses);
    ports = List.copyOf(ports);
    endpoints = List.copyOf(endpoints);
  }

  /**
   * One of {@code spec.endpoints}.
   *
   * @param ports by port name
   * @param weight 0 where none is written
   */
  public record Endpoint(String address, Map<String, Integer> ports, int weight, String locality) {
    public Endpoint {
      ports = java.util.Collections.unmodifiableMap(new TreeMap<>(ports));
    }
  }
}
