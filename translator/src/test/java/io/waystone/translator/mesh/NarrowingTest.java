package io.waystone.translator.mesh;

import static io.waystone.translator.mesh.Objects.captured;
import static io.waystone.translator.mesh.Objects.policy;
import static io.waystone.translator.mesh.Objects.target;
import static io.waystone.translator.mesh.Objects.waypoint;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What cannot be told, or could not be read, narrows an ALLOW and widens a DENY. The service is
 * web, address 10.0.0.1, port 9000, protocol detected: its policies are read for HTTP and for TCP.
 */
class NarrowingTest {

  private static final String HOST = "web.default.svc.cluster.local";

  /** Policies look at normalized paths, where some signs have become others. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      value = {
        "ALLOW => '/a|b' => [/a|b, /a%7Cb]",
        "ALLOW => '/a:b' => [/a:b]",
        "ALLOW => '//a' => [//a]",
        "DENY => '/a-b.c_d~e' => [/a-b.c_d~e]",
        "DENY => '/a b*' => [/a(  or %20)b{**}]",
        "DENY => '/v1/a:b' => [/v1/a(: or %3A)b]",
        "DENY => '*.x%7a' => [{**}.x(z or %7a)]",
        "DENY => '//a' => [//a, /a]",
        "DENY => '*/a^{b' => never",
        "DENY => '/{*}/<{**}' => [/{*}/(< or %3C){**}]",
        "DENY => '/\u00e4+b%2f' => [/(\u00e4 or %C3%A4)(+ or %2B)b(%2f)]",
        "DENY => '/a\\b' => [/a(\\ or %5C)b, /a/b]",
        "ALLOW => '/a\\b' => [/a\\b]",
      })
  void pathsAreInEverySpelling(String action, String path, String expected) {
    String rule = "to: [{operation: {paths: ['" + path + "']}}]";
    assertThat(http(action, rule))
        .isEqualTo(expected.equals("never") ? "any ; any" : "any ; paths=" + expected);
  }

  /** A source, an operation or a condition that can be told of requests and of connections. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      value = {
        "{} => any ; any",
        "from: [{source: {principals: [a/b]}}] => principals=[a/b] ; any",
        "from: [{source: {principals: ['*', 'a/*', '*/b']}}] => principals=[*, a/*, */b] ; any",
        "from: [{source: {notPrincipals: [a]}}] => principals!=[a] ; any",
        "from: [{source: {principals: [a], notPrincipals: [b]}}] => principals=[a] &"
            + " principals!=[b] ; any",
        "from: [{source: {namespaces: [a, 'b-*']}}] => namespaces=[a, b-*] ; any",
        "from: [{source: {notNamespaces: [a]}}] => namespaces!=[a] ; any",
        "from: [{source: {serviceAccounts: [a, x/y]}}] => service_accounts=[default/a, x/y] ; any",
        "from: [{source: {notServiceAccounts: [a]}}] => service_accounts!=[default/a] ; any",
        "from: [{source: {ipBlocks: [10.1.2.3/8]}}] => ip_blocks=[10.0.0.0/8] ; any",
        "from: [{source: {notIpBlocks: [10.1.2.3]}}] => ip_blocks!=[10.1.2.3/32] ; any",
        "from: [{source: {principals: [a]}}, {source: {namespaces: [b]}}] => principals=[a] |"
            + " namespaces=[b] ; any",
        "from: [{source: {principals: [a], namespaces: [b]}}] => principals=[a] & namespaces=[b] ;"
            + " any",
        "when: [{key: source.principal, values: [a]}] => principals=[a] ; any",
        "when: [{key: source.namespace, notValues: [a]}] => namespaces!=[a] ; any",
        "when: [{key: source.serviceAccount, values: [a]}] => service_accounts=[default/a] ; any",
        "when: [{key: source.ip, values: [10.0.0.0/8]}] => ip_blocks=[10.0.0.0/8] ; any",
        "when: [{key: remote.ip, values: [10.0.0.0/8]}] => remote_ip_blocks=[10.0.0.0/8] ; any",
        "from: [{source: {notRemoteIpBlocks: [10.0.0.1]}}] => remote_ip_blocks!=[10.0.0.1/32] ;"
            + " any",
        "from: [{source: {trustDomains: [cluster.local, a, 'b*']}}] =>"
            + " trust_domains=[cluster.local, a, b*] ; any",
        "when: [{key: source.trustDomain, notValues: [a]}] => trust_domains!=[a] ; any",
        "from: [{source: {principals: [a]}}, {source: {principals: [b]}}], when: [{key:"
            + " source.namespace, values: [c]}] => principals=[a] & namespaces=[c] | principals=[b]"
            + " & namespaces=[c] ; any",
      })
  void whatAConnectionTellsIsAsWritten(String rule, String expected) {
    for (String action : List.of("ALLOW", "DENY")) {
      assertThat(http(action, rule)).as("%s, HTTP", action).isEqualTo(expected);
      assertThat(tcp(action, rule)).as("%s, TCP", action).isEqualTo(expected);
    }
  }

  /** What only a request tells: as written there, an ALLOW never on TCP, a DENY without it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "to: [{operation: {methods: [GET]}}]            ; methods=[GET]            ; any",
        "to: [{operation: {methods: ['*']}}]            ; methods=[*]              ; any",
        "to: [{operation: {notMethods: [GET]}}]         ; methods!=[GET]           ; any",
        "to: [{operation: {hosts: ['*.a.com']}}]        ; hosts=[*.a.com]          ; any",
        "to: [{operation: {notHosts: [a.com]}}]         ; hosts!=[a.com]           ; any",
        "to: [{operation: {paths: ['/a*', '*/b']}}]     ; paths=[/a*, */b]         ; any",
        "to: [{operation: {notPaths: [/a]}}]            ; paths!=[/a]              ; any",
        "to: [{operation: {methods: [GET], ports: ['9000']}}] ; methods=[GET]      ; any",
        "to: [{operation: {methods: [GET], paths: [/a]}}] ; methods=[GET] & paths=[/a] ; any",
      })
  void whatOnlyARequestTells(String rule, String operation, String tcpDeny) {
    assertThat(http("ALLOW", rule)).isEqualTo("any ; " + operation);
    assertThat(http("DENY", rule)).isEqualTo("any ; " + operation);
    assertThat(tcp("ALLOW", rule)).isEqualTo("never");
    assertThat(tcp("DENY", rule)).isEqualTo("any ; " + tcpDeny);
  }

  /** The rest of the rule holds beside what cannot be told. */
  @Test
  void onlyWhatCannotBeToldIsWidened() {
    String rule =
        "from: [{source: {principals: [a]}}], to: [{operation: {methods: [GET]}}, {operation:"
            + " {ports: ['80'], methods: [PUT]}}]";
    assertThat(tcp("DENY", rule)).isEqualTo("principals=[a] ; any");
    assertThat(http("DENY", rule)).isEqualTo("principals=[a] ; methods=[GET]");
  }

  /** The same of what a source is asked in a request. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      value = {
        "when: [{key: 'request.headers[X-A]', values: [a, 'b*']}] => headers[x-a]=[a, b*]",
        "when: [{key: 'request.headers[x]', notValues: [a]}] => headers[x]!=[a]",
        "when: [{key: request.auth.audiences, values: [a]}] => audiences=[a]",
        "when: [{key: request.auth.presenter, notValues: [a]}] => presenter!=[a]",
        "when: [{key: 'request.auth.claims[a][b]', values: [c]}] => claims[a][b]=[c]",
        "from: [{source: {requestPrincipals: ['*']}}] => request_principals=[*/*]",
        "from: [{source: {requestPrincipals: [i/s]}}] => request_principals=[i/s]",
        "from: [{source: {requestPrincipals: ['https://i/*']}}] =>"
            + " request_principals=[https://i/*]",
        "from: [{source: {notRequestPrincipals: [i]}}] => request_principals!=[i/]",
        "when: [{key: request.auth.principal, values: ['*/s']}] => request_principals=[*/s]",
      })
  void whatOnlyARequestTellsOfItsSource(String rule, String source) {
    assertThat(http("ALLOW", rule)).isEqualTo(source + " ; any");
    assertThat(tcp("ALLOW", rule)).isEqualTo("never");
    assertThat(tcp("DENY", rule)).isEqualTo("any ; any");
    assertThat(mesh("ALLOW", rule).said())
        .contains("WS0204 default/p AuthorizationPolicy spec.rules");
  }

  /** A star that may reach over the slash: less is let in, more is refused. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      value = {
        "requestPrincipals: ['https://i/*'] => https://i/* => https://i/*, https://i/*/*",
        "requestPrincipals: ['*/s'] => */s => */s, */*/s",
        "requestPrincipals: ['i*'] => i*/* => i*/*",
        "requestPrincipals: ['*s'] => */*s => */*s",
      })
  void theStarOfARequestPrincipal(String written, String allow, String deny) {
    String rule = "from: [{source: {" + written + "}}]";
    assertThat(http("ALLOW", rule)).isEqualTo("request_principals=[" + allow + "] ; any");
    assertThat(http("DENY", rule)).isEqualTo("request_principals=[" + deny + "] ; any");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'/a/{*}'", "'/a/{**}'", "'/{*}/b/{**}'"})
  void aTemplateIsOneOfTheRequestsPaths(String template) {
    String rule = "to: [{operation: {paths: [" + template + "]}}]";
    assertThat(http("ALLOW", rule)).isEqualTo("any ; paths=[" + template.replace("'", "") + "]");
    assertThat(tcp("DENY", rule)).isEqualTo("any ; any");
  }

  /** What is read as HTTP has no server name; of bytes it is found out. */
  @Test
  void theServerName() {
    String rule = "when: [{key: connection.sni, values: ['A.com', '*.b.com']}]";
    assertThat(http("ALLOW", rule)).isEqualTo("never");
    assertThat(http("DENY", rule)).isEqualTo("never");
    assertThat(tcp("ALLOW", rule)).isEqualTo("any ; sni=[a.com, *.b.com]");
    String not = "when: [{key: connection.sni, notValues: [a.com]}]";
    assertThat(http("DENY", not)).isEqualTo("any ; any");
    assertThat(tcp("DENY", not)).isEqualTo("any ; sni!=[a.com]");
    // A server may take a name for the same with the dot that ends it.
    assertThat(tcp("ALLOW", not)).isEqualTo("any ; sni!=[a.com, a.com.]");
    assertThat(tcp("DENY", "when: [{key: connection.sni, values: ['*.b.com', 'c*', '*']}]"))
        .isEqualTo("any ; sni=[*.b.com, *.b.com., c*, *]");
  }

  /** What cannot be told of anything. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "when: [{key: no.such.key, values: [a]}]",
        "when: [{key: no.such.key, notValues: [a]}]",
      })
  void whatNobodyCanTell(String rule) {
    assertThat(http("ALLOW", rule)).isEqualTo("never");
    assertThat(tcp("ALLOW", rule)).isEqualTo("never");
    assertThat(http("DENY", rule)).isEqualTo("any ; any");
    assertThat(tcp("DENY", rule)).isEqualTo("any ; any");
    assertThat(mesh("ALLOW", rule).said())
        .contains("WS0204 default/p AuthorizationPolicy spec.rules");
  }

  /** Values that cannot be read: an ALLOW does without them, a DENY does not ask. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "from: [{source: {ipBlocks: [x]}}]                  ; never                    ; any",
        "from: [{source: {ipBlocks: [x, 10.0.0.1]}}]        ; ip_blocks=[10.0.0.1/32]  ; any",
        "from: [{source: {notIpBlocks: [x]}}]               ; never                    ; any",
        "from: [{source: {notIpBlocks: [x, 10.0.0.1]}}]     ; never ; ip_blocks!=[10.0.0.1/32]",
        "from: [{source: {principals: ['a*b', c]}}]         ; principals=[c]           ; any",
        "from: [{source: {principals: ['*a*']}}]            ; never                    ; any",
        "from: [{source: {principals: ['spiffe://a/b']}}]   ; never                    ; any",
        "from: [{source: {namespaces: ['*a*']}}]            ; never                    ; any",
        "from: [{source: {namespaces: ['a*b']}}]            ; never                    ; any",
        "from: [{source: {notNamespaces: ['a*b']}}]         ; never                    ; any",
        "from: [{source: {serviceAccounts: ['a*']}}]        ; never                    ; any",
        "from: [{source: {principals: [a], ipBlocks: [x]}}] ; never ; principals=[a]",
      })
  void valuesThatCannotBeReadInASource(String rule, String allow, String deny) {
    assertThat(http("ALLOW", rule)).isEqualTo(allow.equals("never") ? allow : allow + " ; any");
    assertThat(tcp("ALLOW", rule)).isEqualTo(allow.equals("never") ? allow : allow + " ; any");
    assertThat(http("DENY", rule)).isEqualTo(deny + " ; any");
    assertThat(tcp("DENY", rule)).isEqualTo(deny + " ; any");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "to: [{operation: {methods: ['G T']}}]          ; never         ; any",
        "to: [{operation: {methods: ['*E*']}}]          ; never         ; any",
        "to: [{operation: {methods: ['G T', PUT]}}]     ; methods=[PUT] ; any",
        "to: [{operation: {notMethods: ['G T', PUT]}}]  ; never         ; methods!=[PUT]",
        "to: [{operation: {hosts: ['a*b']}}]            ; never         ; any",
        "to: [{operation: {hosts: ['*a*']}}]            ; never         ; any",
        "to: [{operation: {paths: ['*admin*']}}]        ; never         ; any",
        "to: [{operation: {paths: ['/a/*/b', /c]}}]     ; paths=[/c]    ; any",
        "to: [{operation: {paths: ['/a{b']}}]           ; never         ; any",
        "to: [{operation: {paths: ['/a?b', /c]}}]       ; paths=[/c]    ; any",
        "to: [{operation: {paths: ['/a#b']}}]           ; never         ; any",
      })
  void valuesThatCannotBeReadInAnOperation(String rule, String allow, String deny) {
    assertThat(http("ALLOW", rule)).isEqualTo(allow.equals("never") ? allow : "any ; " + allow);
    assertThat(http("DENY", rule)).isEqualTo("any ; " + deny);
  }

  /** The port is known: the rule holds, or it does not. Columns: rule, ALLOW, DENY. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ports: ['9000']                | yes | yes",
        "ports: ['80', '9000']          | yes | yes",
        "ports: ['80']                  | no  | no",
        "notPorts: ['80']               | yes | yes",
        "notPorts: ['9000']             | no  | no",
        "ports: ['9000'], notPorts: ['9000'] | no | no",
        "ports: ['x']                   | no  | yes",
        "ports: ['x', '9000']           | yes | yes",
        "ports: ['x', '80']             | no  | yes",
        "notPorts: ['x']                | no  | yes",
        "notPorts: ['x', '80']          | no  | yes",
        "notPorts: ['x', '9000']        | no  | no",
        "ports: ['9000'], notPorts: ['x'] | no | yes",
        "ports: ['0']                   | no  | yes",
        "ports: ['09000']               | no  | yes",
        "ports: ['65536']               | no  | yes",
      })
  void portsAreDecided(String ports, String allow, String deny) {
    for (String rule :
        List.of(
            "to: [{operation: {" + ports + "}}]",
            "when: [{key: destination.port, "
                + ports.replace("notPorts", "notValues").replace("ports", "values")
                + "}]")) {
      assertDecided(rule, allow, deny);
    }
  }

  /** The service has one address, 10.0.0.1; then also fd00::1: which one it is cannot be told. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "values: [10.0.0.1]                  | yes | yes | no  | yes",
        "values: [10.0.0.0/8]                | yes | yes | no  | yes",
        "values: [10.0.0.0/8, 'fd00::/8']    | yes | yes | yes | yes",
        "values: [10.0.0.2]                  | no  | no  | no  | no",
        "notValues: [10.0.0.1]               | no  | no  | no  | yes",
        "notValues: [10.0.0.2]               | yes | yes | yes | yes",
        "notValues: [10.0.0.1, 'fd00::1']    | no  | no  | no  | no",
        "values: [x]                         | no  | yes | no  | yes",
        "notValues: [x]                      | no  | yes | no  | yes",
      })
  void theDestinationsAddressIsDecidedWhereItCanBe(
      String values, String allow, String deny, String allowTwo, String denyTwo) {
    String rule = "when: [{key: destination.ip, " + values + "}]";
    assertDecided(rule, allow, deny);
    String two =
        Objects.object(
            "v1",
            "Service",
            "default",
            "web",
            "istio.io/use-waypoint: wp",
            "{clusterIPs: [10.0.0.1, 'fd00::1'], ports: [{port: 9000}]}");
    MeshFixture mesh = mesh("ALLOW", rule);
    mesh.set(two);
    assertThat(RuleText.of(mesh.policies(HOST, 9000).http().allow()))
        .isEqualTo(allowTwo.equals("yes") ? "any ; any" : "never");
    mesh = mesh("DENY", rule);
    mesh.set(two);
    assertThat(RuleText.of(mesh.policies(HOST, 9000).http().deny()))
        .isEqualTo(denyTwo.equals("yes") ? "any ; any" : "never");
  }

  private static void assertDecided(String rule, String allow, String deny) {
    for (boolean ofHttp : List.of(true, false)) {
      assertThat(ofHttp ? http("ALLOW", rule) : tcp("ALLOW", rule))
          .isEqualTo(allow.equals("yes") ? "any ; any" : "never");
      assertThat(ofHttp ? http("DENY", rule) : tcp("DENY", rule))
          .isEqualTo(deny.equals("yes") ? "any ; any" : "never");
    }
  }

  /**
   * A principal of ours is one of every trust domain of the mesh; aliases are old and older.org.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "new.org/ns/a/sa/b       ; new.org/ns/a/sa/b, old/ns/a/sa/b, older.org/ns/a/sa/b",
        "old/ns/a/sa/b           ; new.org/ns/a/sa/b, old/ns/a/sa/b, older.org/ns/a/sa/b",
        "cluster.local/ns/a/sa/b ; new.org/ns/a/sa/b, old/ns/a/sa/b, older.org/ns/a/sa/b",
        "old/ns/a/sa/*           ; new.org/ns/a/sa/*, old/ns/a/sa/*, older.org/ns/a/sa/*",
        "'*.org/ns/a/sa/b'       ; *.org/ns/a/sa/b, old/ns/a/sa/b",
        "'*ld/ns/a/sa/b'         ; new.org/ns/a/sa/b, *ld/ns/a/sa/b, older.org/ns/a/sa/b",
        "'*/ns/a/sa/b'           ; */ns/a/sa/b",
        "foreign/ns/a/sa/b       ; foreign/ns/a/sa/b",
        "old/ns/a/*              ; old/ns/a/*",
        "'*'                     ; *",
      })
  void trustDomainAliases(String principal, String expected) {
    MeshFixture mesh = renamed("ALLOW", "principals: ['" + principal + "']");
    assertThat(RuleText.of(mesh.policies(HOST, 9000).http().allow()))
        .isEqualTo("principals=[" + expected + "] ; any");
  }

  /** What refuses also takes the beginning of a principal for one of every trust domain. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "cluster.local/ns/a/* ; new.org/ns/a/*, old/ns/a/*, older.org/ns/a/*",
        "old/*                ; new.org/*, old/*, older.org/*",
        "old*                 ; old*",
        "foreign/ns/a/*       ; foreign/ns/a/*",
        "'*/a/sa/b'           ; */a/sa/b",
      })
  void trustDomainAliasesOfWhatRefuses(String principal, String expected) {
    MeshFixture deny = renamed("DENY", "principals: ['" + principal + "']");
    assertThat(RuleText.of(deny.policies(HOST, 9000).http().deny()))
        .isEqualTo("principals=[" + expected + "] ; any");
    MeshFixture allow = renamed("ALLOW", "notPrincipals: ['" + principal + "']");
    assertThat(RuleText.of(allow.policies(HOST, 9000).http().allow()))
        .isEqualTo("principals!=[" + expected + "] ; any");
  }

  private static MeshFixture renamed(String action, String source) {
    MeshFixture mesh = mesh(action, "from: [{source: {" + source + "}}]");
    mesh.set(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: istio, namespace: istio-system}
        data:
          mesh: |
            trustDomain: new.org
            trustDomainAliases: [old, older.org]
        """);
    return mesh;
  }

  /** The name of a rule keeps its place in the policy, also when others are left out. */
  @Test
  void rulesAreNamedByTheirPlace() {
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp"),
            captured("default", "web", "wp", "10.0.0.1", "port: 9000"),
            policy(
                "default",
                "p",
                "{targetRefs: ["
                    + target("Gateway", "wp")
                    + "], rules: [{to: [{operation: {ports: ['80']}}]}, {from: [{source:"
                    + " {namespaces: [a]}}]}]}"));
    List<Policy> allow = mesh.policies(HOST, 9000).http().allow();
    assertThat(allow.getFirst().name()).isEqualTo("ns[default]-policy[p]");
    assertThat(allow.getFirst().rules())
        .extracting(Policy.Rule::name)
        .containsExactly("ns[default]-policy[p]-rule[1]");
  }

  private static String http(String action, String rule) {
    PortPolicies policies = mesh(action, rule).policies(HOST, 9000);
    return RuleText.of(action.equals("ALLOW") ? policies.http().allow() : policies.http().deny());
  }

  private static String tcp(String action, String rule) {
    PortPolicies policies = mesh(action, rule).policies(HOST, 9000);
    return RuleText.of(action.equals("ALLOW") ? policies.tcp().allow() : policies.tcp().deny());
  }

  private static MeshFixture mesh(String action, String rule) {
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp"),
            captured("default", "web", "wp", "10.0.0.1", "port: 9000"),
            policy(
                "default",
                "p",
                "{targetRefs: ["
                    + target("Gateway", "wp")
                    + "], action: "
                    + action
                    + ", rules: [{"
                    + (rule.equals("{}") ? "" : rule)
                    + "}]}"));
    assertThat(mesh.conditions("AuthorizationPolicy", "default", "p"))
        .contains("WaypointAccepted true Accepted");
    assertThat(mesh.failures()).isZero();
    return mesh;
  }
}
