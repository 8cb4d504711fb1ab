package io.waystone.translator.envoy;

import com.github.xds.type.matcher.v3.Matcher;
import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.rbac.v3.RBAC;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.waystone.translator.mesh.MeshPort;
import io.waystone.translator.mesh.Policy;
import io.waystone.translator.mesh.PortPolicies.RuleSet;
import io.waystone.translator.mesh.Route;
import io.waystone.translator.mesh.TcpTable;
import io.waystone.translator.wire.Canonical;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The chains of a service port for bytes. A refused peer is matched to a chain of its own, named by
 * the rule that refuses it, that closes and logs: it never gets an upstream connection, where a
 * network RBAC filter alone would let the banner of a server that speaks first through.
 *
 * <p>The admitted chain holds the same rules as network RBAC. They decide nothing there, but a
 * changed policy changes the chain, and so the connections that are open under the old one are
 * drained; a change of the matcher alone would leave a revoked peer connected for good.
 *
 * @param chains those that a connection can come to
 * @param otherwise what a connection is matched to
 */
record TcpChains(List<FilterChain> chains, Matcher.OnMatch otherwise) {

  /** The chain of a peer that no ALLOW policy matches. */
  static final String NOT_ALLOWED = "no-allow-policy-matches";

  private static final String REFUSAL_LOG =
      "[%START_TIME%] refused by %FILTER_CHAIN_NAME%"
          + " peer=%FILTER_STATE(io.istio.peer_principal:PLAIN)%"
          + " source=%DOWNSTREAM_REMOTE_ADDRESS% destination=%DOWNSTREAM_LOCAL_ADDRESS%\n";

  TcpChains {
    chains = List.copyOf(chains);
  }

  static TcpChains of(MeshPort port, AddressChains addresses, RuleSet rules, TcpTable table) {
    return of(
        admitted(port, addresses, rules, table),
        ConnectionMatchers.choice(
            table,
            entry ->
                closes(entry)
                    ? ChainMatchers.chain(closed(port, entry))
                    : addresses.choice(Names.tcp(port.key(), entry.name()))),
        rules);
  }

  /**
   * The chains of what is not refused, and those that refuse. Who is refused is decided before it
   * matters where a connection wants to go.
   *
   * @param choice among the admitted ones
   */
  static TcpChains of(List<FilterChain> admitted, Matcher.OnMatch choice, RuleSet rules) {
    List<FilterChain> chains = new ArrayList<>();
    rules.refusing().forEach(rule -> chains.add(refusing(rule.name())));
    if (rules.allowOnly()) {
      chains.add(refusing(NOT_ALLOWED));
    }
    chains.addAll(admitted);
    Matcher.OnMatch decision = ChainMatchers.decide(rules, choice, NOT_ALLOWED);
    if (decision.equals(choice)) {
      return new TcpChains(admitted, decision);
    }
    return new TcpChains(
        chains.stream().filter(chain -> reached(decision, chain.getName())).toList(), decision);
  }

  /** Where one chain takes everything, the others are not there. */
  private static boolean reached(Matcher.OnMatch decision, String chain) {
    return decision.hasMatcher() || decision.getAction().getName().equals(chain);
  }

  /** Tells policies apart; empty for none. */
  static String fingerprint(RuleSet rules) {
    ByteString decides =
        Canonical.bytes(Rbac.denyOverride(rules))
            .concat(Canonical.bytes(Rbac.allowOverride(rules)));
    return decides.isEmpty() ? "" : Canonical.version(decides);
  }

  /** One for each route and address; a route that leads nowhere has one that closes. */
  private static List<FilterChain> admitted(
      MeshPort port, AddressChains addresses, RuleSet rules, TcpTable table) {
    Map<String, FilterChain> chains = new LinkedHashMap<>();
    for (TcpTable.Entry entry : table.entries()) {
      if (closes(entry)) {
        chains.computeIfAbsent(closed(port, entry), TcpChains::refusing);
      } else {
        addresses
            .names(Names.tcp(port.key(), entry.name()))
            .forEach(name -> chains.computeIfAbsent(name, _ -> admitted(name, port, rules, entry)));
      }
    }
    return List.copyOf(chains.values());
  }

  private static boolean closes(TcpTable.Entry entry) {
    return entry.destinations().stream()
        .noneMatch(to -> to.destination() instanceof Route.Destination.To);
  }

  private static String closed(MeshPort port, TcpTable.Entry entry) {
    return entry.name().equals(Route.UNMATCHED)
        ? Route.UNMATCHED
        : Names.tcp(port.key(), entry.name());
  }

  /** What is decided, see {@link Links#policies}. */
  static Map<String, String> policies(RuleSet rules, TcpTable table) {
    Map<String, String> policies = new TreeMap<>();
    policies.put("", fingerprint(rules));
    table.entries().stream()
        .flatMap(entry -> entry.destinations().stream())
        .forEach(to -> policies.put(cluster(to.destination()), ""));
    return policies;
  }

  /** The clusters that connections go to. */
  static List<String> clusters(TcpTable table) {
    return table.destinations().map(TcpChains::cluster).distinct().sorted().toList();
  }

  private static FilterChain admitted(
      String name, MeshPort port, RuleSet rules, TcpTable.Entry entry) {
    return admitted(
        name,
        List.of(),
        destinations(entry.destinations()).setStatPrefix(Names.tcp(port.key())),
        rules);
  }

  /**
   * A chain that sends on.
   *
   * @param before the filters that come first
   */
  static FilterChain admitted(
      String name, List<Filter> before, TcpProxy.Builder proxy, RuleSet rules) {
    FilterChain.Builder chain = FilterChain.newBuilder().setName(name).addAllFilters(before);
    shadow(Audit.PREFIX, RBAC.Action.DENY, rules.audit(), chain);
    shadow(Audit.DRY_DENY, RBAC.Action.DENY, rules.dryDeny(), chain);
    shadow(Audit.DRY_ALLOW, RBAC.Action.ALLOW, rules.dryAllow(), chain);
    if (!rules.deny().isEmpty()) {
      chain.addFilters(rbac(Rbac.rules(RBAC.Action.DENY, rules.deny())));
    }
    if (rules.allowOnly()) {
      chain.addFilters(rbac(Rbac.rules(RBAC.Action.ALLOW, rules.allow())));
    }
    return chain.addFilters(proxy(proxy.setIdleTimeout(Common.IDLE).build())).build();
  }

  /** Counts, and leaves a mark for access logs; of an AUDIT rule that logs, Envoy has no name. */
  private static void shadow(
      String prefix, RBAC.Action action, List<Policy> policies, FilterChain.Builder chain) {
    if (!policies.isEmpty()) {
      chain.addFilters(
          filter(
              network()
                  .setShadowRules(Rbac.rules(action, policies))
                  .setShadowRulesStatPrefix(prefix)));
    }
  }

  private static TcpProxy.Builder destinations(List<TcpTable.Weighted> destinations) {
    TcpProxy.Builder proxy = TcpProxy.newBuilder();
    if (destinations.size() == 1) {
      return proxy.setCluster(cluster(destinations.getFirst().destination()));
    }
    TcpProxy.WeightedCluster.Builder weighted = TcpProxy.WeightedCluster.newBuilder();
    destinations.forEach(to ->
        weighted.addClusters(
            TcpProxy.WeightedCluster.ClusterWeight.newBuilder()
                .setName(cluster(to.destination()))
                .setWeight(to.weight())));
    return proxy.setWeightedClusters(weighted);
  }

  /** Of a share that leads nowhere, one that does not exist: it is closed. */
  private static String cluster(Route.Destination destination) {
    return switch (destination) {
      case Route.Destination.To to -> Names.tcpCluster(to);
      case Route.Destination.Nowhere nowhere -> Names.nowhere(nowhere.what());
    };
  }

  private static Filter rbac(RBAC rules) {
    return filter(network().setRules(rules));
  }

  private static io.envoyproxy.envoy.extensions.filters.network.rbac.v3.RBAC.Builder network() {
    return io.envoyproxy
        .envoy
        .extensions
        .filters
        .network
        .rbac
        .v3
        .RBAC
        .newBuilder()
        .setStatPrefix("tcp.");
  }

  private static Filter filter(
      io.envoyproxy.envoy.extensions.filters.network.rbac.v3.RBAC.Builder rbac) {
    return Filter.newBuilder()
        .setName("envoy.filters.network.rbac")
        .setTypedConfig(Pack.any(rbac.build()))
        .build();
  }

  /** Closes at once: there is no cluster of that name. */
  static FilterChain refusing(String name) {
    return FilterChain.newBuilder()
        .setName(name)
        .addFilters(
            proxy(
                TcpProxy.newBuilder()
                    .setStatPrefix("refused")
                    .setCluster(Names.REFUSED)
                    .addAccessLog(
                        AccessLog.newBuilder()
                            .setName("envoy.access_loggers.file")
                            .setTypedConfig(
                                Pack.any(
                                    FileAccessLog.newBuilder()
                                        .setPath("/dev/stdout")
                                        .setLogFormat(
                                            SubstitutionFormatString.newBuilder()
                                                .setTextFormatSource(
                                                    DataSource.newBuilder()
                                                        .setInlineString(REFUSAL_LOG)))
                                        .build())))
                    .build()))
        .build();
  }

  private static Filter proxy(TcpProxy proxy) {
    return Filter.newBuilder()
        .setName("envoy.filters.network.tcp_proxy")
        .setTypedConfig(Pack.any(proxy))
        .build();
  }
}
