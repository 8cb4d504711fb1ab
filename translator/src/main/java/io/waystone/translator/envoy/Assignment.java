package io.waystone.translator.envoy;

import com.google.protobuf.Struct;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.EnvoyInternalAddress;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.waystone.translator.input.Addresses;
import io.waystone.translator.mesh.Endpoint;
import io.waystone.translator.mesh.Locality;
import io.waystone.translator.mesh.Mesh;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/** The endpoints of a backend, by locality. */
final class Assignment {

  private Assignment() {}

  /**
   * The endpoints of a cluster.
   *
   * @param distance of a locality; requests go to the nearest endpoints
   */
  static ClusterLoadAssignment assignment(
      String cluster, List<Endpoint> endpoints, ToIntFunction<Locality> distance, Mesh mesh) {
    SortedMap<Locality, List<Endpoint>> byLocality = new TreeMap<>();
    for (Endpoint endpoint : endpoints) {
      byLocality.computeIfAbsent(endpoint.locality(), _ -> new ArrayList<>()).add(endpoint);
    }
    // Envoy: priorities without a gap. All endpoints that are sent are healthy, so the next
    // priority is for when none is left in one, and then there is no such priority any more.
    List<Integer> distances =
        byLocality.keySet().stream().map(distance::applyAsInt).sorted().distinct().toList();
    ClusterLoadAssignment.Builder assignment =
        ClusterLoadAssignment.newBuilder().setClusterName(cluster);
    byLocality.forEach((locality, members) ->
        assignment.addEndpoints(
            group(locality, members, mesh)
                .setPriority(distances.indexOf(distance.applyAsInt(locality)))));
    return assignment.build();
  }

  private static LocalityLbEndpoints.Builder group(
      Locality locality, List<Endpoint> members, Mesh mesh) {
    LocalityLbEndpoints.Builder group =
        LocalityLbEndpoints.newBuilder()
            .setLoadBalancingWeight(
                UInt32Value.of(members.stream().mapToInt(Endpoint::weight).sum()));
    if (!locality.equals(Locality.UNKNOWN)) {
      group.setLocality(
          io.envoyproxy.envoy.config.core.v3.Locality.newBuilder()
              .setRegion(locality.region())
              .setZone(locality.zone())
              .setSubZone(locality.subzone()));
    }
    members.forEach(member -> group.addLbEndpoints(endpoint(member, mesh)));
    return group;
  }

  private static LbEndpoint endpoint(Endpoint endpoint, Mesh mesh) {
    Metadata.Builder metadata = Metadata.newBuilder();
    if (endpoint.hbone()) {
      metadata.putFilterMetadata(
          Originate.ORIGINAL_DST,
          Struct.newBuilder().putFields("local", BackendCluster.text(text(endpoint))).build());
    }
    if (!endpoint.workload().equals(Endpoint.Workload.UNKNOWN)) {
      metadata.putFilterMetadata(
          BackendCluster.ISTIO,
          Struct.newBuilder()
              .putFields("workload", BackendCluster.text(workload(endpoint.workload(), mesh)))
              .build());
    }
    LbEndpoint.Builder built =
        LbEndpoint.newBuilder()
            .setEndpoint(
                io.envoyproxy.envoy.config.endpoint.v3.Endpoint.newBuilder()
                    .setAddress(address(endpoint)))
            .setHealthStatus(HealthStatus.HEALTHY)
            .setLoadBalancingWeight(UInt32Value.of(endpoint.weight()));
    return metadata.getFilterMetadataCount() == 0
        ? built.build()
        : built.setMetadata(metadata).build();
  }

  /** A captured pod through {@code connect_originate}, any other directly. */
  private static Address address(Endpoint endpoint) {
    return endpoint.hbone()
        ? Address.newBuilder()
            .setEnvoyInternalAddress(
                EnvoyInternalAddress.newBuilder()
                    .setServerListenerName(Names.CONNECT_ORIGINATE)
                    .setEndpointId(text(endpoint)))
            .build()
        : Address.newBuilder()
            .setSocketAddress(
                SocketAddress.newBuilder()
                    .setAddress(endpoint.address())
                    .setPortValue(endpoint.port()))
            .build();
  }

  private static String text(Endpoint endpoint) {
    return Addresses.host(endpoint.address()) + ":" + endpoint.port();
  }

  /** istiod: {@code name;namespace;service;revision;cluster}. */
  private static String workload(Endpoint.Workload workload, Mesh mesh) {
    return String.join(
        ";",
        workload.name(),
        workload.namespace(),
        workload.canonicalService(),
        workload.canonicalRevision(),
        mesh.cluster());
  }
}
