package io.waystone.translator.mesh;

import com.google.common.base.Ascii;
import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.graph.Keys;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.Gateway;
import io.waystone.translator.input.Gateway.AllowedNamespaces;
import io.waystone.translator.input.GatewayClass;
import io.waystone.translator.input.ObjectRef;
import java.util.Optional;
import java.util.Set;

/** Which Gateways are waypoints of ours. */
final class Waypoints {

  /** The port of HBONE. */
  static final int HBONE_PORT = 15008;

  /** Classes that are ours where no GatewayClass object says otherwise. */
  private static final Set<String> OUR_CLASSES = Set.of("waystone", "istio-waypoint");

  /** Controllers whose classes are ours. */
  private static final Set<String> OUR_CONTROLLERS =
      Set.of("waystone.io/waypoint-controller", "istio.io/mesh-controller");

  final Collection<WaypointKey, Outcome<Waypoint>> waypoints;

  /** All Gateways, those of others too. */
  final Keys<WaypointKey> gateways;

  /** Those that take requests to pods. */
  final Keys<WaypointKey> ofPods;

  private final Inputs inputs;
  private final Services services;

  Waypoints(GraphBuilder graph, Inputs inputs, Services services) {
    this.inputs = inputs;
    this.services = services;
    Index<WaypointKey, ObjectRef, Gateway> byKey =
        graph.index(
            "gateways by key",
            inputs.gateways,
            (_, gateway) ->
                Set.of(new WaypointKey(gateway.meta().namespace(), gateway.meta().name())));
    gateways = byKey.buckets();
    waypoints = graph.collection("waypoints", gateways, this::waypoint);
    ofPods =
        graph
            .index(
                "waypoints of pods",
                waypoints,
                (key, waypoint) -> waypoint.value().traffic().workloads() ? Set.of(key) : Set.of())
            .buckets();
  }

  /** The Gateway that a waypoint is. */
  static ObjectRef gateway(WaypointKey key) {
    return new ObjectRef("Gateway", key.namespace(), key.name());
  }

  private Optional<Outcome<Waypoint>> waypoint(Reader read, WaypointKey key) {
    return read.find(inputs.gateways, gateway(key))
        .flatMap(gateway -> {
          Optional<GatewayClass> gatewayClass =
              read.find(
                  inputs.gatewayClasses, new ObjectRef("GatewayClass", "", gateway.className()));
          return ours(gateway, gatewayClass)
              ? Optional.of(
                  waypoint(
                      key,
                      read.get(services.mesh, Services.MESH).trustDomain(),
                      gateway,
                      gatewayClass))
              : Optional.empty();
        });
  }

  private static boolean ours(Gateway gateway, Optional<GatewayClass> gatewayClass) {
    return gatewayClass
        .map(c -> OUR_CONTROLLERS.contains(c.controllerName()))
        .orElse(OUR_CLASSES.contains(gateway.className()));
  }

  /** What a Gateway is as a waypoint, whoever serves it. */
  static Outcome<Waypoint> waypoint(
      WaypointKey key, String trustDomain, Gateway gateway, Optional<GatewayClass> gatewayClass) {
    Outcome.Notes notes = new Outcome.Notes().cause(Cause.of(gateway.ref()));
    String written =
        gateway.waypointFor().isEmpty()
            ? gatewayClass.map(GatewayClass::waypointFor).orElse("")
            : gateway.waypointFor();
    return notes.outcome(
        new Waypoint(
            key,
            trustDomain,
            gateway.serviceAccount(),
            traffic(written, gateway, notes),
            allowed(gateway, notes),
            gateway.className()));
  }

  private static Waypoint.Traffic traffic(String written, Gateway gateway, Outcome.Notes notes) {
    return switch (Ascii.toLowerCase(written)) {
      case "", "service" -> Waypoint.Traffic.SERVICE;
      case "workload" -> Waypoint.Traffic.WORKLOAD;
      case "all" -> Waypoint.Traffic.ALL;
      case "none" -> Waypoint.Traffic.NONE;
      default -> {
        notes.diagnostic(
            new Diagnostic(
                Code.WS0303,
                new Cause(gateway.ref(), "metadata.labels[istio.io/waypoint-for]"),
                "\"" + written + "\" is no kind of traffic",
                "the waypoint takes none",
                "Write service, workload, all or none"));
        yield Waypoint.Traffic.NONE;
      }
    };
  }

  /** istiod: the listener HBONE 15008 decides; without one, the waypoint's own namespace. */
  private static AllowedNamespaces allowed(Gateway gateway, Outcome.Notes notes) {
    Optional<Gateway.Listener> listener =
        gateway.listeners().stream()
            .filter(l -> l.protocol().equals("HBONE") && l.port() == HBONE_PORT)
            .findFirst();
    if (listener.isEmpty()) {
      notes.diagnostic(
          new Diagnostic(
              Code.WS0306,
              new Cause(gateway.ref(), "spec.listeners"),
              "no listener with protocol HBONE and port 15008",
              "the waypoint listens there all the same, for objects of its own namespace",
              "Give it the listener {name: mesh, port: 15008, protocol: HBONE}"));
    }
    return listener.map(Gateway.Listener::allowed).orElse(new AllowedNamespaces.Same());
  }
}
