package io.waystone.translator.mesh;

import java.util.List;

/**
 * The routes of a service port in order of precedence: the first that matches decides.
 *
 * @param attached whether a route object is attached to the port; if one is, what no route matches
 *     gets 404, otherwise everything goes to the service
 */
public record RouteTable(List<Route> routes, boolean attached) {
  public RouteTable {
    routes = List.copyOf(routes);
  }
}
