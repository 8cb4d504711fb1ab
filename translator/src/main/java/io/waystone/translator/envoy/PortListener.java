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
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.waystone.translator.mesh.MeshPort;
import io.waystone.translator.mesh.PortPolicies;
import io.waystone.translator.mesh.RequestSettings;
import io.waystone.translator.mesh.TcpTable;
import java.util.List;
import java.util.Map;

/**
 * The internal listener of one service port. It has the chains of that port only, so a change of
 * another port never touches it, and the protocol is detected only where the port leaves it open.
 */
final class PortListener {

  /** How long a client may keep silent before it is taken as TCP. */
  private static final Duration DETECTION = Common.seconds(1);

  /** The same where nothing but TLS is let in: a late client may still be one. Envoy's default. */
  private static final Duration FOR_TLS_ALONE = Common.seconds(15);

  private PortListener() {}

  static Listener listener(
      MeshPort port,
      AddressChains addresses,
      PortPolicies.RuleSet tcp,
      TcpTable table,
      RequestSettings settings) {
    Listener.Builder listener = base(Names.listener(port.key()));
    return switch (port.protocol()) {
      case HTTP, HTTP2 ->
          choosing(listener, addresses.choice(Names.http(port.key())))
              .addAllFilterChains(http(port, addresses, settings))
              .build();
      case TCP -> {
        TcpChains chains = TcpChains.of(port, addresses, tcp, table);
        if (asksForServerNames(tcp, table)) {
          waiting(listener.addListenerFilters(tlsInspector()), tcp, table);
        }
        yield choosing(listener, chains.otherwise()).addAllFilterChains(chains.chains()).build();
      }
      case DETECTED -> {
        TcpChains chains = TcpChains.of(port, addresses, tcp, table);
        yield detecting(
                listener, addresses.choice(Names.http(port.key())), chains.otherwise(), tcp, table)
            .addAllFilterChains(http(port, addresses, settings))
            .addAllFilterChains(chains.chains())
            .build();
      }
      case UNSUPPORTED -> throw new IllegalArgumentException("no listener for " + port);
    };
  }

  /** The routes that it asks for, the clusters that its bytes go to, and their policies. */
  static Links links(MeshPort port, PortPolicies.RuleSet tcp, TcpTable table) {
    ResourceId routes = new ResourceId(ResourceType.ROUTES, Names.http(port.key()));
    return new Links(
        TcpChains.clusters(table).stream()
            .map(cluster -> new ResourceId(ResourceType.CLUSTER, cluster))
            .toList(),
        port.protocol().mayBeHttp() ? List.of(routes) : List.of(),
        port.protocol().mayBeTcp() ? TcpChains.policies(tcp, table) : Map.of(),
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
   *
   * @param http what takes what is found to be HTTP
   * @param bytes what takes everything else
   */
  static Listener.Builder detecting(
      Listener.Builder listener,
      Matcher.OnMatch http,
      Matcher.OnMatch bytes,
      PortPolicies.RuleSet tcp,
      TcpTable table) {
    Matcher.OnMatch detected = ChainMatchers.detected(http, bytes);
    // The HTTP inspector leaves alone what the other has found to be TLS.
    if (asksForServerNames(tcp, table)) {
      listener.addListenerFilters(tlsInspector());
      detected = ChainMatchers.tls(bytes, detected);
    }
    listener.addListenerFilters(
        ListenerFilter.newBuilder()
            .setName("envoy.filters.listener.http_inspector")
            .setTypedConfig(Pack.any(HttpInspector.getDefaultInstance())));
    return waiting(listener, tcp, table).setFilterChainMatcher(detected.getMatcher());
  }

  /** Finds TLS and the server name in it. */
  private static ListenerFilter tlsInspector() {
    return ListenerFilter.newBuilder()
        .setName("envoy.filters.listener.tls_inspector")
        .setTypedConfig(Pack.any(TlsInspector.getDefaultInstance()))
        .build();
  }

  private static boolean asksForServerNames(PortPolicies.RuleSet tcp, TcpTable table) {
    return tcp.asksForServerNames() || table.asksForServerNames();
  }

  /**
   * How long; what stays silent then goes on as what is no TLS. Where a policy asks for server
   * names it is closed instead: it could name itself later, when nobody looks any more.
   */
  private static Listener.Builder waiting(
      Listener.Builder listener, PortPolicies.RuleSet tcp, TcpTable table) {
    boolean patient = tcp.asksForServerNames() || table.onlyTls();
    return listener
        .setListenerFiltersTimeout(patient ? FOR_TLS_ALONE : DETECTION)
        .setContinueOnListenerFiltersTimeout(!tcp.asksForServerNames());
  }

  /** How a chain is chosen, where there is more than one. */
  private static Listener.Builder choosing(Listener.Builder listener, Matcher.OnMatch choice) {
    return choice.hasMatcher() ? listener.setFilterChainMatcher(choice.getMatcher()) : listener;
  }

  private static List<FilterChain> http(
      MeshPort port, AddressChains addresses, RequestSettings settings) {
    Filter connection = HttpConnection.filter(port, settings);
    return addresses.names(Names.http(port.key())).stream()
        .map(name -> FilterChain.newBuilder().setName(name).addFilters(connection).build())
        .toList();
  }
}
