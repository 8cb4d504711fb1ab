package io.waystone.translator.input;

import io.waystone.translator.input.Gateway.AllowedNamespaces;
import io.waystone.translator.input.Gateway.Listener;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads Gateway and GatewayClass. */
final class GatewayReader {

  private enum From {
    SAME,
    ALL,
    SELECTOR,
    NONE
  }

  private static final Map<String, From> FROM =
      Map.of("Same", From.SAME, "All", From.ALL, "Selector", From.SELECTOR, "None", From.NONE);

  private static final String WAYPOINT_FOR = "istio.io/waypoint-for";

  private GatewayReader() {}

  static Optional<MeshObject> gatewayClass(ObjectBody body) {
    body.fields().require("spec");
    return body.fields()
        .mapping(
            "spec",
            spec -> {
              spec.known("parametersRef", "description");
              return spec.required("controllerName");
            })
        .flatMap(controller -> controller)
        .map(controller ->
            new GatewayClass(
                body.meta(),
                controller,
                body.label(WAYPOINT_FOR),
                GatewayAddressReader.binding(body)));
  }

  static Optional<MeshObject> read(ObjectBody body) {
    body.fields().require("spec");
    GatewayAddressReader.Reach status =
        body.fields()
            .mapping("status", GatewayAddressReader::ofStatus)
            .orElse(GatewayAddressReader.Reach.NONE);
    return body.fields()
        .mapping("spec", spec -> gateway(body, spec, status))
        .flatMap(gateway -> gateway);
  }

  private static Optional<MeshObject> gateway(
      ObjectBody body, FieldReader spec, GatewayAddressReader.Reach status) {
    GatewayAddressReader.Reach written = GatewayAddressReader.read(spec);
    GatewayAddressReader.Reach addresses = status.isEmpty() ? written : status;
    spec.known("infrastructure", "backendTLS", "tls", "allowedListeners");
    spec.known("defaultScope");
    String account = body.annotation("gateway.istio.io/service-account");
    Optional<String> className = spec.required("gatewayClassName");
    var listeners = spec.mappings("listeners", GatewayReader::listener);
    return className.map(name ->
        new Gateway(
            body.meta(),
            name,
            body.label(WAYPOINT_FOR),
            account.isEmpty() ? body.meta().name() : account,
            listeners,
            addresses.hostnames(),
            addresses.ips(),
            GatewayAddressReader.binding(body)));
  }

  private static Optional<Listener> listener(FieldReader listener) {
    listener.known("hostname", "tls");
    Optional<String> name = listener.required("name");
    Optional<String> protocol = listener.required("protocol");
    listener.require("port");
    OptionalInt port = listener.port("port");
    AllowedNamespaces allowed = allowed(listener);
    return name.isEmpty() || protocol.isEmpty() || port.isEmpty()
        ? Optional.empty()
        : Optional.of(new Listener(name.get(), port.getAsInt(), protocol.get(), allowed));
  }

  /** Gateway API: {@code Same} where nothing is written. What cannot be read admits nobody. */
  private static AllowedNamespaces allowed(FieldReader listener) {
    AllowedNamespaces allowed =
        listener
            .mapping(
                "allowedRoutes",
                routes -> {
                  routes.known("kinds");
                  return routes.mapping("namespaces", GatewayReader::namespaces);
                })
            .flatMap(namespaces -> namespaces)
            .orElseGet(AllowedNamespaces.Same::new);
    return listener.broken("allowedRoutes") ? new AllowedNamespaces.None() : allowed;
  }

  private static AllowedNamespaces namespaces(FieldReader namespaces) {
    Optional<LabelSelector> selector = namespaces.mapping("selector", LabelSelectorReader::read);
    From from = namespaces.choice("from", FROM).orElse(From.SAME);
    return switch (from) {
      case SAME -> new AllowedNamespaces.Same();
      case ALL -> new AllowedNamespaces.All();
      case NONE -> new AllowedNamespaces.None();
      case SELECTOR ->
          selector
              .<AllowedNamespaces>map(AllowedNamespaces.Selected::new)
              .orElseGet(() -> {
                namespaces.missing("selector");
                return new AllowedNamespaces.None();
              });
    };
  }
}
