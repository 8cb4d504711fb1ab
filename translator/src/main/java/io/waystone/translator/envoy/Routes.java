package io.waystone.translator.envoy;

import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBACPerRoute;
import io.waystone.translator.mesh.PortKey;
import io.waystone.translator.mesh.PortPolicies.RuleSet;
import io.waystone.translator.mesh.RouteTable;

/**
 * The routes and policies of a service port, one virtual host for all. The policies stand on the
 * virtual host and nowhere below it: below, they would replace and not add.
 */
final class Routes {

  private Routes() {}

  static RouteConfiguration configuration(PortKey port, RouteTable table, RuleSet rules) {
    VirtualHost.Builder host = virtualHost(port);
    table.routes().forEach(route -> host.addRoutes(RouteEntry.of(route)));
    // Without a route that matches, no slot would be configured.
    host.addRoutes(answer("no-route-matches", 404));
    host.putTypedPerFilterConfig(HttpSlot.AUDIT.key(), Pack.any(RBACPerRoute.getDefaultInstance()));
    host.putTypedPerFilterConfig(HttpSlot.DENY.key(), Pack.any(Rbac.denyOverride(rules)));
    host.putTypedPerFilterConfig(HttpSlot.ALLOW.key(), Pack.any(Rbac.allowOverride(rules)));
    return configuration(port, host);
  }

  /** The closed form: every request gets 500. */
  static RouteConfiguration closed(PortKey port) {
    VirtualHost.Builder host = virtualHost(port).addRoutes(answer("closed", 500));
    // The answer is to be seen, so the slot that refuses by itself is lifted.
    host.putTypedPerFilterConfig(HttpSlot.ALLOW.key(), Pack.any(RBACPerRoute.getDefaultInstance()));
    return configuration(port, host);
  }

  private static VirtualHost.Builder virtualHost(PortKey port) {
    return VirtualHost.newBuilder().setName("inbound|http|" + port.port()).addDomains("*");
  }

  private static RouteConfiguration configuration(PortKey port, VirtualHost.Builder host) {
    return RouteConfiguration.newBuilder()
        .setName(Names.http(port))
        // A backend that does not exist is a share of 500, not a configuration that is refused.
        .setValidateClusters(BoolValue.of(false))
        .addVirtualHosts(host)
        .build();
  }

  private static Route answer(String name, int status) {
    return Route.newBuilder()
        .setName(name)
        .setMatch(RouteMatch.newBuilder().setPrefix("/"))
        .setDirectResponse(DirectResponseAction.newBuilder().setStatus(status))
        .build();
  }
}
