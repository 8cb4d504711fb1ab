package io.waystone.translator.envoy;

import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import com.google.protobuf.TextFormat;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.rbac.v3.Policy;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.transport_sockets.internal_upstream.v3.InternalUpstreamTransport;
import io.envoyproxy.envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer;

/** Resources in which Envoy finds no fault, to start from and to break. */
final class GoodResources {

  private GoodResources() {}

  /** The message that the text format of protobuf describes. */
  static <M extends Message> M parse(Class<M> type, String text) {
    try {
      return TextFormat.parse(text, type);
    } catch (TextFormat.ParseException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  static Listener listener() {
    return Listener.newBuilder()
        .setName("reviews.default.svc.cluster.local|9080")
        .setInternalListener(Listener.InternalListenerConfig.getDefaultInstance())
        .addFilterChains(FilterChain.newBuilder().setName("http").addFilters(connectionManager()))
        .setFilterChainMatcher(
            com.github.xds.type.matcher.v3.Matcher.newBuilder()
                .setOnNoMatch(
                    com.github.xds.type.matcher.v3.Matcher.OnMatch.newBuilder()
                        .setAction(
                            com.github.xds.core.v3.TypedExtensionConfig.newBuilder()
                                .setName("http")
                                .setTypedConfig(Pack.any(StringValue.of("http"))))))
        .build();
  }

  static Filter connectionManager() {
    return Filter.newBuilder()
        .setName("envoy.filters.network.http_connection_manager")
        .setTypedConfig(Pack.any(httpConnectionManager()))
        .build();
  }

  static HttpConnectionManager httpConnectionManager() {
    RBAC.Builder deny = RBAC.newBuilder();
    deny.getRulesBuilder()
        .putPolicies(
            "ns[default]-policy[view-only]-rule[0]",
            parse(
                Policy.class,
                "permissions { header { name: ':method' string_match { exact: 'GET' } } }"
                    + "principals { any: true }"));
    return HttpConnectionManager.newBuilder()
        .setStatPrefix("reviews")
        .setRouteConfig(routes())
        .addHttpFilters(
            HttpFilter.newBuilder().setName("deny").setTypedConfig(Pack.any(deny.build())))
        .addHttpFilters(router())
        .build();
  }

  static HttpFilter router() {
    return HttpFilter.newBuilder()
        .setName("envoy.filters.http.router")
        .setTypedConfig(Pack.any(Router.getDefaultInstance()))
        .build();
  }

  static RouteConfiguration routes() {
    return parse(
        RouteConfiguration.class,
        """
        name: "reviews"
        virtual_hosts {
          name: "reviews"
          domains: "reviews.default" domains: "*.example.com"
          request_headers_to_add { header { key: "x-rate" value: "50%% of %REQ(:PATH?X):9%" } }
          routes {
            match { path_separated_prefix: "/v1" headers { name: "x" string_match {
              safe_regex { regex: "a.*(b|c)" } } } }
            request_headers_to_remove: "x-secret"
            route {
              weighted_clusters {
                clusters { name: "v1" weight { value: 90 } }
                clusters { name: "v2" weight { value: 0 } }
              }
              timeout { seconds: 15 }
              prefix_rewrite: "/"
              request_mirror_policies { cluster: "v3" }
            }
          }
          routes { match { prefix: "/" } direct_response { status: 404 } }
        }
        virtual_hosts { name: "other" domains: "*" }
        """);
  }

  static Cluster cluster() {
    return Cluster.newBuilder()
        .setName("inbound-vip|9080|http|reviews.default.svc.cluster.local")
        .setType(Cluster.DiscoveryType.STATIC)
        .setConnectTimeout(com.google.protobuf.Duration.newBuilder().setSeconds(2))
        .setLoadAssignment(endpoints())
        .setTransportSocket(
            TransportSocket.newBuilder()
                .setName("internal_upstream")
                .setTypedConfig(
                    Pack.any(
                        InternalUpstreamTransport.newBuilder()
                            .setTransportSocket(
                                TransportSocket.newBuilder()
                                    .setName("raw_buffer")
                                    .setTypedConfig(Pack.any(RawBuffer.getDefaultInstance())))
                            .build())))
        .build();
  }

  static ClusterLoadAssignment endpoints() {
    return parse(
        ClusterLoadAssignment.class,
        """
        cluster_name: "inbound-vip|9080|http|reviews.default.svc.cluster.local"
        endpoints { load_balancing_weight { value: 2 } lb_endpoints {
          endpoint { address { socket_address { address: "10.244.1.5" port_value: 9080 } } }
          metadata { filter_metadata { key: "istio" value { fields { key: "workload" value {
            string_value: "reviews-v1" } } } } }
          load_balancing_weight { value: 1 } } }
        """);
  }
}
