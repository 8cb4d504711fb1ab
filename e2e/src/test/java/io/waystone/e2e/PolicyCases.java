package io.waystone.e2e;

import static io.waystone.e2e.PolicyCase.allow;
import static io.waystone.e2e.PolicyCase.deny;

import java.util.List;

/**
 * What AuthorizationPolicies on a Service must do to HTTP requests, attribute by attribute. LEFT
 * and RIGHT are addresses that callers connect from.
 */
final class PolicyCases {

  private static final String ALICE = "a/alice";
  private static final String BOB = "a/bob";
  private static final String OTHER = "b/alice";

  private PolicyCases() {}

  /** Cases about who calls and from where. */
  static List<PolicyCase> sources(String left, String right) {
    return List.of(
        allow("principal", "[{from: [{source: {principals: [cluster.local/ns/a/sa/alice]}}]}]")
            .admits(ALICE)
            .refuses(BOB, OTHER),
        deny("principal", "[{from: [{source: {principals: [cluster.local/ns/a/sa/alice]}}]}]")
            .refuses(ALICE)
            .admits(BOB, OTHER),
        allow(
                "prefix of a principal",
                "[{from: [{source: {principals: ['cluster.local/ns/a/*']}}]}]")
            .admits(ALICE, BOB)
            .refuses(OTHER),
        allow("suffix of a principal", "[{from: [{source: {principals: ['*/sa/alice']}}]}]")
            .admits(ALICE, OTHER)
            .refuses(BOB),
        allow("any principal", "[{from: [{source: {principals: ['*']}}]}]")
            .admits(ALICE, BOB, OTHER),
        allow(
                "no such principal",
                "[{from: [{source: {notPrincipals: [cluster.local/ns/a/sa/alice]}}]}]")
            .refuses(ALICE)
            .admits(BOB, OTHER),
        deny("all but a principal", "[{from: [{source: {notPrincipals: ['*/sa/alice']}}]}]")
            .admits(ALICE, OTHER)
            .refuses(BOB),
        allow(
                "a principal is literal",
                "[{from: [{source: {principals: [cluster.local/ns/a/sa/a.ice]}}]}]")
            .refuses(ALICE, BOB),
        allow("namespace", "[{from: [{source: {namespaces: [a]}}]}]")
            .admits(ALICE, BOB)
            .refuses(OTHER),
        deny("namespace", "[{from: [{source: {namespaces: [a]}}]}]")
            .refuses(ALICE, BOB)
            .admits(OTHER),
        allow("not a namespace", "[{from: [{source: {notNamespaces: [a]}}]}]")
            .refuses(ALICE)
            .admits(OTHER),
        deny("all but a namespace", "[{from: [{source: {notNamespaces: [a]}}]}]")
            .admits(ALICE)
            .refuses(OTHER),
        allow("service account", "[{from: [{source: {serviceAccounts: [a/alice]}}]}]")
            .admits(ALICE)
            .refuses(BOB, OTHER),
        deny("all but a service account", "[{from: [{source: {notServiceAccounts: [a/alice]}}]}]")
            .admits(ALICE)
            .refuses(BOB, OTHER),
        allow("address", "[{from: [{source: {ipBlocks: [%s]}}]}]".formatted(left))
            .admits("a/alice@left")
            .refuses("a/alice@right"),
        deny("address", "[{from: [{source: {ipBlocks: [%s/32]}}]}]".formatted(left))
            .refuses("a/alice@left")
            .admits("a/alice@right"),
        allow("not an address", "[{from: [{source: {notIpBlocks: [%s]}}]}]".formatted(left))
            .refuses("a/alice@left")
            .admits("a/alice@right"),
        deny("all but an address", "[{from: [{source: {notIpBlocks: [%s]}}]}]".formatted(right))
            .refuses("a/alice@left")
            .admits("a/alice@right"),
        allow("range of addresses", "[{from: [{source: {ipBlocks: [127.0.0.0/8]}}]}]")
            .admits("a/alice@left", "a/alice@right"),
        deny("another range", "[{from: [{source: {ipBlocks: [10.0.0.0/8]}}]}]")
            .admits("a/alice@left", "a/alice@right"),
        allow(
                "both of a source must match",
                "[{from: [{source: {namespaces: [a], ipBlocks: [%s]}}]}]".formatted(left))
            .admits("a/alice@left")
            .refuses("a/alice@right", "b/alice@left"),
        allow(
                "one of two sources",
                "[{from: [{source: {namespaces: [b]}}, {source: {ipBlocks: [%s]}}]}]"
                    .formatted(left))
            .admits("a/alice@left", "b/alice@right")
            .refuses("a/alice@right"));
  }

  /** Cases about what is called. */
  static List<PolicyCase> operations() {
    return List.of(
        allow("host in any case, with a port", "[{to: [{operation: {hosts: [web.example]}}]}]")
            .hosts(200, "web.example", "WEB.Example", "web.example:8080")
            .hosts(403, "other.example", "web.example.org", "a.web.example", "webxexample"),
        deny("host in any case, with a port", "[{to: [{operation: {hosts: [Web.example]}}]}]")
            .hosts(403, "web.example", "WEB.EXAMPLE", "web.example:80", "wEb.example:9080")
            .hosts(200, "other.example"),
        deny("suffix of a host", "[{to: [{operation: {hosts: ['*.example']}}]}]")
            .hosts(403, "web.example", "web.EXAMPLE:80")
            .hosts(200, "example", "web.example.org"),
        allow("not a host", "[{to: [{operation: {notHosts: [web.example]}}]}]")
            .hosts(403, "web.example", "WEB.example:80")
            .hosts(200, "other.example"),
        allow("port", "[{to: [{operation: {ports: ['80']}}]}]").admits(ALICE),
        allow("another port", "[{to: [{operation: {ports: ['81']}}]}]").refuses(ALICE),
        deny("port", "[{to: [{operation: {ports: ['80']}}]}]").refuses(ALICE),
        deny("another port", "[{to: [{operation: {ports: ['81']}}]}]").admits(ALICE),
        allow("not the port", "[{to: [{operation: {notPorts: ['80']}}]}]").refuses(ALICE),
        deny("not another port", "[{to: [{operation: {notPorts: ['81']}}]}]").refuses(ALICE),
        allow("method", "[{to: [{operation: {methods: [GET, HEAD]}}]}]")
            .methods(200, "GET", "HEAD")
            .methods(403, "POST", "PUT", "DELETE"),
        deny("method", "[{to: [{operation: {methods: [POST]}}]}]")
            .methods(403, "POST")
            .methods(200, "GET", "PUT"),
        deny("all but a method", "[{to: [{operation: {notMethods: [GET]}}]}]")
            .methods(200, "GET")
            .methods(403, "POST", "PUT"),
        allow("path", "[{to: [{operation: {paths: [/info]}}]}]")
            .paths(200, "/info", "/info?a=b")
            .paths(403, "/", "/info/", "/infos", "/INFO"),
        deny("path", "[{to: [{operation: {paths: [/admin]}}]}]")
            .paths(403, "/admin", "/admin?x=1", "/./admin", "/a/../admin")
            .paths(200, "/", "/admins"),
        allow("prefix and suffix of a path", "[{to: [{operation: {paths: ['/a*', '*.png']}}]}]")
            .paths(200, "/a", "/ab/c", "/x/y.png")
            .paths(403, "/b", "/x.pngx"),
        allow("not a path", "[{to: [{operation: {notPaths: ['/private/*']}}]}]")
            .paths(403, "/private/x")
            .paths(200, "/private", "/public"),
        deny("any path", "[{to: [{operation: {paths: ['*']}}]}]").paths(403, "/", "/x"),
        deny(
                "both of an operation must match",
                "[{to: [{operation: {paths: [/x], methods: [GET]}}]}]")
            .paths(403, "/x")
            .paths(200, "/y")
            .methods(200, "POST"));
  }

  /** Cases about whole policies. */
  static List<PolicyCase> whole() {
    return List.of(
        allow("an ALLOW without rules allows nothing", "[]").refuses(ALICE, OTHER),
        deny("a DENY without rules does nothing", "[]").admits(ALICE, OTHER),
        allow("an ALLOW with an empty rule allows all", "[{}]").admits(ALICE, OTHER),
        deny("a DENY with an empty rule denies all", "[{}]").refuses(ALICE, OTHER),
        allow("a DENY wins over an ALLOW", "[{}]")
            .and("DENY", "[{from: [{source: {namespaces: [a]}}]}]")
            .refuses(ALICE)
            .admits(OTHER),
        allow("one of two ALLOWs suffices", "[{from: [{source: {namespaces: [a]}}]}]")
            .and("ALLOW", "[{from: [{source: {namespaces: [b]}}]}]")
            .admits(ALICE, OTHER),
        allow(
                "source and operation must both match",
                "[{from: [{source: {namespaces: [a]}}], to: [{operation: {methods: [GET]}}]}]")
            .methods(200, "GET")
            .methods(403, "POST")
            .refuses(OTHER),
        allow("an unknown field makes it unreadable", "[{from: [{source: {namespace: [a]}}]}]")
            .refuses(ALICE, OTHER),
        allow("an invalid value narrows an ALLOW", "[{from: [{source: {ipBlocks: [here]}}]}]")
            .refuses(ALICE),
        deny("an invalid value widens a DENY", "[{from: [{source: {ipBlocks: [here]}}]}]")
            .refuses(ALICE),
        allow("a condition", "[{when: [{key: source.namespace, values: [a]}]}]")
            .admits(ALICE)
            .refuses(OTHER),
        deny("no such condition", "[{when: [{key: source.principal, notValues: ['*/sa/alice']}]}]")
            .admits(ALICE, OTHER)
            .refuses(BOB));
  }
}
