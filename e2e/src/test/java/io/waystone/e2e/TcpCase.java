package io.waystone.e2e;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Policies for a TCP service, and who gets in by them.
 *
 * @param allow the rules of an ALLOW policy, in YAML's flow form; empty for none
 * @param deny the rules of a DENY policy; empty for none
 */
record TcpCase(String what, String allow, String deny, Set<Peer> admitted) {

  /** Who connects, and from which of two addresses, {@code HOME} and {@code AWAY}. */
  enum Peer {
    A_ONE("team-a", "one", true),
    A_TWO("team-a", "two", true),
    B_ONE("team-b", "one", true),
    A_ONE_AWAY("team-a", "one", false);

    final String namespace;
    final String account;
    final boolean home;

    Peer(String namespace, String account, boolean home) {
      this.namespace = namespace;
      this.account = account;
      this.home = home;
    }
  }

  private static final Set<Peer> ALL = EnumSet.allOf(Peer.class);
  private static final Set<Peer> NOBODY = EnumSet.noneOf(Peer.class);
  private static final Set<Peer> ONE_OF_A = EnumSet.of(Peer.A_ONE, Peer.A_ONE_AWAY);
  private static final Set<Peer> OF_A = EnumSet.of(Peer.A_ONE, Peer.A_TWO, Peer.A_ONE_AWAY);
  private static final Set<Peer> OF_B = EnumSet.of(Peer.B_ONE);
  private static final Set<Peer> ONES = EnumSet.of(Peer.A_ONE, Peer.B_ONE, Peer.A_ONE_AWAY);
  private static final Set<Peer> AT_HOME = EnumSet.of(Peer.A_ONE, Peer.A_TWO, Peer.B_ONE);
  private static final Set<Peer> AWAY = EnumSet.of(Peer.A_ONE_AWAY);

  private static TcpCase allow(String what, String rules, Set<Peer> admitted) {
    return new TcpCase(what, rules, "", admitted);
  }

  private static TcpCase deny(String what, String rules, Set<Peer> refused) {
    EnumSet<Peer> admitted = EnumSet.allOf(Peer.class);
    admitted.removeAll(refused);
    return new TcpCase(what, "", rules, admitted);
  }

  private static String when(String key, String value) {
    return "[{when: [{key: '%s', values: ['%s']}]}]".formatted(key, value);
  }

  private static String from(String source) {
    return "[{from: [{source: {%s}}]}]".formatted(source);
  }

  /** The same sources in an ALLOW and in a DENY, and what is of one of them alone. */
  static List<TcpCase> all() {
    return java.util.stream.Stream.of(
            both("exact principal", "principals: [cluster.local/ns/team-a/sa/one]", ONE_OF_A),
            both("principal by prefix", "principals: [\"cluster.local/ns/team-a/*\"]", OF_A),
            both("principal by suffix", "principals: [\"*/sa/one\"]", ONES),
            both("any principal", "principals: [\"*\"]", ALL),
            both(
                "two principals",
                "principals: [cluster.local/ns/team-b/sa/one, cluster.local/ns/team-a/sa/two]",
                EnumSet.of(Peer.B_ONE, Peer.A_TWO)),
            both("not a principal", "notPrincipals: [\"cluster.local/ns/team-a/*\"]", OF_B),
            both("a namespace", "namespaces: [team-a]", OF_A),
            both("a namespace is no prefix", "namespaces: [team]", NOBODY),
            both("a namespace by prefix", "namespaces: [\"team-*\"]", ALL),
            both("a dot is a dot", "serviceAccounts: [\"team-a/o.e\"]", NOBODY),
            both("not a namespace", "notNamespaces: [team-a]", OF_B),
            both("a service account", "serviceAccounts: [team-a/one]", ONE_OF_A),
            both("not a service account", "notServiceAccounts: [team-a/one]", othersThan(ONE_OF_A)),
            both("a namespace by suffix", "namespaces: ['*-a']", OF_A),
            both("any namespace", "namespaces: ['*']", ALL),
            both("a trust domain", "trustDomains: [cluster.local]", ALL),
            both("another trust domain", "trustDomains: [clusterxlocal, cluster]", NOBODY),
            both("a trust domain by suffix", "trustDomains: ['*.local']", ALL),
            both("a trust domain by prefix", "trustDomains: ['cluster.*']", ALL),
            both("any trust domain", "trustDomains: ['*']", ALL),
            both("not a trust domain", "notTrustDomains: [cluster.local]", NOBODY),
            both("a remote address", "remoteIpBlocks: [HOME]", AT_HOME),
            both("not a remote address", "notRemoteIpBlocks: [HOME]", AWAY),
            both("an address", "ipBlocks: [HOME]", AT_HOME),
            both("a range", "ipBlocks: [127.0.0.0/8]", ALL),
            both("not an address", "notIpBlocks: [HOME]", AWAY),
            both("all of a source", "namespaces: [team-a], notIpBlocks: [HOME]", AWAY),
            List.of(
                allow("a condition on a namespace", when("source.namespace", "team-a"), OF_A),
                deny("a DENY on a namespace", when("source.namespace", "team-a"), OF_A),
                allow("a condition on an address", when("source.ip", "HOME"), AT_HOME),
                deny("a DENY on a remote address", when("remote.ip", "HOME"), AT_HOME),
                allow("a condition on a port", when("destination.port", "7000"), ALL),
                deny("a DENY on its address", when("destination.ip", "10.96.0.0/16"), ALL),
                deny("a DENY on another address", when("destination.ip", "10.97.0.0/16"), NOBODY),
                allow("a header", when("request.headers[a]", "b"), NOBODY),
                deny("a DENY on a header", when("request.headers[a]", "b"), ALL),
                allow("a request principal", from("requestPrincipals: ['*']"), NOBODY),
                deny("a DENY on no request principal", from("notRequestPrincipals: ['*']"), ALL),
                allow("a claim", when("request.auth.claims[a]", "b"), NOBODY),
                deny("a DENY on an audience", when("request.auth.audiences", "b"), ALL),
                deny("a DENY on a presenter", when("request.auth.presenter", "b"), ALL),
                deny("a DENY on an unknown key", when("source.colour", "red"), ALL),
                allow("no rule", "[]", NOBODY),
                allow("a rule without conditions", "[{}]", ALL),
                deny("a DENY without rules", "[]", NOBODY),
                deny("a DENY rule without conditions", "[{}]", ALL),
                allow(
                    "two sources",
                    "[{from: [{source: {namespaces: [team-b]}}, {source: {notIpBlocks: [HOME]}}]}]",
                    EnumSet.of(Peer.B_ONE, Peer.A_ONE_AWAY)),
                allow(
                    "two rules",
                    "[{from: [{source: {namespaces: [team-b]}}]},"
                        + " {from: [{source: {serviceAccounts: [team-a/two]}}]}]",
                    EnumSet.of(Peer.B_ONE, Peer.A_TWO)),
                allow("its port", on("ports: [\"7000\"]"), OF_A),
                allow("another port", on("ports: [\"7001\"]"), NOBODY),
                deny("a DENY on its port", on("ports: [\"7000\"]"), OF_A),
                deny("a DENY on another port", on("ports: [\"7001\"]"), NOBODY),
                // What is not valid is left out of an ALLOW and makes a DENY match.
                allow("no namespace", from("namespaces: [\"team.a\", team-b]"), OF_B),
                deny("a DENY of no namespace", from("namespaces: [\"team.a\", team-b]"), ALL),
                // What cannot be told of a connection narrows an ALLOW and widens a DENY.
                allow("a method", on("methods: [GET]"), NOBODY),
                allow("a path", on("paths: [\"/\"]"), NOBODY),
                allow("not a host", on("notHosts: [a.example]"), NOBODY),
                allow(
                    "a method in one of two rules",
                    "[{to: [{operation: {methods: [GET]}}]},"
                        + " {from: [{source: {namespaces: [team-b]}}]}]",
                    OF_B),
                deny("a DENY of a method", on("methods: [GET]"), OF_A),
                deny("a DENY of not a path", on("notPaths: [\"/\"]"), OF_A),
                deny("a DENY of a host on another port", on("hosts: [x], ports: [\"1\"]"), NOBODY),
                new TcpCase(
                    "DENY wins", from("namespaces: [team-a]"), from("ipBlocks: [HOME]"), AWAY)))
        .flatMap(List::stream)
        .toList();
  }

  private static List<TcpCase> both(String what, String source, Set<Peer> matched) {
    return List.of(
        allow("ALLOW by " + what, from(source), matched),
        deny("DENY by " + what, from(source), matched));
  }

  /** A rule for team-a with an operation. */
  private static String on(String operation) {
    return "[{from: [{source: {namespaces: [team-a]}}], to: [{operation: {%s}}]}]"
        .formatted(operation);
  }

  private static Set<Peer> othersThan(Set<Peer> peers) {
    EnumSet<Peer> others = EnumSet.allOf(Peer.class);
    others.removeAll(peers);
    return others;
  }

  @Override
  public String toString() {
    return what;
  }
}
