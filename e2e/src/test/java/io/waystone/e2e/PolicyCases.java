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
        deny("suffix of a principal", "[{from: [{source: {principals: ['*/sa/alice']}}]}]")
            .refuses(ALICE, OTHER)
            .admits(BOB),
        deny(
                "prefix of no principal",
                "[{from: [{source: {notPrincipals: ['cluster.local/ns/a/*']}}]}]")
            .admits(ALICE, BOB)
            .refuses(OTHER),
        deny("any principal", "[{from: [{source: {principals: ['*']}}]}]")
            .refuses(ALICE, BOB, OTHER),
        allow("trust domain", "[{from: [{source: {trustDomains: [cluster.local]}}]}]")
            .admits(ALICE, OTHER),
        deny("trust domain", "[{from: [{source: {trustDomains: [cluster.local]}}]}]")
            .refuses(ALICE, OTHER),
        allow(
                "another trust domain",
                "[{from: [{source: {trustDomains: [cluster, local, cluster.loca]}}]}]")
            .refuses(ALICE, OTHER),
        deny("another trust domain", "[{from: [{source: {trustDomains: [clusterxlocal]}}]}]")
            .admits(ALICE, OTHER),
        allow("prefix of a trust domain", "[{from: [{source: {trustDomains: ['cluster.*']}}]}]")
            .admits(ALICE),
        deny("suffix of a trust domain", "[{from: [{source: {trustDomains: ['*.local']}}]}]")
            .refuses(ALICE),
        allow("suffix of another trust domain", "[{from: [{source: {trustDomains: ['*xlocal']}}]}]")
            .refuses(ALICE),
        allow("any trust domain", "[{from: [{source: {trustDomains: ['*']}}]}]").admits(ALICE),
        allow("not a trust domain", "[{from: [{source: {notTrustDomains: [cluster.local]}}]}]")
            .refuses(ALICE),
        deny("all but a trust domain", "[{from: [{source: {notTrustDomains: [cluster.local]}}]}]")
            .admits(ALICE),
        allow("prefix of a namespace", "[{from: [{source: {namespaces: ['a*']}}]}]")
            .admits(ALICE)
            .refuses(OTHER),
        deny("suffix of a namespace", "[{from: [{source: {namespaces: ['*b']}}]}]")
            .refuses(OTHER)
            .admits(ALICE),
        allow("any namespace", "[{from: [{source: {namespaces: ['*']}}]}]").admits(ALICE, OTHER),
        deny("service account", "[{from: [{source: {serviceAccounts: [a/alice]}}]}]")
            .refuses(ALICE)
            .admits(BOB, OTHER),
        allow("not a service account", "[{from: [{source: {notServiceAccounts: [a/alice]}}]}]")
            .refuses(ALICE)
            .admits(BOB, OTHER),
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
        allow("host with the dot of its end", "[{to: [{operation: {hosts: [web.example]}}]}]")
            .hosts(200, "web.example.", "web.example.:80")
            .hosts(403, "web.example..", "web.example.:x"),
        deny("host with the dot of its end", "[{to: [{operation: {hosts: [web.example]}}]}]")
            .hosts(403, "web.example.", "WEB.example.:80"),
        deny("host with an empty port", "[{to: [{operation: {hosts: [web.example]}}]}]")
            .hosts(403, "web.example:", "web.example.:"),
        deny("host with its port", "[{to: [{operation: {hosts: ['web.example:80']}}]}]")
            .hosts(403, "web.example:80", "WEB.example.:80", "web.example:080")
            .hosts(200, "web.example:8080", "web.example"),
        deny("host with any port", "[{to: [{operation: {hosts: ['web.example:*']}}]}]")
            .hosts(403, "web.example:80", "web.example.:80")
            .hosts(200, "web.example"),
        allow("host with its port", "[{to: [{operation: {hosts: ['web.example:80']}}]}]")
            .hosts(200, "web.example:80", "WEB.example:80")
            .hosts(403, "web.example", "web.example:81"),
        allow("prefix of a host", "[{to: [{operation: {hosts: ['Web.*']}}]}]")
            .hosts(200, "web.example", "WEB.x:80")
            .hosts(403, "webx.example", "a.web.example"),
        deny("prefix of a host", "[{to: [{operation: {hosts: ['web.*']}}]}]")
            .hosts(403, "web.example", "WEB.x:80")
            .hosts(200, "a.web.example"),
        deny("any host", "[{to: [{operation: {hosts: ['*']}}]}]").hosts(403, "a", "b:80"),
        deny("all but a host", "[{to: [{operation: {notHosts: ['*.example']}}]}]")
            .hosts(200, "web.example", "WEB.EXAMPLE:80", "web.example.")
            .hosts(403, "example", "web.example.org"),
        allow("suffix of a host", "[{to: [{operation: {hosts: ['*.example']}}]}]")
            .hosts(200, "web.example", "web.EXAMPLE:80", "web.example.")
            .hosts(403, "example", "web.example.org"),
        allow("prefix of a method", "[{to: [{operation: {methods: ['P*']}}]}]")
            .methods(200, "POST", "PUT")
            .methods(403, "GET"),
        deny("suffix of a method", "[{to: [{operation: {methods: ['*T']}}]}]")
            .methods(403, "POST", "GET")
            .methods(200, "DELETE"),
        deny("any method", "[{to: [{operation: {methods: ['*']}}]}]").methods(403, "GET", "POST"),
        allow("not a method", "[{to: [{operation: {notMethods: ['P*']}}]}]")
            .methods(200, "GET")
            .methods(403, "POST", "PUT"),
        deny("all but a path", "[{to: [{operation: {notPaths: [/info]}}]}]")
            .paths(200, "/info", "/info?a=b", "//info")
            .paths(403, "/", "/info/"),
        allow("a segment of a path", "[{to: [{operation: {paths: ['/a/{*}/c']}}]}]")
            .paths(200, "/a/b/c", "/a/bb/c?x=/y", "/a/%2F/c")
            .paths(403, "/a/c", "/a//c", "/a/b/d/c", "/a/b/c/", "/a/b/../c"),
        deny("a segment of a path", "[{to: [{operation: {paths: ['/a/{*}']}}]}]")
            .paths(403, "/a/b", "/a/b?x", "/a//b", "/a/%0A")
            .paths(200, "/a", "/a/", "/a/b/c"),
        allow("the rest of a path", "[{to: [{operation: {paths: ['/a/{**}']}}]}]")
            .paths(200, "/a/", "/a/b", "/a/b/c")
            .paths(403, "/a", "/b/a/"),
        deny("the rest of a path", "[{to: [{operation: {paths: ['/{*}/b/{**}']}}]}]")
            .paths(403, "/a/b/", "/a/b/c/d", "/a/./b/x")
            .paths(200, "/b/", "/a/c/b/", "/a/b"),
        deny("all but a template", "[{to: [{operation: {notPaths: ['/a.b/{*}']}}]}]")
            .paths(200, "/a.b/c")
            .paths(403, "/axb/c", "/a.b/"),
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
