package io.waystone.translator.input;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads an EndpointSlice. */
final class EndpointSliceReader {

  private static final Map<String, Boolean> TYPES =
      Map.of("IPv4", true, "IPv6", true, "FQDN", false);

  private EndpointSliceReader() {}

  static Optional<MeshObject> read(ObjectBody body) {
    FieldReader slice = body.fields();
    boolean addresses = slice.choice("addressType", TYPES).orElse(true);
    List<EndpointSlice.Port> ports = slice.mappings("ports", EndpointSliceReader::port);
    List<EndpointSlice.Endpoint> endpoints =
        slice.mappings("endpoints", endpoint -> endpoint(body.namespace(), endpoint));
    return Optional.of(
        new EndpointSlice(
            body.meta(),
            body.label("kubernetes.io/service-name"),
            ports,
            // Kubernetes: FQDN slices have no semantics; no address can be called.
            addresses ? endpoints : List.of()));
  }

  private static Optional<EndpointSlice.Port> port(FieldReader port) {
    port.known("appProtocol");
    port.choice("protocol", ServiceReader.TRANSPORTS);
    String name = port.text("name", "");
    OptionalInt number = port.port("port");
    return number.isPresent()
        ? Optional.of(new EndpointSlice.Port(name, number.getAsInt()))
        : Optional.empty();
  }

  private static Optional<EndpointSlice.Endpoint> endpoint(String namespace, FieldReader endpoint) {
    endpoint.known("hostname", "hints", "deprecatedTopology");
    List<String> addresses =
        endpoint.texts("addresses").stream()
            .flatMap(text -> address(text, endpoint).stream())
            .toList();
    Optional<Conditions> conditions =
        endpoint.mapping("conditions", EndpointSliceReader::conditions);
    return Optional.of(
        new EndpointSlice.Endpoint(
            addresses,
            // What cannot be read is not ready; what is not written is.
            conditions.map(Conditions::ready).orElse(!endpoint.broken("conditions")),
            conditions.map(Conditions::terminating).orElse(false),
            endpoint.text("nodeName", ""),
            endpoint.text("zone", ""),
            endpoint.mapping("targetRef", target -> pod(namespace, target)).flatMap(pod -> pod)));
  }

  private static Optional<String> address(String text, FieldReader endpoint) {
    Optional<String> address = Addresses.canonical(text);
    if (address.isEmpty()) {
      endpoint.bad("addresses", "\"" + Words.shown(text) + "\" is no IP address", "");
    }
    return address;
  }

  private record Conditions(boolean ready, boolean terminating) {}

  private static Conditions conditions(FieldReader conditions) {
    conditions.known("serving");
    return new Conditions(
        conditions.flag("ready").orElse(!conditions.broken("ready")),
        conditions.flag("terminating").orElse(false));
  }

  private static Optional<String> pod(String namespace, FieldReader target) {
    target.known("apiVersion", "uid", "resourceVersion", "fieldPath");
    boolean pod = target.text("kind", "").equals("Pod");
    boolean here = target.text("namespace", namespace).equals(namespace);
    Optional<String> name = target.text("name").filter(text -> !text.isEmpty());
    return pod && here ? name : Optional.empty();
  }
}
