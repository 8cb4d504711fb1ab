package io.waystone.translator.mesh;

import io.waystone.translator.graph.Function;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Gateway;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.Service;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/**
 * Where each waypoint is reached. One of ours always is somewhere: what is captured must not be
 * reached without it, so where nothing says an address, it is the host that its Service will have,
 * and until that is there nobody gets through.
 */
final class WaypointTargets {

  private static final int HBONE_PORT = Waypoints.HBONE_PORT;

  /** By waypoint, of ours or somebody else's Gateway. */
  final Function<WaypointKey, WaypointTarget> targets;

  private final Inputs inputs;
  private final Services services;
  private final Index<WaypointKey, ObjectRef, Service> byGateway;

  WaypointTargets(GraphBuilder graph, Inputs inputs, Services services) {
    this.inputs = inputs;
    this.services = services;
    byGateway =
        graph.index(
            "services of gateways",
            inputs.services,
            (ref, service) ->
                service.workloads().gateway().isEmpty() || service.external()
                    ? Set.of()
                    : Set.of(new WaypointKey(ref.namespace(), service.workloads().gateway())));
    targets = graph.function("waypoint targets", this::target);
  }

  private WaypointTarget target(Reader read, WaypointKey key) {
    Optional<WaypointTarget> service = ownService(read, key).map(name -> host(read, key, name));
    return service
        .or(() ->
            read.find(inputs.gateways, Waypoints.gateway(key)).flatMap(WaypointTargets::written))
        .orElseGet(() -> host(read, key, key.name()));
  }

  /** Labelled with the Gateway's name, or named like it and serving the port of waypoints. */
  private Optional<String> ownService(Reader read, WaypointKey key) {
    Optional<Service> labelled =
        read.bucket(byGateway, key).values().stream()
            .min(
                Comparator.comparing((Service s) -> !s.meta().name().equals(key.name()))
                    .thenComparing(Service::meta, io.waystone.translator.input.Meta.OLDEST_FIRST));
    return labelled
        .or(() ->
            read.find(inputs.services, new ObjectRef("Service", key.namespace(), key.name()))
                .filter(s ->
                    !s.external() && s.ports().stream().anyMatch(p -> p.number() == HBONE_PORT)))
        .map(s -> s.meta().name());
  }

  private WaypointTarget host(Reader read, WaypointKey key, String service) {
    String domain = read.get(services.clusterDomain, Services.MESH);
    return new WaypointTarget.Host(
        new HostName(key.namespace(), service + "." + key.namespace() + ".svc." + domain));
  }

  /** istiod: a host name before an address, which may be another's one day. */
  private static Optional<WaypointTarget> written(Gateway gateway) {
    Optional<WaypointTarget> host =
        gateway.hostnames().stream()
            .findFirst()
            .map(name -> new WaypointTarget.Host(new HostName(gateway.meta().namespace(), name)));
    return host.or(() -> gateway.addresses().stream().findFirst().map(WaypointTarget.Ip::new));
  }
}
