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
 * @param workloads which workloads serve it, and how one of them is picked
 */
public record Service(
    Meta meta,
    List<String> addresses,
    List<ServicePort> ports,
    boolean external,
    WaypointLabels waypoint,
    boolean waypointInstance,
    Optional<TrafficDistribution> distribution,
    Workloads workloads)
    implements MeshObject {
  public Service {
    addresses = List.copyOf(addresses);
    ports = List.copyOf(ports);
  }

  /**
   * What ztunnel is told beside.
   *
   * @param selector {@code spec.selector}; empty for a service whose endpoints somebody writes
   * @param sameNode {@code internalTrafficPolicy: Local}: from the client's own node alone
   * @param unready {@code publishNotReadyAddresses}: those that are not ready serve it as well
   * @param ingress label {@code istio.io/ingress-use-waypoint}, where there is one
   * @param gateway label {@code gateway.networking.k8s.io/gateway-name}; empty where there is none
   */
  public record Workloads(
      Optional<WorkloadSelector> selector,
      IpFamilies families,
      boolean sameNode,
      boolean unready,
      Optional<Boolean> ingress,
      String gateway) {

    /** Nothing said. */
    public static final Workloads NONE =
        new Workloads(Optional.empty(), IpFamilies.AUTOMATIC, false, false, Optional.empty(), "");
  }
}
