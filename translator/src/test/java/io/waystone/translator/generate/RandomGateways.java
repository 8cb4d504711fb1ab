package io.waystone.translator.generate;

import io.waystone.translator.input.Gateway;
import io.waystone.translator.input.Gateway.AllowedNamespaces;
import io.waystone.translator.input.GatewayClass;
import io.waystone.translator.input.InboundBinding;
import io.waystone.translator.input.LabelSelector;
import io.waystone.translator.input.Meta;
import io.waystone.translator.input.ReferenceGrant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Random Gateways, their classes, and ReferenceGrants. */
final class RandomGateways {

  private static final int HBONE = 15008;

  private final Draw draw;
  private final List<String> namespaces;

  RandomGateways(Draw draw, List<String> namespaces) {
    this.draw = draw;
    this.namespaces = namespaces;
  }

  GatewayClass gatewayClass(Meta meta) {
    return new GatewayClass(
        meta,
        draw.of("waystone.io/waypoint-controller", "istio.io/mesh-controller", "example.com/other"),
        draw.of("", "", "service", "workload", "all"));
  }

  Gateway gateway(Meta meta) {
    return new Gateway(
        meta,
        draw.percent(90) ? draw.of("waystone", "istio-waypoint") : "other",
        draw.percent(75) ? "" : draw.of("service", "all", "workload", "none", "everything"),
        draw.of(meta.name(), "waypoint"),
        draw.list(0, 2, this::listener),
        draw.percent(30) ? List.of(meta.name() + ".example.com") : List.of(),
        draw.percent(30) ? List.of("10.0.0.1") : List.of(),
        draw.maybe(10, this::binding));
  }

  private Gateway.Listener listener() {
    return new Gateway.Listener(
        draw.of("mesh", "other"),
        draw.percent(90) ? HBONE : 80,
        draw.percent(90) ? "HBONE" : "HTTP",
        allowed());
  }

  private InboundBinding binding() {
    return new InboundBinding(
        draw.percent(50), draw.percent(50) ? OptionalInt.empty() : OptionalInt.of(15088));
  }

  private AllowedNamespaces allowed() {
    return switch (draw.below(5)) {
      case 0, 1 -> new AllowedNamespaces.Same();
      case 2 -> new AllowedNamespaces.All();
      case 3 ->
          new AllowedNamespaces.Selected(
              new LabelSelector(Map.of("team", draw.of("red", "blue")), List.of()));
      default -> new AllowedNamespaces.None();
    };
  }

  ReferenceGrant grant(Meta meta) {
    return new ReferenceGrant(
        meta,
        draw.list(
            0,
            2,
            () ->
                new ReferenceGrant.From(
                    RandomRoutes.GROUP,
                    draw.of("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"),
                    draw.of(namespaces))),
        draw.list(
            0,
            2,
            () ->
                new ReferenceGrant.To(
                    "",
                    draw.of("Service", "Service", "Secret"),
                    draw.maybe(40, () -> draw.of(Slots.SERVICES)))));
  }
}
