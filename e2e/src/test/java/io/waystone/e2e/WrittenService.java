package io.waystone.e2e;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A service as people write it, with an EndpointSlice for each port, so that each port may lead to
 * a backend of its own.
 *
 * @param addresses its cluster IPs
 * @param metadata further lines of {@code metadata}, in YAML's flow form: {@code labels: {a: b}}
 */
record WrittenService(
    String namespace, String name, List<String> addresses, String metadata, List<Port> ports) {

  /** A port, and where it leads. */
  record Port(String name, int number, InetSocketAddress backend) {}

  WrittenService {
    addresses = List.copyOf(addresses);
    ports = List.copyOf(ports);
  }

  static WrittenService service(String namespace, String name, String... addresses) {
    return new WrittenService(namespace, name, List.of(addresses), "", List.of());
  }

  /** The same with one more port; its name says what it speaks. */
  WrittenService port(String portName, int number, InetSocketAddress backend) {
    List<Port> more = new ArrayList<>(ports);
    more.add(new Port(portName, number, backend));
    return new WrittenService(namespace, name, addresses, metadata, more);
  }

  /** The same with other metadata. */
  WrittenService with(String more) {
    return new WrittenService(namespace, name, addresses, more, ports);
  }

  /** The first address with the first port, as a CONNECT names it. */
  String authority() {
    return authority(addresses.getFirst(), ports.getFirst().number());
  }

  static String authority(String address, int port) {
    return address.indexOf(':') < 0 ? address + ":" + port : "[" + address + "]:" + port;
  }

  String host() {
    return name + "." + namespace + ".svc.cluster.local";
  }

  /** The objects as YAML. */
  String yaml() {
    return """
    apiVersion: v1
    kind: Service
    metadata:
      namespace: %s
      name: %s
      %s
    spec:
      clusterIP: "%s"
      clusterIPs: [%s]
      ports:
    %s
    """
            .formatted(
                namespace,
                name,
                metadata,
                addresses.getFirst(),
                addresses.stream().map(a -> '"' + a + '"').collect(Collectors.joining(", ")),
                ports.stream()
                    .map(p -> "  - {name: \"%s\", port: %d}".formatted(p.name(), p.number()))
                    .collect(Collectors.joining("\n")))
        + ports.stream().map(this::slice).collect(Collectors.joining());
  }

  private String slice(Port port) {
    return """
    ---
    apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata:
      namespace: %s
      name: %s-%d
      labels: {kubernetes.io/service-name: %s}
    addressType: %s
    ports: [{name: "%s", port: %d}]
    endpoints: [{addresses: ["%s"], conditions: {ready: true}}]
    """
        .formatted(
            namespace,
            name,
            port.number(),
            name,
            port.backend().getAddress() instanceof Inet6Address ? "IPv6" : "IPv4",
            port.name(),
            port.backend().getPort(),
            port.backend().getAddress().getHostAddress());
  }
}
