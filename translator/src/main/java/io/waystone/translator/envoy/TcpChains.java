package io.waystone.translator.envoy;

import com.github.xds.type.matcher.v3.Matcher;
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
import java.util.ArrayList;
import java.util.List;

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

  static TcpChains of(MeshPort port, AddressChains addresses, RuleSet rules) {
    List<FilterChain> chains = new ArrayList<>();
    for (Policy policy : rules.deny()) {
      policy.rules().forEach(rule -> chains.add(refusing(rule.name())));
    }
    if (rules.allowOnly()) {
      chains.add(refusing(NOT_ALLOWED));
    }
    List<FilterChain> admitted =
        addresses.names(Names.tcp(port.key())).stream()
            .map(name -> admitted(name, port, rules))
            .toList();
    chains.addAll(admitted);
    Matcher.OnMatch choice = addresses.choice(Names.tcp(port.key()));
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
    return rules.equals(RuleSet.OPEN)
        ? ""
        : Pack.version(
            Pack.bytes(Rbac.denyOverride(rules)).concat(Pack.bytes(Rbac.allowOverride(rules))));
  }

  private static FilterChain admitted(String name, MeshPort port, RuleSet rules) {
    FilterChain.Builder chain = FilterChain.newBuilder().setName(name);
    if (!rules.deny().isEmpty()) {
      chain.addFilters(rbac(Rbac.rules(RBAC.Action.DENY, rules.deny())));
    }
    if (rules.allowOnly()) {
      chain.addFilters(rbac(Rbac.rules(RBAC.Action.ALLOW, rules.allow())));
    }
    return chain
        .addFilters(
            proxy(
                TcpProxy.newBuilder()
                    .setStatPrefix(Names.tcp(port.key()))
                    .setCluster(Names.tcp(port.key()))
                    .build()))
        .build();
  }

  private static Filter rbac(RBAC rules) {
    return Filter.newBuilder()
        .setName("envoy.filters.network.rbac")
        .setTypedConfig(
            Pack.any(
                io.envoyproxy
                    .envoy
                    .extensions
                    .filters
                    .network
                    .rbac
                    .v3
                    .RBAC
                    .newBuilder()
                    .setStatPrefix("tcp.")
                    .setRules(rules)
                    .build()))
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
