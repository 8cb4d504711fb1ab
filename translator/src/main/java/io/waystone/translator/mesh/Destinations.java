package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Keys;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Cause;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The places that each waypoint sends to: its own service ports, and what its routes name. */
final class Destinations {

  final Collection<BackendKey, Outcome<Backend>> backends;

  private final Services services;
  private final Captures captures;

  Destinations(
      GraphBuilder graph,
      Services services,
      Captures captures,
      Ports ports,
      RouteTables tables,
      TcpTables connections) {
    this.services = services;
    this.captures = captures;
    Keys<BackendKey> own =
        graph
            .index(
                "ports by service",
                ports.ports,
                (key, port) ->
                    Set.of(new BackendKey(key.waypoint(), port.value().service(), key.port())))
            .buckets();
    Keys<BackendKey> named =
        graph
            .index(
                "route tables by destination",
                tables.tables,
                (key, table) -> keys(key.waypoint(), table.value().destinations()))
            .buckets();
    Keys<BackendKey> connected =
        graph
            .index(
                "connection tables by destination",
                connections.tables,
                (key, table) -> keys(key.waypoint(), table.value().destinations()))
            .buckets();
    backends =
        graph.collection(
            "backends", graph.union(own, graph.union(named, connected)), this::backend);
  }

  private static Set<BackendKey> keys(
      WaypointKey waypoint, Stream<Route.Destination.To> destinations) {
    return destinations
        .map(to -> new BackendKey(waypoint, to.service(), to.port()))
        .collect(Collectors.toSet());
  }

  private Optional<Outcome<Backend>> backend(Reader read, BackendKey key) {
    return read.find(services.services, key.service())
        .flatMap(service ->
            Optional.ofNullable(service.ports().get(key.port()))
                .map(port -> {
                  boolean captured =
                      read.find(captures.captures, key.service())
                          .flatMap(capture -> capture.value().waypoint())
                          .map(key.waypoint()::equals)
                          .orElse(false);
                  return new Outcome.Notes()
                      .cause(Cause.of(key.service().object()))
                      .outcome(
                          new Backend(
                              key.service(),
                              service.host(),
                              key.port(),
                              port.protocol(),
                              captured));
                }));
  }
}
