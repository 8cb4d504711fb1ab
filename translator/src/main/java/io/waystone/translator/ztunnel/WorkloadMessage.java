package io.waystone.translator.ztunnel;

import com.google.protobuf.UInt32Value;
import io.waystone.api.workload.Address;
import io.waystone.api.workload.ApplicationTunnel;
import io.waystone.api.workload.NetworkMode;
import io.waystone.api.workload.Port;
import io.waystone.api.workload.PortList;
import io.waystone.api.workload.TunnelProtocol;
import io.waystone.api.workload.WorkloadStatus;
import io.waystone.api.workload.WorkloadType;
import io.waystone.translator.input.InboundBinding;
import io.waystone.translator.mesh.Locality;
import io.waystone.translator.mesh.PeerPolicy;
import io.waystone.translator.mesh.Workload;
import io.waystone.translator.mesh.WorkloadKey;
import io.waystone.translator.mesh.WorkloadSelf;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;

/** A workload as {@code istio.workload.Workload}. */
final class WorkloadMessage {

  private static final String DEFAULT_TRUST_DOMAIN = "cluster.local";

  private WorkloadMessage() {}

  static Named<Address> of(String cluster, String rootNamespace, Workload workload) {
    WorkloadKey key = workload.key();
    WorkloadSelf self = workload.self();
    String uid = Names.workload(cluster, key);
    io.waystone.api.workload.Workload.Builder made =
        io.waystone.api.workload.Workload.newBuilder()
            .setUid(uid)
            .setName(key.name())
            .setNamespace(key.namespace())
            .setHostname(self.hostname())
            .setNetwork(self.network())
            .setClusterId(cluster)
            .setServiceAccount(self.serviceAccount())
            .setNode(self.node())
            .setStatus(self.healthy() ? WorkloadStatus.HEALTHY : WorkloadStatus.UNHEALTHY)
            .setNetworkMode(self.shared() ? NetworkMode.HOST_NETWORK : NetworkMode.STANDARD);
    self.addresses().forEach(address -> made.addAddresses(Bytes.of(address)));
    names(key, self, made);
    tunnel(self.tunnel(), made);
    locality(self.locality(), made);
    if (!workload.trustDomain().equals(DEFAULT_TRUST_DOMAIN)) {
      made.setTrustDomain(workload.trustDomain());
    }
    if (self.weight() > 0) {
      made.setCapacity(UInt32Value.of(self.weight()));
    }
    workload.services().forEach((host, ports) -> made.putServices(host.toString(), ports(ports)));
    workload.waypoint().ifPresent(target -> made.setWaypoint(WaypointAddresses.of(target)));
    workload.binding().ifPresent(binding -> made.setApplicationTunnel(tunnel(binding)));
    made.addAllAuthorizationPolicies(policies(rootNamespace, workload));
    List<String> aliases =
        self.shared()
            ? List.of()
            : self.addresses().stream()
                .map(address -> Names.address(self.network(), address))
                .toList();
    return new Named<>(uid, aliases, Address.newBuilder().setWorkload(made).build());
  }

  private static void names(
      WorkloadKey key, WorkloadSelf self, io.waystone.api.workload.Workload.Builder made) {
    switch (key.origin()) {
      case POD, WORKLOAD_ENTRY, SERVICE_ENTRY ->
          made.setWorkloadName(self.workloadName())
              .setCanonicalName(self.canonicalName())
              .setCanonicalRevision(
                  // istiod: a name for what has none.
                  self.canonicalRevision().isEmpty() ? "latest" : self.canonicalRevision())
              // istiod: always, whatever its workload is.
              .setWorkloadType(WorkloadType.POD);
      case ENDPOINT_SLICE -> {}
    }
  }

  private static void tunnel(
      Workload.Tunnel tunnel, io.waystone.api.workload.Workload.Builder made) {
    switch (tunnel) {
      case NONE -> made.setTunnelProtocol(TunnelProtocol.NONE);
      case HBONE -> made.setTunnelProtocol(TunnelProtocol.HBONE);
      case NATIVE -> made.setTunnelProtocol(TunnelProtocol.HBONE).setNativeTunnel(true);
    }
  }

  private static void locality(Locality locality, io.waystone.api.workload.Workload.Builder made) {
    if (!locality.equals(Locality.UNKNOWN)) {
      made.setLocality(
          io.waystone.api.workload.Locality.newBuilder()
              .setRegion(locality.region())
              .setZone(locality.zone())
              .setSubzone(locality.subzone()));
    }
  }

  private static PortList ports(SortedMap<Integer, Integer> ports) {
    PortList.Builder list = PortList.newBuilder();
    ports.forEach((service, target) ->
        list.addPorts(Port.newBuilder().setServicePort(service).setTargetPort(target)));
    return list.build();
  }

  private static ApplicationTunnel tunnel(InboundBinding binding) {
    return ApplicationTunnel.newBuilder()
        .setProtocol(
            binding.proxy() ? ApplicationTunnel.Protocol.PROXY : ApplicationTunnel.Protocol.NONE)
        .setPort(binding.port().orElse(0))
        .build();
  }

  /** AuthorizationPolicies first, then what comes of PeerAuthentications. */
  private static List<String> policies(String rootNamespace, Workload workload) {
    Stream<String> selected = workload.selected().policies().stream().map(Names::policy).sorted();
    return Stream.concat(
            selected,
            workload.selected().peer().stream().map(peer -> peerPolicy(rootNamespace, peer)))
        .toList();
  }

  private static String peerPolicy(String rootNamespace, PeerPolicy peer) {
    return switch (peer) {
      case PeerPolicy.Strict _ -> rootNamespace + "/" + Names.strict();
      case PeerPolicy.OfPorts ports -> ports.of().namespace() + "/" + Names.ofPorts(ports.of());
    };
  }
}
