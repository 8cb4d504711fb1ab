package io.waystone.translator.mesh;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The routes of a service port in order of precedence: the first that matches decides. What none
 * matches gets 404; without a route object there is one that sends everything to the service.
 */
public record RouteTable(List<Route> routes) {
  public RouteTable {
    routes = List.copyOf(routes);
  }

  /** The ports whose policies hold for what is sent to them. */
  public Set<PortKey> guards() {
    return destinations().flatMap(to -> to.guard().stream()).collect(Collectors.toSet());
  }

  /** All service ports that something is sent to. */
  Stream<Route.Destination.To> destinations() {
    return routes.stream()
        .map(Route::action)
        .filter(Route.Action.Forward.class::isInstance)
        .map(Route.Action.Forward.class::cast)
        .flatMap(forward ->
            Stream.concat(
                forward.destinations().stream().map(Route.Weighted::destination),
                forward.mirrors().stream().map(Route.Mirrored::destination)))
        .filter(Route.Destination.To.class::isInstance)
        .map(Route.Destination.To.class::cast);
  }
}
