package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Delivery;
import io.waystone.translator.input.HttpFilters;
import io.waystone.translator.input.HttpMatch;
import io.waystone.translator.input.HttpRoute;
import io.waystone.translator.input.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The routes of each service port, in the order in which the Gateway API ranks them. */
final class RouteTables {

  /** Only for ports that may speak HTTP. */
  final Collection<PortKey, Outcome<RouteTable>> tables;

  private final Ports ports;
  private final Layers layers;
  private final HttpRoutes routes;
  private final TcpTables connections;
  private final Ways ways;

  RouteTables(
      GraphBuilder graph,
      Ports ports,
      Layers layers,
      HttpRoutes routes,
      TcpTables connections,
      Ways ways) {
    this.ports = ports;
    this.layers = layers;
    this.routes = routes;
    this.connections = connections;
    this.ways = ways;
    tables = graph.collection("route tables", ports.ports.keys(), this::table);
  }

  private Optional<Outcome<RouteTable>> table(Reader read, PortKey key) {
    return read.find(ports.ports, key)
        .map(Outcome::value)
        .filter(port -> port.protocol().mayBeHttp())
        .map(port -> table(read, port));
  }

  /**
   * The layers one after another. What no route of a consumer or producer matches ends with its
   * layer; what no route of the waypoint matches goes to the service, for they are no routes of it.
   */
  private Outcome<RouteTable> table(Reader read, MeshPort port) {
    Outcome.Notes notes = new Outcome.Notes();
    List<Route> all = new ArrayList<>();
    boolean ended = false;
    for (Map.Entry<Layer, Layers.Routes> layer : layers.of(read, port).entrySet()) {
      if (ended) {
        break;
      }
      if (!layer.getValue().kind().ofRequests()) {
        all.add(ofConnections(read, port, layer.getKey(), layer.getValue().kind(), notes));
        ended = layer.getKey().kind() != Layer.Kind.CONSUMER;
        continue;
      }
      List<Route> own = routes(read, port, layer.getKey(), layer.getValue(), notes);
      all.addAll(own);
      switch (layer.getKey().kind()) {
        case CONSUMER -> all.add(unmatched(layer.getKey(), layer.getValue().routes().getFirst()));
        case PRODUCER -> ended = true;
        case WAYPOINT -> {}
      }
    }
    if (!ended) {
      all.add(toService(port));
    }
    return notes.outcome(new RouteTable(all));
  }

  /**
   * Where routes of connections decide, requests go the way of every connection that is not TLS: on
   * a port whose protocol is found out, HTTP must not slip by.
   */
  private Route ofConnections(
      Reader read, MeshPort port, Layer layer, RouteKind kind, Outcome.Notes notes) {
    Outcome<TcpTable> table = read.find(connections.tables, port.key()).orElseThrow();
    notes.causes(table.causes());
    TcpTable.Entry entry =
        table.value().entries().stream()
            .filter(one -> one.clients().equals(layer.clients()))
            .filter(one -> one.server() instanceof ServerName.Any)
            .findFirst()
            .orElseThrow();
    Route.Action action =
        entry.destinations().isEmpty()
            ? new Route.Action.Respond(kind == RouteKind.TLS ? 404 : 500)
            : new Route.Action.Forward(
                entry.destinations().stream()
                    .map(to -> new Route.Weighted(to.destination(), to.weight(), HttpFilters.NONE))
                    .toList(),
                List.of(),
                HttpFilters.NONE,
                Delivery.DEFAULT);
    return new Route(
        entry.name(),
        layer.clients(),
        Optional.empty(),
        HttpMatch.EVERYTHING,
        action,
        entry.cause());
  }

  private List<Route> routes(
      Reader read, MeshPort port, Layer layer, Layers.Routes attached, Outcome.Notes notes) {
    List<Route> entries = new ArrayList<>();
    for (ObjectRef ref : attached.routes()) {
      Outcome<ResolvedRoute> route = read.find(routes.routes, ref).orElseThrow();
      notes.causes(route.causes());
      for (Optional<String> hostname : hostnames(layer, route.value())) {
        for (ResolvedRoute.Rule rule : route.value().rules()) {
          Route.Action action = action(read, port, rule, notes);
          for (HttpMatch match : rule.written().matches()) {
            entries.add(
                new Route(rule.name(), layer.clients(), hostname, match, action, rule.cause()));
          }
        }
      }
    }
    // The sort is stable: what remains equal is ordered by age and name of the route, then as
    // written.
    entries.sort(RouteOrder.of(attached.kind()));
    return entries;
  }

  /** Gateway API: hostnames mean nothing to a route whose parent is a service. */
  private static List<Optional<String>> hostnames(Layer layer, ResolvedRoute route) {
    return switch (layer.kind()) {
      case CONSUMER, PRODUCER -> List.of(Optional.empty());
      case WAYPOINT ->
          route.hostnames().isEmpty()
              ? List.of(Optional.empty())
              : route.hostnames().stream().map(Optional::of).toList();
    };
  }

  private static Route unmatched(Layer layer, ObjectRef route) {
    return new Route(
        Route.UNMATCHED,
        layer.clients(),
        Optional.empty(),
        HttpMatch.EVERYTHING,
        new Route.Action.Respond(404),
        Cause.of(route));
  }

  private static Route toService(MeshPort port) {
    return new Route(
        "default",
        Optional.empty(),
        Optional.empty(),
        HttpMatch.EVERYTHING,
        new Route.Action.Forward(
            List.of(new Route.Weighted(Route.Destination.To.own(port), 1, HttpFilters.NONE)),
            List.of(),
            HttpFilters.NONE,
            Delivery.DEFAULT),
        Cause.of(port.service().object()));
  }

  private Route.Action action(
      Reader read, MeshPort port, ResolvedRoute.Rule rule, Outcome.Notes notes) {
    HttpRoute.Rule written = rule.written();
    if (written.broken() || !written.filters().unsupported().isEmpty()) {
      return new Route.Action.Respond(500);
    }
    if (written.filters().redirect().isPresent()) {
      return new Route.Action.Redirect(written.filters());
    }
    if (rule.backends().isEmpty()) {
      return new Route.Action.Respond(RouteKind.of(rule.cause().object()).withoutBackend());
    }
    return new Route.Action.Forward(
        rule.backends().stream()
            .map(backend ->
                new Route.Weighted(
                    destination(read, port, rule, backend, notes),
                    backend.weight(),
                    backend.filters()))
            .toList(),
        mirrors(read, port, rule, notes),
        written.filters(),
        written.delivery());
  }

  private Route.Destination destination(
      Reader read,
      MeshPort port,
      ResolvedRoute.Rule rule,
      ResolvedRoute.Backend backend,
      Outcome.Notes notes) {
    return ways.request(
        read, port, backend.target(), rule.changes(backend), backend.cause(), notes);
  }

  private List<Route.Mirrored> mirrors(
      Reader read, MeshPort port, ResolvedRoute.Rule rule, Outcome.Notes notes) {
    List<Route.Mirrored> mirrors = new ArrayList<>();
    for (ResolvedRoute.Mirrored mirror : rule.mirrors()) {
      ways.unguarded(
              read, port, mirror.target(), mirror.cause(), "nothing is mirrored there", notes)
          .ifPresent(
              to -> mirrors.add(new Route.Mirrored(to, mirror.numerator(), mirror.denominator())));
    }
    return mirrors;
  }
}
