package io.waystone.translator.mesh;

import java.util.List;

/**
 * The routes of a service port in order of precedence: the first that matches decides. What none
 * matches gets 404; without a route object there is one that sends everything to the service.
 */
public record RouteTable(List<Route> routes) {
  public RouteTable {
    routes = List.copyOf(routes);
  }
}
