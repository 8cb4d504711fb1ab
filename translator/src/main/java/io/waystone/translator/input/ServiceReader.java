package io.waystone.translator.input;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** Reads a Service. */
final class ServiceReader {

  private static final Map<String, String> TYPES =
      Map.of(
          "ClusterIP", "ClusterIP",
          "NodePort", "NodePort",
          "LoadBalancer", "LoadBalancer",
          "ExternalName", "ExternalName");

  static final Map<String, String> TRANSPORTS = Map.of("TCP", "TCP", "UDP", "UDP", "SCTP", "SCTP");

  /** istiod: the controllers whose own Services have no waypoint. */
  private static final Set<String> WAYPOINTS =
      Set.of("istio.io-mesh-controller", "istio.io-eastwest-controller");

  private ServiceReader() {}

  static Optional<MeshObject> read(ObjectBody body) {
    body.fields().require("spec");
    return body.fields().mapping("spec", spec -> service(body, spec));
  }

  private static Service service(ObjectBody body, FieldReader spec) {
    spec.known("externalIPs", "externalName", "externalTrafficPolicy");
    spec.known("healthCheckNodePort", "ipFamilyPolicy");
    spec.known("allocateLoadBalancerNodePorts", "loadBalancerClass", "loadBalancerIP");
    spec.known("loadBalancerSourceRanges", "sessionAffinity");
    spec.known("sessionAffinityConfig", "ipFamily", "topologyKeys");
    List<String> addresses = addresses(spec);
    return new Service(
        body.meta(),
        addresses,
        spec.mappings("ports", ServiceReader::port),
        spec.choice("type", TYPES).orElse("ClusterIP").equals("ExternalName"),
        body.waypoint(),
        WAYPOINTS.contains(body.label("gateway.istio.io/managed")),
        TrafficDistribution.read(body, spec),
        workloads(body, spec));
  }

  private static Service.Workloads workloads(ObjectBody body, FieldReader spec) {
    Map<String, String> selector = spec.words("selector");
    return new Service.Workloads(
        // A selector of which a part cannot be read would select pods of others.
        selector.isEmpty() || spec.broken("selector")
            ? Optional.empty()
            : Optional.of(new WorkloadSelector(selector)),
        families(spec.texts("ipFamilies")),
        spec.text("internalTrafficPolicy", "").equals("Local"),
        spec.flag("publishNotReadyAddresses").orElse(false),
        body.ingress(),
        body.label("gateway.networking.k8s.io/gateway-name"));
  }

  private static IpFamilies families(List<String> written) {
    if (written.size() == 2) {
      return IpFamilies.DUAL;
    }
    return switch (String.join("", written)) {
      case "IPv4" -> IpFamilies.IPV4;
      case "IPv6" -> IpFamilies.IPV6;
      default -> IpFamilies.AUTOMATIC;
    };
  }

  /** {@code clusterIP} is the first of {@code clusterIPs}; people write either. */
  private static List<String> addresses(FieldReader spec) {
    Stream<String> first =
        spec.text("clusterIP").stream().flatMap(ip -> address("clusterIP", ip, spec));
    Stream<String> all =
        spec.texts("clusterIPs").stream().flatMap(ip -> address("clusterIPs", ip, spec));
    return Stream.concat(first, all).distinct().toList();
  }

  private static Stream<String> address(String field, String ip, FieldReader spec) {
    if (ip.isEmpty() || ip.equals("None")) {
      return Stream.of();
    }
    Optional<String> address = Addresses.canonical(ip);
    if (address.isEmpty()) {
      spec.bad(field, "\"" + Words.shown(ip) + "\" is no IP address", "");
    }
    return address.stream();
  }

  private static Optional<ServicePort> port(FieldReader port) {
    port.known("nodePort");
    port.require("port");
    String name = port.text("name", "");
    OptionalInt number = port.port("port");
    // Kubernetes: a number, or the name of a container's port; the port itself where none is said.
    boolean named = port.tree("targetPort").filter(Tree.Text.class::isInstance).isPresent();
    String targetName = named ? port.text("targetPort", "") : "";
    int target = named ? 0 : port.port("targetPort").orElse(number.orElse(0));
    Optional<String> transport = port.choice("protocol", TRANSPORTS);
    String appProtocol = port.text("appProtocol", "");
    // An unreadable protocol is not TCP by default: the port is not served.
    return number.isEmpty() || port.broken("protocol")
        ? Optional.empty()
        : Optional.of(
            new ServicePort(
                name, number.getAsInt(), transport.orElse("TCP"), appProtocol, target, targetName));
  }
}
