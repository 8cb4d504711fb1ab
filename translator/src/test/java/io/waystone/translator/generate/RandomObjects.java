package io.waystone.translator.generate;

import io.waystone.translator.input.AuthorizationProvider;
import io.waystone.translator.input.MeshObject;
import io.waystone.translator.input.MeshSettings;
import io.waystone.translator.input.Meta;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.PathNormalization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Random objects, as records. What they say ranges from what people write to what no reader lets
 * through: the translator must bear that too.
 */
public final class RandomObjects {

  private final Draw draw;
  private final RandomCore core;
  private final RandomGateways gateways;
  private final RandomEntries entries;
  private final RandomRoutes routes;
  private final RandomPolicies policies;

  /**
   * Objects of choices.
   *
   * @param namespaces those that an object may name
   */
  public RandomObjects(Draw draw, List<String> namespaces) {
    this.draw = draw;
    core = new RandomCore(draw, namespaces);
    gateways = new RandomGateways(draw, namespaces);
    entries = new RandomEntries(draw, namespaces, core);
    routes = new RandomRoutes(draw, namespaces);
    policies = new RandomPolicies(draw, namespaces, core);
  }

  /** An object of that name, another one each time. */
  public MeshObject object(ObjectRef ref) {
    Meta meta = meta(ref);
    return switch (ref.kind()) {
      case "Namespace" -> core.namespace(meta);
      case "Node" -> core.node(meta);
      case "Service" -> core.service(meta);
      case "Pod" -> core.pod(meta);
      case "EndpointSlice" -> core.slice(meta);
      case "ConfigMap" -> settings(meta);
      case "GatewayClass" -> gateways.gatewayClass(meta);
      case "Gateway" -> gateways.gateway(meta);
      case "ReferenceGrant" -> gateways.grant(meta);
      case "ServiceEntry" -> entries.entry(meta);
      case "WorkloadEntry" -> entries.workload(meta);
      case "HTTPRoute", "GRPCRoute" -> routes.route(meta);
      case "TLSRoute", "TCPRoute" -> routes.connections(meta);
      case "AuthorizationPolicy" -> policies.policy(meta);
      case "PeerAuthentication" -> policies.peerAuthentication(meta);
      default -> throw new IllegalArgumentException("nothing generates a " + ref.kind());
    };
  }

  private Meta meta(ObjectRef ref) {
    return new Meta(
        ref, draw.maybe(60, () -> Instant.ofEpochSecond(1_700_000_000L + draw.below(3))));
  }

  private MeshSettings settings(Meta meta) {
    return new MeshSettings(
        meta,
        draw.maybe(50, () -> draw.of("cluster.local", "mesh.example")),
        draw.list(0, 2, () -> draw.of("old.example", "cluster.local")),
        draw.maybe(20, () -> draw.of(Slots.ROOT, "a")),
        draw.maybe(50, () -> draw.of(PathNormalization.values())),
        providers());
  }

  private List<AuthorizationProvider> providers() {
    return Slots.PROVIDERS.stream()
        .filter(_ -> draw.percent(70))
        .map(name ->
            new AuthorizationProvider(
                name,
                draw.of("s0.a.svc.cluster.local", "s1.b.svc.cluster.local", "nobody.example"),
                Optional.empty(),
                draw.of(80, 9080),
                Duration.ofSeconds(draw.below(5) + 1L),
                draw.percent(20),
                draw.of(403, 503),
                draw.maybe(
                    20,
                    () ->
                        new AuthorizationProvider.BodyCheck(
                            100, draw.percent(50), draw.percent(50))),
                draw.percent(50)
                    ? new AuthorizationProvider.Form.Grpc()
                    : new AuthorizationProvider.Form.Http(
                        draw.of("", "/check"),
                        List.of("x-a", "x-b*"),
                        new TreeMap<>(Map.of("x-c", "100%")),
                        List.of("x-user"),
                        List.of(),
                        List.of("*"))))
        .toList();
  }
}
