package io.waystone.e2e.golden;

import io.waystone.translator.Translator;
import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.generate.Draw;
import io.waystone.translator.generate.RandomRequests;
import io.waystone.translator.generate.RandomRules;
import io.waystone.translator.input.AuthorizationPolicy;
import io.waystone.translator.input.AuthorizationPolicy.Action;
import io.waystone.translator.input.AuthorizationPolicy.Target;
import io.waystone.translator.input.Meta;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.Objects;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Services behind one waypoint, each with random policies of its own. */
final class AgreementMesh {

  private static final Mesh MESH = RandomRequests.MESH.withLocalEndpoints();

  static final String TRUST_DOMAIN = MESH.trustDomain();
  static final int PORT = 9000;

  /** A service. */
  record Served(List<String> addresses, List<AuthorizationPolicy> policies) {
    Served {
      addresses = List.copyOf(addresses);
      policies = List.copyOf(policies);
    }
  }

  private final Translator translator = new Translator(MESH);
  private final List<Served> services = new ArrayList<>();
  private final Draw draw;

  /**
   * So many services.
   *
   * @param protocol the name of their port
   */
  AgreementMesh(Draw draw, int count, String protocol, InetSocketAddress backend) {
    this.draw = draw;
    Translator.Edit edit = translator.edit();
    Objects.read(GATEWAY).forEach(edit::set);
    for (int i = 0; i < count; i++) {
      String name = "s" + i;
      List<String> addresses = addresses(i);
      List<AuthorizationPolicy> policies = draw.list(1, 3, () -> policy(name, draw.below(100)));
      services.add(new Served(addresses, policies.stream().distinct().toList()));
      Objects.read(service(name, addresses, protocol, backend)).forEach(edit::set);
      policies.forEach(edit::set);
    }
    edit.apply();
  }

  private List<String> addresses(int i) {
    String four = "10.96.%d.%d".formatted(i / 250, i % 250 + 1);
    return draw.percent(50) ? List.of(four) : List.of(four, "fd00::" + Integer.toHexString(i + 1));
  }

  private AuthorizationPolicy policy(String service, int number) {
    Meta meta =
        new Meta(
            new ObjectRef("AuthorizationPolicy", "golden", service + "-" + number),
            Optional.empty());
    return new AuthorizationPolicy(
        meta,
        List.of(new Target.OfService(service)),
        Optional.empty(),
        draw.of(Action.ALLOW, Action.DENY),
        Optional.empty(),
        new RandomRules(draw).rules(),
        false,
        false);
  }

  List<Served> services() {
    return services;
  }

  Translator translator() {
    return translator;
  }

  /** What a proxy gets. */
  List<Resource> resources(Dialect dialect) {
    ViewKey view = new ViewKey(ServedProxy.WAYPOINT, dialect);
    translator.edit().want(view).apply();
    return translator.resources(view);
  }

  private static final String GATEWAY =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: golden, labels: {istio.io/use-waypoint: proxy}}
      ---
      apiVersion: gateway.networking.k8s.io/v1
      kind: Gateway
      metadata: {namespace: golden, name: proxy}
      spec:
        gatewayClassName: istio-waypoint
        listeners: [{name: mesh, port: 15008, protocol: HBONE}]
      """;

  private static String service(
      String name, List<String> addresses, String protocol, InetSocketAddress backend) {
    return """
    apiVersion: v1
    kind: Service
    metadata: {namespace: golden, name: %s}
    spec:
      clusterIP: %s
      clusterIPs: [%s]
      ports: [{name: %s, port: %d, protocol: TCP}]
    ---
    apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata: {namespace: golden, name: %s, labels: {kubernetes.io/service-name: %s}}
    addressType: IPv4
    ports: [{name: %s, port: %d, protocol: TCP}]
    endpoints: [{addresses: [%s], conditions: {ready: true}}]
    """
        .formatted(
            name,
            addresses.getFirst(),
            addresses.stream().map(a -> '"' + a + '"').collect(Collectors.joining(", ")),
            protocol,
            PORT,
            name,
            name,
            protocol,
            backend.getPort(),
            backend.getAddress().getHostAddress());
  }
}
