package io.waystone.translator.envoy;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Duration;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.KeepaliveSettings;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.http.set_filter_state.v3.Config;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.waystone.translator.input.Addresses;
import io.waystone.translator.mesh.Mesh;
import java.util.List;

/**
 * Where HBONE comes in: {@code connect_terminate} takes a CONNECT, says who it is from, and hands
 * it to the cluster that has the name of its authority. It never changes when services do.
 */
final class Tunnel {

  /** Who comes before everything behind it is there would be refused. */
  static final Links LINKS =
      Links.opening(new ResourceId(ResourceType.ROUTES, Names.CONNECT_TERMINATE));

  /** Only {@code address:port}. A name could be that of another cluster. */
  private static final String AUTHORITY = "([0-9.]+|\\[[0-9a-f:]+\\]):[0-9]+";

  /**
   * A virtual host takes whatever begins like its domain. A port that is none would leave the
   * destination unset, and a policy on ports would see none.
   */
  private static final String POD_AUTHORITY =
      "([0-9.]+|\\[[0-9a-f:]+\\]):([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}"
          + "|655[0-2][0-9]|6553[0-5])";

  private Tunnel() {}

  static Listener listener(Entrance entrance, Mesh mesh) {
    return Listener.newBuilder()
        .setName(Names.CONNECT_TERMINATE)
        .setAddress(
            Address.newBuilder()
                .setSocketAddress(
                    SocketAddress.newBuilder()
                        .setAddress(entrance.address())
                        .setPortValue(entrance.port())))
        .setConnectionBalanceConfig(
            Listener.ConnectionBalanceConfig.newBuilder()
                .setExactBalance(
                    Listener.ConnectionBalanceConfig.ExactBalance.getDefaultInstance()))
        .addFilterChains(
            FilterChain.newBuilder()
                .setName("default")
                .setTransportSocket(
                    TransportSocket.newBuilder()
                        .setName("tls")
                        .setTypedConfig(
                            Pack.any(
                                DownstreamTlsContext.newBuilder()
                                    .setRequireClientCertificate(BoolValue.of(true))
                                    .setCommonTlsContext(HboneTls.context(mesh))
                                    .build())))
                .addFilters(
                    Filter.newBuilder()
                        .setName("envoy.filters.network.http_connection_manager")
                        .setTypedConfig(Pack.any(connectionManager(entrance)))))
        .build();
  }

  private static HttpConnectionManager connectionManager(Entrance entrance) {
    return HttpConnectionManager.newBuilder()
        .setStatPrefix(Names.CONNECT_TERMINATE)
        .setCodecType(HttpConnectionManager.CodecType.HTTP2)
        .setServerName("istio-envoy")
        .setUseRemoteAddress(BoolValue.of(false))
        // A tunnel may be silent for as long as its connection lives.
        .setStreamIdleTimeout(Duration.getDefaultInstance())
        .addUpgradeConfigs(
            HttpConnectionManager.UpgradeConfig.newBuilder().setUpgradeType("CONNECT"))
        .setCommonHttpProtocolOptions(HttpProtocolOptions.newBuilder().setIdleTimeout(Common.IDLE))
        .setHttp2ProtocolOptions(
            Http2ProtocolOptions.newBuilder()
                .setAllowConnect(true)
                .setMaxConcurrentStreams(UInt32Value.of(100))
                .setConnectionKeepalive(
                    KeepaliveSettings.newBuilder()
                        .setInterval(Common.seconds(10))
                        .setTimeout(Common.seconds(20))))
        .setRds(
            Rds.newBuilder()
                .setRouteConfigName(Names.CONNECT_TERMINATE)
                .setConfigSource(Common.ADS))
        .addHttpFilters(
            HttpFilter.newBuilder()
                .setName("connect_authority")
                .setTypedConfig(
                    Pack.any(
                        Config.newBuilder()
                            .addAllOnRequestHeaders(FilterStates.all(entrance.strings()))
                            .build())))
        .addHttpFilters(
            HttpFilter.newBuilder()
                .setName("envoy.filters.http.router")
                .setTypedConfig(
                    Pack.any(Router.newBuilder().setSuppressEnvoyHeaders(true).build())))
        .build();
  }

  /**
   * The doors.
   *
   * @param pods addresses of pods that are behind the waypoint, on every port, each once
   */
  static RouteConfiguration routes(List<String> pods) {
    RouteConfiguration.Builder routes =
        RouteConfiguration.newBuilder()
            .setName(Names.CONNECT_TERMINATE)
            .setValidateClusters(BoolValue.of(false));
    if (!pods.isEmpty()) {
      // All in one: an address more is a few bytes.
      VirtualHost.Builder host = VirtualHost.newBuilder().setName("pods");
      pods.forEach(address -> host.addDomains(domain(address)));
      routes.addVirtualHosts(
          host.addRoutes(connect(POD_AUTHORITY, RouteAction.newBuilder().setCluster(Names.PODS))));
    }
    return routes
        .addVirtualHosts(
            VirtualHost.newBuilder()
                .setName("default")
                .addDomains("*")
                .addRoutes(
                    connect(AUTHORITY, RouteAction.newBuilder().setClusterHeader(":authority"))))
        .build();
  }

  static Links routeLinks(List<String> pods) {
    return pods.isEmpty()
        ? Links.NONE
        : Links.needing(List.of(new ResourceId(ResourceType.CLUSTER, Names.PODS)));
  }

  private static String domain(String address) {
    return Addresses.host(address) + ":*";
  }

  private static Route connect(String authority, RouteAction.Builder action) {
    return Route.newBuilder()
        .setMatch(
            RouteMatch.newBuilder()
                .setConnectMatcher(RouteMatch.ConnectMatcher.getDefaultInstance())
                .addHeaders(
                    HeaderMatcher.newBuilder()
                        .setName(":authority")
                        .setStringMatch(
                            StringMatcher.newBuilder()
                                .setSafeRegex(RegexMatcher.newBuilder().setRegex(authority)))))
        .setRoute(
            action
                // The default cuts a half-closed tunnel after 15 s.
                .setTimeout(Duration.getDefaultInstance())
                .addUpgradeConfigs(
                    RouteAction.UpgradeConfig.newBuilder()
                        .setUpgradeType("CONNECT")
                        .setConnectConfig(
                            RouteAction.UpgradeConfig.ConnectConfig.getDefaultInstance())))
        .build();
  }
}
