package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Gateway;
import io.waystone.translator.input.Gateway.AllowedNamespaces;
import io.waystone.translator.input.GatewayClass;
import io.waystone.translator.input.InboundBinding;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.WaypointLabels;
import java.util.Optional;

/**
 * Gateways that are no waypoints of ours and that objects name as theirs: somebody else serves
 * them, and ztunnel must send there all the same.
 */
final class ForeignWaypoints {

  /** Those that are ready (istiod: that have an address), whatever their class. */
  final Collection<WaypointKey, Waypoint> ready;

  private final Inputs inputs;
  private final Waypoints waypoints;
  private final Bindings bindings;

  ForeignWaypoints(GraphBuilder graph, Inputs inputs, Waypoints waypoints, Bindings bindings) {
    this.inputs = inputs;
    this.waypoints = waypoints;
    this.bindings = bindings;
    ready = graph.collection("foreign waypoints", waypoints.gateways, this::waypoint);
  }

  /** The one that an object names, if it takes it; {@code own} are the labels of the object. */
  Optional<WaypointKey> of(Reader read, Bindings.Bound what, ObjectRef object, WaypointLabels own) {
    return bindings
        .named(read, object, own)
        .flatMap(key -> read.find(ready, key))
        .filter(waypoint -> what.taken(waypoint.traffic()))
        .filter(waypoint -> bindings.admits(read, waypoint, object.namespace()))
        .map(Waypoint::key);
  }

  private Optional<Waypoint> waypoint(Reader read, WaypointKey key) {
    if (read.find(waypoints.waypoints, key).isPresent()) {
      return Optional.empty();
    }
    return read.find(inputs.gateways, Waypoints.gateway(key))
        .filter(gateway -> !gateway.hostnames().isEmpty() || !gateway.addresses().isEmpty())
        .map(gateway -> waypoint(read, key, gateway));
  }

  private Waypoint waypoint(Reader read, WaypointKey key, Gateway gateway) {
    Optional<GatewayClass> gatewayClass =
        read.find(inputs.gatewayClasses, new ObjectRef("GatewayClass", "", gateway.className()));
    Waypoint as = Waypoints.waypoint(key, "", gateway, gatewayClass).value();
    Optional<AllowedNamespaces> bound =
        gateway
            .binding()
            .or(() -> gatewayClass.flatMap(GatewayClass::binding))
            .flatMap(binding -> allowed(gateway, binding));
    return new Waypoint(
        key, "", as.serviceAccount(), as.traffic(), bound.orElse(as.allowed()), as.className());
  }

  /** istiod: the listener that the binding names decides who may attach. */
  private static Optional<AllowedNamespaces> allowed(Gateway gateway, InboundBinding binding) {
    return gateway.listeners().stream()
        .filter(listener ->
            binding.port().isPresent()
                ? listener.port() == binding.port().getAsInt()
                : binding.proxy() && listener.protocol().equals("istio.io/PROXY"))
        .findFirst()
        .map(Gateway.Listener::allowed);
  }

  /** What its pods are told of how to get what is for them; ours or somebody else's. */
  Optional<InboundBinding> binding(Reader read, WaypointKey key) {
    return read.find(inputs.gateways, Waypoints.gateway(key))
        .flatMap(gateway ->
            gateway
                .binding()
                .or(() ->
                    read.find(
                            inputs.gatewayClasses,
                            new ObjectRef("GatewayClass", "", gateway.className()))
                        .flatMap(GatewayClass::binding)));
  }

  /** Whether there is such a waypoint, of ours or somebody else's. */
  boolean exists(Reader read, WaypointKey key) {
    return read.find(waypoints.waypoints, key).isPresent() || read.find(ready, key).isPresent();
  }
}
