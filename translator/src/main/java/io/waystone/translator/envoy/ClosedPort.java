package io.waystone.translator.envoy;

import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.waystone.translator.input.Cause;
import io.waystone.translator.mesh.PortKey;
import io.waystone.translator.mesh.PortPolicies;
import io.waystone.translator.mesh.RequestSettings;
import io.waystone.translator.mesh.TcpTable;
import io.waystone.translator.mesh.WaypointKey;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The closed form of a service port, for when the port's own fails: the same names, every request
 * gets 500, every other connection is closed. It depends on nothing but the name, so it cannot
 * fail.
 */
public final class ClosedPort {

  private static final String CHAIN = "closed";

  private ClosedPort() {}

  /**
   * The closed form of a listener or of routes, for when a proxy does not take what was made.
   *
   * @return empty for what is no service port's
   */
  public static Optional<Resource> of(WaypointKey waypoint, ResourceId id) {
    return switch (id.type()) {
      case LISTENER ->
          id.name().equals(Names.PODS)
              ? Optional.of(DirectPods.closedListener())
              : Names.listenerPort(waypoint, id.name()).map(port -> listener(port, List.of()));
      case ROUTES ->
          id.name().equals(Names.POD_ROUTES)
              ? Optional.of(DirectPods.closedRoutes())
              : Names.httpPort(waypoint, id.name()).map(port -> routes(port, List.of()));
      case SECRET, CLUSTER, ENDPOINTS, EXTENSION -> Optional.empty();
    };
  }

  /** It has its routes within itself: those by name may be good. */
  static Resource listener(PortKey port, Collection<Cause> causes) {
    return Resources.of(listener(port), Links.NONE, causes);
  }

  static Resource routes(PortKey port, Collection<Cause> causes) {
    return Resources.of(Routes.closed(port), Links.NONE, causes);
  }

  static Listener listener(PortKey port) {
    return listener(Names.listener(port), Names.http(port), port.port());
  }

  static Listener listener(String name, String http, int port) {
    return PortListener.detecting(
            PortListener.base(name),
            ChainMatchers.chain(http),
            ChainMatchers.chain(CHAIN),
            PortPolicies.RuleSet.OPEN,
            TcpTable.NONE)
        .addFilterChains(
            FilterChain.newBuilder()
                .setName(http)
                .addFilters(
                    HttpConnection.filter(
                        HttpConnection.base(port, RequestSettings.DEFAULT)
                            .setRouteConfig(Routes.closed(http, port)))))
        .addFilterChains(TcpChains.refusing(CHAIN))
        .build();
  }
}
