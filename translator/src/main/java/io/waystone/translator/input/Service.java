package io.waystone.translator.input;

import java.util.List;
import java.util.Optional;

/**
 * A Kubernetes Service.
 *
 * @param addresses {@code spec.clusterIPs}, canonical text; empty for a headless one
 * @param external {@code type: ExternalName}: no service of the mesh
 * @param waypointInstance label {@code gateway.istio.io/managed} of a waypoint's controller: it is
 *     a waypoint's own Service
 * @param distribution {@code spec.trafficDistribution}, else Istio's annotation
 */
public record Service(
    Meta meta,
    List<String> addresses,
    List<ServicePort> ports,
    boolean external,
    WaypointLabels waypoint,
    boolean waypointInstance,
    Optional<TrafficDistribution> distribution)
    implements MeshObject {
  public Service {
    addresses = List.copyOf(addresses);
    ports = List.copyOf(ports);
  }
}
