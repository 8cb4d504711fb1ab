package io.waystone.translator.input;

import io.waystone.translator.input.ServiceEntry.Endpoint;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads a ServiceEntry. */
final class ServiceEntryReader {

  private static final Map<String, String> RESOLUTIONS =
      Stream.of("NONE", "STATIC", "DNS", "DNS_ROUND_ROBIN", "DYNAMIC_DNS")
          .collect(Collectors.toUnmodifiableMap(Function.identity(), Function.identity()));

  private static final Map<String, Boolean> LOCATIONS =
      Map.of("MESH_EXTERNAL", false, "MESH_INTERNAL", true);

  private ServiceEntryReader() {}

  static Optional<MeshObject> read(ObjectBody body) {
    body.fields().require("spec");
    return body.fields().mapping("spec", spec -> entry(body, spec)).flatMap(entry -> entry);
  }

  private static Optional<MeshObject> entry(ObjectBody body, FieldReader spec) {
    spec.choice("location", LOCATIONS);
    ServiceEntry.Workloads workloads = workloads(body, spec);
    spec.require("hosts");
    List<String> hosts =
        spec.texts("hosts").stream()
            .map(host -> host.toLowerCase(Locale.ROOT))
            .filter(host -> isHost(host) || badHost(host, spec))
            .distinct()
            .toList();
    List<String> addresses =
        spec.texts("addresses").stream().flatMap(text -> address(text, spec).stream()).toList();
    List<ServicePort> ports = spec.mappings("ports", ServiceEntryReader::port);
    String resolution = spec.choice("resolution", RESOLUTIONS).orElse("NONE");
    List<Endpoint> endpoints =
        spec.mappings("endpoints", endpoint -> endpoint(resolution, endpoint));
    return hosts.isEmpty() || spec.broken("resolution")
        ? Optional.empty()
        : Optional.of(
            new ServiceEntry(
                body.meta(),
                hosts,
                addresses,
                ports,
                resolution,
                endpoints,
                body.waypoint(),
                TrafficDistribution.annotated(body),
                workloads));
  }

  private static ServiceEntry.Workloads workloads(ObjectBody body, FieldReader spec) {
    return new ServiceEntry.Workloads(
        selector(spec),
        spec.texts("subjectAltNames"),
        ownNamespaceOnly(body.namespace(), spec),
        body.ingress(),
        WorkloadEntryReader.traits(body, body.metadata().labels()));
  }

  private static Optional<WorkloadSelector> selector(FieldReader spec) {
    Optional<WorkloadSelector> selector =
        spec.mapping("workloadSelector", inner -> new WorkloadSelector(inner.words("labels")));
    // One of which a part cannot be read would select workloads of others.
    return spec.broken("workloadSelector")
        ? Optional.empty()
        : selector.filter(labels -> !labels.labels().isEmpty());
  }

  private static boolean ownNamespaceOnly(String namespace, FieldReader spec) {
    List<String> exported = spec.texts("exportTo");
    boolean own =
        !exported.isEmpty()
            && exported.stream().allMatch(name -> name.equals(".") || name.equals(namespace));
    if (!own && exported.stream().anyMatch(name -> !name.equals("*"))) {
      spec.note(
          Code.WS0013,
          "exportTo",
          "it is not in force yet for single namespaces",
          "every namespace sees it",
          "Write \".\" for its own namespace alone");
    }
    return own;
  }

  private static boolean isHost(String host) {
    return Words.isDnsName(host.startsWith("*.") ? host.substring(2) : host);
  }

  private static boolean badHost(String host, FieldReader spec) {
    return spec.bad("hosts", "\"" + Words.shown(host) + "\" is no host", "");
  }

  private static Optional<String> address(String text, FieldReader spec) {
    Optional<String> address =
        text.indexOf('/') < 0
            ? Addresses.canonical(text)
            : Addresses.cidr(text).map(ServiceEntryReader::range);
    if (address.isEmpty()) {
      spec.bad("addresses", "\"" + Words.shown(text) + "\" is no IP address and no range", "");
    }
    return address;
  }

  /** A range of one address is that address. */
  private static String range(Cidr cidr) {
    int bits = Addresses.isIpv6(cidr.address()) ? 128 : 32;
    return cidr.prefix() == bits ? cidr.address() : cidr.toString();
  }

  private static Optional<ServicePort> port(FieldReader port) {
    port.require("number");
    OptionalInt number = port.port("number");
    String name = port.required("name").orElse("");
    String protocol = port.text("protocol", "");
    OptionalInt target = port.port("targetPort");
    return number.isEmpty() || port.broken("protocol") || port.broken("targetPort")
        ? Optional.empty()
        : Optional.of(
            new ServicePort(
                name,
                number.getAsInt(),
                protocol.equalsIgnoreCase("UDP") ? "UDP" : "TCP",
                protocol,
                target.orElse(number.getAsInt())));
  }

  /** Envoy refuses a response that has an endpoint which is no address, and with it others. */
  private static Optional<Endpoint> endpoint(String resolution, FieldReader endpoint) {
    String address = endpoint.text("address", "");
    if (resolution.equals("STATIC") && Addresses.canonical(address).isEmpty()) {
      endpoint.bad(
          "address",
          "\"" + Words.shown(address) + "\" is no IP address, as resolution STATIC needs",
          "");
    }
    return WorkloadEntryReader.endpoint(endpoint, endpoint.words("labels"));
  }
}
