package io.waystone.translator.envoy;

import com.google.protobuf.Duration;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.extensions.filters.network.set_filter_state.v3.Config;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.waystone.translator.mesh.PortPolicies;
import io.waystone.translator.mesh.PortPolicies.RuleSet;
import io.waystone.translator.mesh.RequestSettings;
import io.waystone.translator.mesh.TcpTable;
import java.util.List;
import java.util.Map;

/**
 * Pods that are addressed directly: one internal listener for all pods behind a waypoint. It does
 * not know them: which pod and which port a connection goes to is what the client has named, and
 * the tunnel lets only captured pods be named.
 */
final class DirectPods {

  /** In the name of the statistics, as istiod has it: these requests are for no port of its own. */
  private static final int NO_PORT = 0;

  private DirectPods() {}

  /** Where the tunnel sends what is for a pod. */
  static Cluster door() {
    return AuthorityCluster.internal(Names.PODS, Names.PODS).build();
  }

  static Links doorLinks() {
    return Links.needing(List.of(new ResourceId(ResourceType.LISTENER, Names.PODS)));
  }

  /** Leads to the address that the filter state names, through HBONE. */
  static Cluster encap() {
    return AuthorityCluster.internal(Names.ENCAP, Names.CONNECT_ORIGINATE)
        .setAltStatName(Names.ENCAP + ";")
        .setConnectTimeout(Common.seconds(10))
        .putTypedExtensionProtocolOptions(
            BackendCluster.HTTP_OPTIONS,
            Pack.any(
                BackendCluster.asClient()
                    .setCommonHttpProtocolOptions(
                        HttpProtocolOptions.newBuilder().setIdleTimeout(Common.seconds(300)))
                    .build()))
        .build();
  }

  static Links encapLinks() {
    return Links.needing(List.of(new ResourceId(ResourceType.LISTENER, Names.CONNECT_ORIGINATE)));
  }

  static Listener listener(RuleSet tcp, RequestSettings settings) {
    List<Filter> carry = List.of(carryAddress());
    TcpChains bytes =
        TcpChains.of(
            List.of(TcpChains.admitted(Names.POD_TCP, carry, toEncap(), tcp)),
            ChainMatchers.chain(Names.POD_TCP),
            tcp);
    return PortListener.detecting(
            PortListener.base(Names.PODS),
            ChainMatchers.chain(Names.POD_HTTP),
            bytes.otherwise(),
            tcp,
            TcpTable.NONE)
        .addFilterChains(
            FilterChain.newBuilder()
                .setName(Names.POD_HTTP)
                .addAllFilters(carry)
                .addFilters(
                    HttpConnection.filter(
                        HttpConnection.base(NO_PORT, Names.POD_ROUTES, settings))))
        .addAllFilterChains(bytes.chains())
        .build();
  }

  private static TcpProxy.Builder toEncap() {
    return TcpProxy.newBuilder().setStatPrefix(Names.ENCAP).setCluster(Names.ENCAP);
  }

  static Links listenerLinks(RuleSet tcp) {
    return new Links(
        List.of(new ResourceId(ResourceType.CLUSTER, Names.ENCAP)),
        List.of(new ResourceId(ResourceType.ROUTES, Names.POD_ROUTES)),
        Map.of("", TcpChains.fingerprint(tcp)),
        false);
  }

  /**
   * What the tunnel has said is carried one hop: this is the next one. The address is part of the
   * key that connections to pods are pooled by.
   */
  private static Filter carryAddress() {
    return Filter.newBuilder()
        .setName("connect_authority")
        .setTypedConfig(
            Pack.any(
                Config.newBuilder()
                    .addOnNewConnection(FilterStates.LOCAL_ADDRESS.carried())
                    .build()))
        .build();
  }

  static RouteConfiguration routes(PortPolicies policies) {
    return Routes.configuration(
        Names.POD_ROUTES,
        Routes.enforcing(Routes.virtualHost(NO_PORT).addRoutes(toThePod()), policies.http()));
  }

  private static Route toThePod() {
    return Route.newBuilder()
        .setName("default")
        .setMatch(RouteMatch.newBuilder().setPrefix("/"))
        .setRoute(
            RouteAction.newBuilder()
                .setCluster(Names.ENCAP)
                .setTimeout(Duration.getDefaultInstance())
                // istiod's for its own pod: there is no other one to try.
                .setRetryPolicy(
                    RetryPolicy.newBuilder()
                        .setRetryOn("reset-before-request")
                        .setNumRetries(UInt32Value.of(2))))
        .build();
  }

  /** The closed form, for when what was made cannot be sent. */
  static Resource closedListener() {
    return Resources.of(
        ClosedPort.listener(Names.PODS, Names.POD_HTTP, NO_PORT), Links.NONE, List.of());
  }

  static Resource closedRoutes() {
    return Resources.of(Routes.closed(Names.POD_ROUTES, NO_PORT), Links.NONE, List.of());
  }
}
