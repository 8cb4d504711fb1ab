package io.waystone.translator.envoy;

import com.google.protobuf.Descriptors.Descriptor;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.direct_response.v3.Config;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What Envoy refuses of listeners, their filter chains and HTTP filters. */
final class ListenerRefusals {

  /** The network filters that end a connection's way; Envoy wants them last and only there. */
  private static final Set<String> TERMINAL =
      Set.of(
          typeUrl(HttpConnectionManager.getDescriptor()),
          typeUrl(TcpProxy.getDescriptor()),
          typeUrl(Config.getDescriptor()));

  private static final String ROUTER = typeUrl(Router.getDescriptor());

  private ListenerRefusals() {}

  /**
   * Filter chains must differ in their matches or, where a matcher picks them by name, in their
   * names. Equal names are refused here also without a matcher, although Envoy takes them then:
   * access logs and filter chain updates know a chain by its name.
   */
  static void listener(Listener listener, Findings findings) {
    List<FilterChain> chains = listener.getFilterChainsList();
    Map<String, Integer> names = new HashMap<>();
    Map<FilterChainMatch, Integer> matches = new HashMap<>();
    for (int i = 0; i < chains.size(); i++) {
      FilterChain chain = chains.get(i);
      Integer sameName = chain.getName().isEmpty() ? null : names.putIfAbsent(chain.getName(), i);
      if (sameName != null) {
        findings.addTo("filter_chains", i, "name is that of filter_chains[" + sameName + "]");
      }
      if (listener.hasFilterChainMatcher()) {
        if (chain.getName().isEmpty()) {
          findings.addTo("filter_chains", i, "name is required with filter_chain_matcher");
        }
      } else {
        Integer sameMatch = matches.putIfAbsent(chain.getFilterChainMatch(), i);
        if (sameMatch != null) {
          findings.addTo("filter_chains", i, "match is that of filter_chains[" + sameMatch + "]");
        }
      }
    }
  }

  /**
   * Envoy: "non-terminal filter is the last filter in a network filter chain". A chain without
   * filters is allowed: it closes the connection.
   */
  static void filterChain(FilterChain chain, Findings findings) {
    List<Filter> filters = chain.getFiltersList();
    for (int i = 0; i < filters.size(); i++) {
      boolean terminal = TERMINAL.contains(filters.get(i).getTypedConfig().getTypeUrl());
      terminalIffLast("filters", i, terminal, i == filters.size() - 1, findings);
    }
  }

  /**
   * Envoy: "non-terminal filter is the last filter in a http filter chain"; the last must not be
   * disabled. Envoy takes a connection manager without any filter, but nothing answers its
   * requests.
   */
  static void httpFilters(HttpConnectionManager manager, Findings findings) {
    List<HttpFilter> filters = manager.getHttpFiltersList();
    if (filters.isEmpty()) {
      findings.addTo("http_filters", "the last filter must be the router");
    }
    for (int i = 0; i < filters.size(); i++) {
      HttpFilter filter = filters.get(i);
      boolean router = filter.getTypedConfig().getTypeUrl().equals(ROUTER);
      terminalIffLast("http_filters", i, router, i == filters.size() - 1, findings);
      if (router && filter.getDisabled()) {
        findings.addTo("http_filters", i, "the router must not be disabled");
      }
    }
  }

  private static String typeUrl(Descriptor type) {
    return Pack.typeUrl(type.getFullName());
  }

  private static void terminalIffLast(
      String field, int index, boolean terminal, boolean last, Findings findings) {
    if (last && !terminal) {
      findings.addTo(field, index, "the last filter must be terminal");
    }
    if (terminal && !last) {
      findings.addTo(field, index, "a terminal filter must be the last");
    }
  }
}
