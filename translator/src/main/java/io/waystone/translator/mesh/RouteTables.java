package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.HeaderChanges;
import io.waystone.translator.input.HttpMatch;
import io.waystone.translator.input.HttpMatch.PathMatch;
import io.waystone.translator.input.HttpMatch.PathType;
import io.waystone.translator.input.HttpRoute;
import io.waystone.translator.input.Meta;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.Timeouts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The routes of each service port, in the order in which the Gateway API ranks them. */
final class RouteTables {

  private static final HttpMatch EVERYTHING =
      new HttpMatch(new PathMatch(PathType.PREFIX, "/"), List.of(), List.of(), Optional.empty());

  /** Gateway API: the kind of path, its length, a method, the number of headers, of parameters. */
  private static final Comparator<Route> PRECEDENCE =
      Comparator.comparing(Route::match, Comparator.comparing(m -> m.path().type()))
          .thenComparingInt(route -> -length(route.match().path()))
          .thenComparing(route -> route.match().method().isEmpty())
          .thenComparingInt(route -> -route.match().headers().size())
          .thenComparingInt(route -> -route.match().query().size());

  /** Only for ports that may speak HTTP. */
  final Collection<PortKey, Outcome<RouteTable>> tables;

  private final Ports ports;
  private final HttpRoutes routes;

  /** Of the objects, not of what they came to: a route that failed is not a route that is gone. */
  private final Index<ServiceKey, ObjectRef, HttpRoute> byParent;

  RouteTables(GraphBuilder graph, Inputs inputs, Ports ports, HttpRoutes routes) {
    this.ports = ports;
    this.routes = routes;
    byParent =
        graph.index(
            "routes by parent", inputs.httpRoutes, (_, route) -> HttpRoutes.services(route));
    tables = graph.collection("route tables", ports.ports.keys(), this::table);
  }

  private Optional<Outcome<RouteTable>> table(Reader read, PortKey key) {
    return read.find(ports.ports, key)
        .map(Outcome::value)
        .filter(port -> port.protocol().mayBeHttp())
        .map(port -> table(read, port));
  }

  private Outcome<RouteTable> table(Reader read, MeshPort port) {
    Outcome.Notes notes = new Outcome.Notes();
    List<Outcome<ResolvedRoute>> attached =
        read.members(byParent, port.service()).stream()
            .flatMap(route -> read.find(routes.routes, route).stream())
            .filter(route ->
                route.value().parents().stream()
                    .anyMatch(parent ->
                        parent.service().equals(port.service()) && parent.has(port.key().port())))
            .sorted(Comparator.comparing(route -> route.value().meta(), Meta.OLDEST_FIRST))
            .toList();
    if (attached.isEmpty()) {
      return notes.outcome(new RouteTable(List.of(toService(port)), false));
    }
    List<Route> entries = new ArrayList<>();
    for (Outcome<ResolvedRoute> route : attached) {
      notes.causes(route.causes());
      for (ResolvedRoute.Rule rule : route.value().rules()) {
        Route.Action action = action(port.key().waypoint(), rule, notes);
        for (HttpMatch match : rule.written().matches()) {
          entries.add(new Route(rule.name(), match, action, rule.cause()));
        }
      }
    }
    // The sort is stable: what remains equal is ordered by age and name of the route, then as
    // written.
    entries.sort(PRECEDENCE);
    return notes.outcome(new RouteTable(entries, true));
  }

  /** Gateway API: a slash at the end of a prefix means nothing. */
  private static int length(PathMatch path) {
    return path.type() == PathType.PREFIX
        ? path.value().replaceAll("/+$", "").length()
        : path.value().length();
  }

  private static Route toService(MeshPort port) {
    Route.Destination self =
        new Route.Destination.To(
            port.service(), port.key().host(), port.key().port(), port.protocol(), true);
    return new Route(
        "default",
        EVERYTHING,
        new Route.Action.Forward(
            List.of(new Route.Weighted(self, 1, HeaderChanges.NONE, HeaderChanges.NONE)),
            HeaderChanges.NONE,
            HeaderChanges.NONE,
            Timeouts.NONE),
        io.waystone.translator.input.Cause.of(port.service().object()));
  }

  private static Route.Action action(
      WaypointKey waypoint, ResolvedRoute.Rule rule, Outcome.Notes notes) {
    HttpRoute.Rule written = rule.written();
    if (written.broken() || !written.unsupported().isEmpty() || rule.backends().isEmpty()) {
      return new Route.Action.Respond(500);
    }
    return new Route.Action.Forward(
        rule.backends().stream()
            .map(backend ->
                new Route.Weighted(
                    destination(waypoint, backend, notes),
                    backend.written().weight(),
                    backend.written().request(),
                    backend.written().response()))
            .toList(),
        written.request(),
        written.response(),
        written.timeouts());
  }

  private static Route.Destination destination(
      WaypointKey waypoint, ResolvedRoute.Backend backend, Outcome.Notes notes) {
    return switch (backend.target()) {
      case ResolvedRoute.Target.Nothing nothing -> new Route.Destination.Nowhere(nothing.what());
      case ResolvedRoute.Target.Port port -> {
        // Waypoints are not chained: sending on would pass that waypoint's policies by.
        if (port.waypoint().map(other -> !other.equals(waypoint)).orElse(false)) {
          notes.diagnostic(
              new Diagnostic(
                  Code.WS0110,
                  backend.cause(),
                  "waypoint "
                      + port.waypoint().get()
                      + " captures the backend, and requests that come through "
                      + waypoint
                      + " would pass its policies by",
                  "its share of requests through " + waypoint + " gets 500",
                  "Use one waypoint for both services"));
          yield new Route.Destination.Nowhere(
              port.service().namespace() + "/" + port.service().name());
        }
        yield new Route.Destination.To(
            port.service(), port.host(), port.port(), port.protocol(), port.waypoint().isPresent());
      }
    };
  }
}
