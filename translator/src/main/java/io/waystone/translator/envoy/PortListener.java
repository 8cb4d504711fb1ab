package io.waystone.translator.envoy;

import com.github.xds.type.matcher.v3.Matcher;
import com.google.protobuf.Duration;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.extensions.filters.listener.http_inspector.v3.HttpInspector;
import io.envoyproxy.envoy.extensions.filters.listener.original_dst.v3.OriginalDst;
import io.waystone.translator.mesh.MeshPort;
import io.waystone.translator.mesh.PortPolicies;
import java.util.List;

/**
 * The internal listener of one service port. It has the chains of that port only, so a change of
 * another port never touches it, and the protocol is detected only where the port leaves it open.
 */
final class PortListener {

  /** How long a client may keep silent before it is taken as TCP. */
  private static final Duration DETECTION = Common.seconds(1);

  private PortListener() {}

  static Listener listener(MeshPort port, AddressChains addresses, PortPolicies.RuleSet tcp) {
    Listener.Builder listener = base(Names.listener(port.key()));
    return switch (port.protocol()) {
      case HTTP, HTTP2 ->
          choosing(listener, addresses.choice(Names.http(port.key())))
              .addAllFilterChains(http(port, addresses))
              .build();
      case TCP -> {
        TcpChains chains = TcpChains.of(port, addresses, tcp);
        yield choosing(listener, chains.otherwise()).addAllFilterChains(chains.chains()).build();
      }
      case DETECTED -> {
        TcpChains chains = TcpChains.of(port, addresses, tcp);
        yield detecting(listener)
            .setFilterChainMatcher(
                ChainMatchers.detected(
                    addresses.choice(Names.http(port.key())), chains.otherwise()))
            .addAllFilterChains(http(port, addresses))
            .addAllFilterChains(chains.chains())
            .build();
      }
      case UNSUPPORTED -> throw new IllegalArgumentException("no listener for " + port);
    };
  }

  /** The routes that it asks for, the cluster that its bytes go to, and their policies. */
  static Links links(MeshPort port, PortPolicies.RuleSet tcp) {
    ResourceId routes = new ResourceId(ResourceType.ROUTES, Names.http(port.key()));
    ResourceId bytes = new ResourceId(ResourceType.CLUSTER, Names.tcp(port.key()));
    return new Links(
        port.protocol().mayBeTcp() ? List.of(bytes) : List.of(),
        port.protocol().mayBeHttp() ? List.of(routes) : List.of(),
        port.protocol().mayBeTcp() ? TcpChains.fingerprint(tcp) : "",
        false);
  }

  static Listener.Builder base(String name) {
    return Listener.newBuilder()
        .setName(name)
        .setInternalListener(Listener.InternalListenerConfig.getDefaultInstance())
        .setTrafficDirection(TrafficDirection.INBOUND)
        .addListenerFilters(originalDst());
  }

  /** Takes the addresses that the tunnel carried as the connection's own. */
  static ListenerFilter originalDst() {
    return ListenerFilter.newBuilder()
        .setName("envoy.filters.listener.original_dst")
        .setTypedConfig(Pack.any(OriginalDst.getDefaultInstance()))
        .build();
  }

  /**
   * Looks at the first bytes. A client that waits for the server's is taken as TCP after a while;
   * Envoy's default is to close it after 15 s.
   */
  static Listener.Builder detecting(Listener.Builder listener) {
    return listener
        .addListenerFilters(
            ListenerFilter.newBuilder()
                .setName("envoy.filters.listener.http_inspector")
                .setTypedConfig(Pack.any(HttpInspector.getDefaultInstance())))
        .setListenerFiltersTimeout(DETECTION)
        .setContinueOnListenerFiltersTimeout(true);
  }

  /** How a chain is chosen, where there is more than one. */
  private static Listener.Builder choosing(Listener.Builder listener, Matcher.OnMatch choice) {
    return choice.hasMatcher() ? listener.setFilterChainMatcher(choice.getMatcher()) : listener;
  }

  private static List<FilterChain> http(MeshPort port, AddressChains addresses) {
    Filter connection = HttpConnection.filter(port);
    return addresses.names(Names.http(port.key())).stream()
        .map(name -> FilterChain.newBuilder().setName(name).addFilters(connection).build())
        .toList();
  }
}
