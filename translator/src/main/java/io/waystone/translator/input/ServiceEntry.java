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
 * @param workloads which workloads serve it beside its endpoints, and what else is told of it
 */
public record ServiceEntry(
    Meta meta,
    List<String> hosts,
    List<String> addresses,
    List<ServicePort> ports,
    String resolution,
    List<Endpoint> endpoints,
    WaypointLabels waypoint,
    Optional<TrafficDistribution> distribution,
    Workloads workloads)
    implements MeshObject {
  public ServiceEntry {
    hosts = List.copyOf(hosts);
    addresses = List.copyOf(addresses);
    ports = List.copyOf(ports);
    endpoints = List.copyOf(endpoints);
  }

  /**
   * What ztunnel is told beside.
   *
   * @param selector {@code spec.workloadSelector}; empty: it selects none
   * @param subjectAltNames names to expect in certificates
   * @param ownNamespaceOnly {@code exportTo} names its own namespace alone
   * @param ingress label {@code istio.io/ingress-use-waypoint}, where there is one
   * @param traits of its endpoints
   */
  public record Workloads(
      Optional<WorkloadSelector> selector,
      List<String> subjectAltNames,
      boolean ownNamespaceOnly,
      Optional<Boolean> ingress,
      WorkloadEntry.Traits traits) {
    public Workloads {
      subjectAltNames = List.copyOf(subjectAltNames);
    }

    /** Nothing said. */
    public static final Workloads NONE =
        new Workloads(
            Optional.empty(), List.of(), false, Optional.empty(), WorkloadEntry.Traits.NONE);
  }

  /**
   * One of {@code spec.endpoints}, or what a WorkloadEntry says.
   *
   * @param address canonical text where it is an address; else a host name, or anything
   * @param ports by port name
   * @param weight 0 where none is written
   * @param serviceAccount empty where none is written
   * @param network empty for the mesh's own
   */
  public record Endpoint(
      String address,
      Map<String, Integer> ports,
      int weight,
      String locality,
      String serviceAccount,
      String network,
      WaypointLabels choice) {
    public Endpoint {
      ports = java.util.Collections.unmodifiableMap(new TreeMap<>(ports));
    }

    /** One without the rest. */
    public Endpoint(String address, Map<String, Integer> ports, int weight, String locality) {
      this(address, ports, weight, locality, "", "", WaypointLabels.NONE);
    }
  }
}
