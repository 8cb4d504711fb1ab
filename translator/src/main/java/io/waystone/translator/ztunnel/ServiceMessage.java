package io.waystone.translator.ztunnel;

import io.waystone.api.workload.Address;
import io.waystone.api.workload.IPFamilies;
import io.waystone.api.workload.LoadBalancing;
import io.waystone.api.workload.LoadBalancing.HealthPolicy;
import io.waystone.api.workload.LoadBalancing.Mode;
import io.waystone.api.workload.LoadBalancing.Scope;
import io.waystone.api.workload.Port;
import io.waystone.api.workload.Service;
import io.waystone.api.workload.Service.Visibility;
import io.waystone.translator.mesh.AnnouncedService;
import io.waystone.translator.mesh.AppProtocol;
import java.util.List;

/** A service as {@code istio.workload.Service}. */
final class ServiceMessage {

  private static final List<Scope> TO_ZONE = List.of(Scope.NETWORK, Scope.REGION, Scope.ZONE);

  private static final List<Scope> TO_NODE =
      List.of(Scope.NETWORK, Scope.REGION, Scope.ZONE, Scope.SUBZONE, Scope.NODE);

  private ServiceMessage() {}

  static Named<Address> of(AnnouncedService service) {
    Service.Builder made =
        Service.newBuilder()
            .setName(service.service().name())
            .setNamespace(service.name().namespace())
            .setHostname(service.name().host())
            .addAllSubjectAltNames(service.subjectAltNames())
            .setCanonical(service.canonical())
            .setIngressUseWaypoint(service.ingress())
            .setVisibility(service.ownNamespaceOnly() ? Visibility.NAMESPACE : Visibility.PUBLIC)
            .setIpFamilies(
                switch (service.families()) {
                  case AUTOMATIC -> IPFamilies.AUTOMATIC;
                  case IPV4 -> IPFamilies.IPV4_ONLY;
                  case IPV6 -> IPFamilies.IPV6_ONLY;
                  case DUAL -> IPFamilies.DUAL;
                });
    service.addresses().forEach(address -> made.addAddresses(Bytes.network(address)));
    service.ports().forEach(port -> made.addPorts(port(port)));
    service.waypoint().ifPresent(target -> made.setWaypoint(WaypointAddresses.of(target)));
    LoadBalancing balancing = balancing(service);
    if (!balancing.equals(LoadBalancing.getDefaultInstance())) {
      made.setLoadBalancing(balancing);
    }
    List<String> aliases =
        service.addresses().stream()
            .filter(address -> address.indexOf('/') < 0)
            .map(address -> Names.address("", address))
            .toList();
    return new Named<>(
        service.name().toString(), aliases, Address.newBuilder().setService(made).build());
  }

  private static Port port(AnnouncedService.Port port) {
    return Port.newBuilder()
        .setServicePort(port.number())
        .setTargetPort(port.target())
        .setAppProtocol(protocol(port.protocol()))
        .build();
  }

  private static io.waystone.api.workload.AppProtocol protocol(AppProtocol protocol) {
    return switch (protocol) {
      case UNKNOWN -> io.waystone.api.workload.AppProtocol.UNKNOWN;
      case HTTP11 -> io.waystone.api.workload.AppProtocol.HTTP11;
      case HTTP2 -> io.waystone.api.workload.AppProtocol.HTTP2;
      case GRPC -> io.waystone.api.workload.AppProtocol.GRPC;
      case TCP -> io.waystone.api.workload.AppProtocol.TCP;
      case TLS -> io.waystone.api.workload.AppProtocol.TLS;
    };
  }

  private static LoadBalancing balancing(AnnouncedService service) {
    LoadBalancing.Builder made =
        LoadBalancing.newBuilder()
            .setHealthPolicy(
                service.unready() ? HealthPolicy.ALLOW_ALL : HealthPolicy.ONLY_HEALTHY);
    switch (service.choice()) {
      case ANY -> made.setMode(Mode.UNSPECIFIED_MODE);
      case SAME_NODE_ONLY -> made.setMode(Mode.STRICT).addRoutingPreference(Scope.NODE);
      case PREFER_ZONE -> made.setMode(Mode.FAILOVER).addAllRoutingPreference(TO_ZONE);
      case PREFER_NODE -> made.setMode(Mode.FAILOVER).addAllRoutingPreference(TO_NODE);
      case AS_CALLED -> made.setMode(Mode.PASSTHROUGH);
    }
    return made.build();
  }
}
