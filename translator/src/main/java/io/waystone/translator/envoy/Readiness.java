package io.waystone.translator.envoy;

import com.google.protobuf.Duration;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import java.util.List;
import java.util.Map;

/**
 * Where a proxy says that it is ready (istiod: {@code :15021/healthz/ready}). It comes with the
 * tunnel, after everything else of a first sync, because Envoy calls itself live as soon as it has
 * any listener.
 */
final class Readiness {

  static final Links LINKS =
      new Links(
          List.of(new ResourceId(ResourceType.LISTENER, Names.CONNECT_TERMINATE)),
          List.of(),
          Map.of(),
          true);

  private static final String NAME = "readiness";
  private static final String PATH = "/healthz/ready";
  private static final int PORT = 15021;

  private Readiness() {}

  static Listener listener(Entrance entrance) {
    return Listener.newBuilder()
        .setName(NAME)
        .setAddress(
            Address.newBuilder()
                .setSocketAddress(
                    SocketAddress.newBuilder().setAddress(entrance.address()).setPortValue(PORT)))
        .addFilterChains(
            FilterChain.newBuilder()
                .addFilters(
                    Filter.newBuilder()
                        .setName("envoy.filters.network.http_connection_manager")
                        .setTypedConfig(Pack.any(connectionManager()))))
        .build();
  }

  private static HttpConnectionManager connectionManager() {
    return HttpConnectionManager.newBuilder()
        .setStatPrefix(NAME)
        .setRequestTimeout(Duration.newBuilder().setSeconds(5))
        .setRouteConfig(
            RouteConfiguration.newBuilder()
                .setName(NAME)
                .addVirtualHosts(
                    VirtualHost.newBuilder()
                        .setName(NAME)
                        .addDomains("*")
                        .addRoutes(
                            Route.newBuilder()
                                .setMatch(RouteMatch.newBuilder().setPath(PATH))
                                .setDirectResponse(
                                    DirectResponseAction.newBuilder().setStatus(200)))))
        .addHttpFilters(
            HttpFilter.newBuilder()
                .setName("envoy.filters.http.router")
                .setTypedConfig(Pack.any(Router.getDefaultInstance())))
        .build();
  }
}
