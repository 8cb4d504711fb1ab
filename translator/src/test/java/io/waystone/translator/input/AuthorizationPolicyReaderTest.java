package io.waystone.translator.input;

import static io.waystone.translator.input.Reading.found;
import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.input.AuthorizationPolicy.Action;
import io.waystone.translator.input.AuthorizationPolicy.Condition;
import io.waystone.translator.input.AuthorizationPolicy.Rule;
import io.waystone.translator.input.AuthorizationPolicy.Target;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationPolicyReaderTest {

  private static final String HEAD =
      """
      apiVersion: security.istio.io/v1
      kind: AuthorizationPolicy
      metadata: {name: p, namespace: shop}
      """;

  private static final String TARGETS =
      "  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: wp}]\n";

  @Test
  void readsTheMissionsExample() {
    AuthorizationPolicy policy =
        good(
            """
            spec:
              targetRefs:
              - kind: Gateway
                group: gateway.networking.k8s.io
                name: default
              action: ALLOW
              rules:
              - from:
                - source:
                    namespaces: ["default", "istio-system"]
                to:
                - operation:
                    methods: ["GET"]
            """);
    assertThat(policy.targets()).containsExactly(new Target.OfGateway("default"));
    assertThat(policy.action()).isEqualTo(Action.ALLOW);
    assertThat(policy.unreadable()).isFalse();
    Rule rule = policy.rules().getFirst();
    assertThat(rule.from().getFirst().conditions())
        .containsExactly(condition(Attribute.NAMESPACES, "default", "istio-system"));
    assertThat(rule.to().getFirst().conditions())
        .containsExactly(condition(Attribute.METHODS, "GET"));
  }

  @Test
  void readsEveryFieldOfSourceAndOperation() {
    AuthorizationPolicy policy =
        good(
            """
            spec:
              action: DENY
              rules:
              - from:
                - source:
                    principals: ["cluster.local/ns/a/sa/b", "*", "*/sa/b", "cluster.local/*"]
                    notPrincipals: ["x"]
                    requestPrincipals: ["iss/sub"]
                    notRequestPrincipals: ["*"]
                    trustDomains: ["cluster.local"]
                    notTrustDomains: ["*.old"]
                    namespaces: ["a-*"]
                    notNamespaces: ["b"]
                    remoteIpBlocks: ["10.1.2.3/8"]
                    notRemoteIpBlocks: ["::1"]
                    ipBlocks: ["10.0.0.1"]
                    notIpBlocks: ["10.0.0.0/24"]
                - source:
                    serviceAccounts: ["web", "other/web"]
                    notServiceAccounts: ["x/y"]
                to:
                - operation:
                    hosts: ["*.example.com"]
                    notHosts: ["a.example.com"]
                    methods: ["GET"]
                    notMethods: ["PUT"]
                    paths: ["/a*", "*/b", "/x/{*}/y/{**}"]
                    notPaths: ["/a/b"]
                    ports: ["80"]
                    notPorts: ["81"]
                when:
                - {key: "request.headers[X-Id]", values: ["1"]}
                - {key: "request.auth.claims[a][b]", notValues: ["2"]}
                - {key: source.serviceAccount, values: [web]}
                - {key: destination.port, values: ["8080"]}
            """);
    Rule rule = policy.rules().getFirst();
    List<Condition> source = rule.from().getFirst().conditions();
    assertThat(source).hasSize(6).allMatch(c -> !c.values().isEmpty() && !c.notValues().isEmpty());
    assertThat(source).noneMatch(c -> c.invalidValues() || c.invalidNotValues());
    assertThat(source.get(4).values()).containsExactly("10.0.0.0/8");
    assertThat(source.get(5).values()).containsExactly("10.0.0.1/32");
    assertThat(rule.from().get(1).conditions().getFirst().values())
        .containsExactly("shop/web", "other/web");
    assertThat(rule.to().getFirst().conditions()).hasSize(4);
    assertThat(rule.when())
        .containsExactly(
            new Condition(Attribute.HEADERS, "x-id", List.of("1"), List.of(), false, false),
            new Condition(Attribute.CLAIMS, "a][b", List.of(), List.of("2"), false, false),
            condition(Attribute.SERVICE_ACCOUNTS, "shop/web"),
            condition(Attribute.PORTS, "8080"));
  }

  @Test
  void readsAllTargets() {
    AuthorizationPolicy policy =
        good(
            """
            spec:
              targetRefs:
              - {kind: Service, group: "", name: a}
              - {kind: Service, name: b, namespace: shop}
              - {kind: ServiceEntry, group: networking.istio.io, name: c}
              - {kind: GatewayClass, group: gateway.networking.k8s.io, name: d}
              rules: [{}]
            """);
    assertThat(policy.targets())
        .containsExactly(
            new Target.OfService("a"),
            new Target.OfService("b"),
            new Target.OfServiceEntry("c"),
            new Target.OfGatewayClass("d"));
    assertThat(policy.rules()).containsExactly(new Rule(0, List.of(), List.of(), List.of()));
  }

  @Test
  void theSingularTargetCountsOnlyAlone() {
    assertThat(good("spec: {targetRef: {kind: Service, name: a}}\n").targets())
        .containsExactly(new Target.OfService("a"));
    assertThat(
            good("spec: {targetRef: {kind: Service, name: a}, targetRefs: [{kind: Service, name:"
                    + " b}]}\n")
                .targets())
        .containsExactly(new Target.OfService("b"));
  }

  @Test
  void anEmptySpecAllowsNothing() {
    for (String spec : List.of("", "spec: {}\n", "spec: {action: ALLOW, rules: []}\n")) {
      AuthorizationPolicy policy = good(spec);
      assertThat(policy.action()).isEqualTo(Action.ALLOW);
      assertThat(policy.rules()).isEmpty();
      assertThat(policy.targets()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DENY", "AUDIT"})
  void aPolicyThatNeverMatchesIsSaid(String action) {
    ReadResult result = Reading.one(HEAD + "spec: {action: " + action + "}\n");
    assertThat(found(result)).containsExactly("4 WS0207 spec.rules");
    assertThat(policy(result).unreadable()).isFalse();
  }

  /** Whatever is wrong in the structure: everything that is targeted is denied. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rule: []                                          | WS0005 spec.rule",
        "action: Deny                                      | WS0008 spec.action",
        "action: BLOCK                                     | WS0008 spec.action",
        "action: 5                                         | WS0006 spec.action",
        "rules: {}                                         | WS0006 spec.rules",
        "rules: [~]                                        | WS0006 spec.rules[0]",
        "rules: [{form: []}]                               | WS0005 spec.rules[0].form",
        "rules: [{from: []}]                               | WS0008 spec.rules[0].from",
        "rules: [{from: [{}]}]                             | WS0007 spec.rules[0].from[0].source",
        "rules: [{from: [{source: {}}]}]                   | WS0008 spec.rules[0].from[0].source",
        "rules: [{from: [{source: {principals: []}}]}]     | WS0008 spec.rules[0].from[0].source",
        "rules: [{from: [{source: {principals: a}}]}]      | WS0006"
            + " spec.rules[0].from[0].source.principals",
        "rules: [{from: [{source: {user: [a]}}]}]          | WS0005"
            + " spec.rules[0].from[0].source.user",
        "rules: [{from: [{sources: {}}]}]                  | WS0005"
            + " spec.rules[0].from[0].sources",
        "rules: [{to: [{operation: {ports: [80]}}]}]       | WS0006"
            + " spec.rules[0].to[0].operation.ports[0]",
        "rules: [{to: [{operation: {method: [GET]}}]}]     | WS0005"
            + " spec.rules[0].to[0].operation.method",
        "rules: [{to: [{operation: ~}]}]                   | WS0007"
            + " spec.rules[0].to[0].operation",
        "rules: [{when: [{values: [a]}]}]                  | WS0007 spec.rules[0].when[0].key",
        "rules: [{when: [{key: source.ip}]}]               | WS0007 spec.rules[0].when[0].values",
        "rules: [{when: {key: source.ip}}]                 | WS0006 spec.rules[0].when",
        "rules: [{from: [{source: {serviceAccounts: [a], namespaces: [b]}}]}] | WS0008"
            + " spec.rules[0].from[0].source.serviceAccounts",
        "rules: [{from: [{source: {notServiceAccounts: [a], principals: [b]}}]}] | WS0008"
            + " spec.rules[0].from[0].source.notServiceAccounts",
        "selector: {matchLabels: {a: b}}                   | WS0008 spec.selector",
        "selector: {labels: {a: b}}                        | WS0005 spec.selector.labels",
        "provider: {name: x}                               | WS0008 spec.provider",
      })
  void unreadableDenies(String line, String expected) {
    ReadResult result = Reading.one(HEAD + "spec:\n" + TARGETS + "  " + line + "\n");
    assertThat(found(result)).contains("6 " + expected, "1 WS0201");
    assertDeniesAll(policy(result), new Target.OfGateway("wp"));
  }

  @Test
  void aCustomPolicyNeedsItsProvider() {
    ReadResult result =
        Reading.one(HEAD + "spec:\n" + TARGETS + "  action: CUSTOM\n  rules: [{}]\n");
    assertThat(found(result)).containsExactly("4 WS0007 spec.provider", "1 WS0201");
    assertDeniesAll(policy(result), new Target.OfGateway("wp"));
  }

  /** Where even the target is not understood, the whole namespace is denied. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spec: deny                                                  | WS0006 spec",
        "spec: []                                                    | WS0006 spec",
        "specs: {action: DENY}                                       | WS0005 specs",
        "spec: {targetRefs: {kind: Service, name: a}}                | WS0006 spec.targetRefs",
        "spec: {targetRefs: [a]}                                     | WS0006 spec.targetRefs[0]",
        "spec: {targetRefs: [{kind: Service}]}                       | WS0007"
            + " spec.targetRefs[0].name",
        "spec: {targetRefs: [{kind: Service, name: a, port: 1}]}     | WS0005"
            + " spec.targetRefs[0].port",
        "spec: {targetRefs: [{kind: Gateway, name: a}]}              | WS0008"
            + " spec.targetRefs[0].kind",
        "spec: {targetRefs: [{kind: Pod, name: a}]}                  | WS0008"
            + " spec.targetRefs[0].kind",
        "spec: {targetRefs: [{kind: Service, name: a, namespace: b}]} | WS0008"
            + " spec.targetRefs[0].namespace",
        "spec: {targetRef: 5}                                        | WS0006 spec.targetRef",
        "spec: {targetrefs: [{kind: Service, name: a}]}              | WS0005 spec.targetrefs",
        "spec: {attach: [{kind: Service, name: a}]}                  | WS0005 spec.attach",
      })
  void unreadableTargetsDenyTheNamespace(String spec, String expected) {
    ReadResult result = Reading.one(HEAD + spec + "\n");
    assertThat(found(result)).contains("4 " + expected, "1 WS0201");
    assertThat(policy(result).targets()).contains(new Target.OfNamespace());
    assertDeniesAll(policy(result), policy(result).targets().toArray(Target[]::new));
    assertThat(result.diagnostics().getLast().effect())
        .isEqualTo("it denies everything in namespace shop");
  }

  @Test
  void readableTargetsStayBesideUnreadableOnes() {
    ReadResult result =
        Reading.one(
            HEAD
                + "spec: {targetRefs: [{kind: Service, name: a}, {kind: Pod, name: b}], rules:"
                + " [{}]}\n");
    assertDeniesAll(policy(result), new Target.OfService("a"), new Target.OfNamespace());
  }

  @Test
  void aSelectedPolicyIsZtunnelsAlsoIfUnreadable() {
    ReadResult result =
        Reading.one(HEAD + "spec: {selector: {matchLabels: {a: b}}, ruels: [{}]}\n");
    assertDeniesAll(policy(result));
    assertThat(policy(result).selector()).contains(new WorkloadSelector(Map.of("a", "b")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                     | all       ",
        "selector: {},                           | {}        ",
        "selector: {matchLabels: {}},            | {}        ",
        "selector: {matchLabels: {b: c, a: b}},  | {a=b, b=c}",
        // What cannot be read selects nothing less: the policy denies.
        "selector: 5,                            | all       ",
        "selector: {matchLabels: {a: 5, b: c}},  | {b=c}     ",
        "selector: {matchLabel: {a: b}},         | {}        ",
      })
  void theSelectorIsKept(String line, String labels) {
    AuthorizationPolicy policy = policy(Reading.one(HEAD + "spec: {" + line + " rules: [{}]}\n"));
    assertThat(policy.selector().map(s -> s.labels().toString()).orElse("all")).isEqualTo(labels);
  }

  @Test
  void anUnknownVersionOrABadNameDenies() {
    String spec = "spec:\n" + TARGETS;
    ReadResult version = Reading.one(HEAD.replace("istio.io/v1", "istio.io/v2") + spec);
    assertThat(found(version)).containsExactly("1 WS0009 apiVersion", "1 WS0201");
    assertDeniesAll(policy(version), new Target.OfGateway("wp"));
    ReadResult name = Reading.one(HEAD.replace("name: p", "name: P") + spec);
    assertDeniesAll(policy(name), new Target.OfGateway("wp"));
  }

  /** An invalid value leaves the structure: the mesh narrows an ALLOW and widens a DENY by it. */
  @ParameterizedTest
  @CsvSource({
    "from, source, ipBlocks, 10.0.0.0/40",
    "from, source, ipBlocks, 010.0.0.1",
    "from, source, ipBlocks, fe80::1%eth0",
    "from, source, remoteIpBlocks, host",
    "from, source, principals, ''",
    "from, source, principals, spiffe://cluster.local/ns/a/sa/b",
    "from, source, principals, cluster.local/ns/*/sa/b",
    "from, source, principals, '*/sa/*'",
    "from, source, namespaces, Default",
    "from, source, namespaces, team-*-a",
    "from, source, namespaces, '*team*'",
    "from, source, serviceAccounts, a/b/c",
    "from, source, serviceAccounts, a/*",
    "from, source, trustDomains, a*b*c",
    "to, operation, ports, 0",
    "to, operation, ports, 65536",
    "to, operation, ports, 99999",
    "to, operation, ports, http",
    "to, operation, ports, '80-90'",
    "to, operation, methods, 'GET POST'",
    "to, operation, methods, '**'",
    "to, operation, hosts, a.*.com",
    "to, operation, hosts, '*.example.*'",
    "to, operation, paths, '/a/{b}'",
    "to, operation, paths, '/{**}/{*}'",
    "to, operation, paths, '/{*}/*'",
    "to, operation, paths, /a/../b",
    "to, operation, paths, /a/.",
    "to, operation, paths, '*/./b'",
    "to, operation, paths, '/{*}/..'",
  })
  void invalidValues(String list, String name, String field, String value) {
    for (boolean not : new boolean[] {false, true}) {
      String written =
          not ? "not" + Character.toUpperCase(field.charAt(0)) + field.substring(1) : field;
      ReadResult result =
          Reading.one(
              HEAD
                  + "spec:\n  rules:\n  - %s:\n    - %s:\n        %s: [\"%s\"]\n"
                      .formatted(list, name, written, value));
      assertThat(found(result))
          .containsExactly("8 WS0203 spec.rules[0].%s[0].%s.%s[0]".formatted(list, name, written));
      Rule rule = policy(result).rules().getFirst();
      Condition condition =
          rule.from().isEmpty()
              ? rule.to().getFirst().conditions().getFirst()
              : rule.from().getFirst().conditions().getFirst();
      assertThat(condition.values()).isEmpty();
      assertThat(condition.notValues()).isEmpty();
      assertThat(condition.invalidValues()).isEqualTo(!not);
      assertThat(condition.invalidNotValues()).isEqualTo(not);
      assertThat(policy(result).unreadable()).isFalse();
    }
  }

  /** The same of a condition. */
  @ParameterizedTest
  @CsvSource({
    "request.headers[a], \u00e4",
    "request.headers[a], 513",
    "connection.sni, a.*.com",
    "connection.sni, '*.example.*'",
    "connection.sni, 'a b'",
  })
  void invalidValuesOfConditions(String key, String written) {
    String value = written.equals("513") ? "x".repeat(513) : written;
    ReadResult result =
        Reading.one(
            HEAD
                + "spec:\n  rules:\n  - when:\n    - {key: \"%s\", values: [ok, \"%s\"]}\n"
                    .formatted(key, value));
    assertThat(found(result)).containsExactly("7 WS0203 spec.rules[0].when[0].values[1]");
    Condition condition = policy(result).rules().getFirst().when().getFirst();
    assertThat(condition.values()).containsExactly("ok");
    assertThat(condition.invalidValues()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "source.foo",
        "source.ip[a]",
        "request.headers",
        "request.headers[]",
        "request.headers[a b]",
        "request.auth.claims",
        "experimental.envoy.filters.a[b]",
        "paths"
      })
  void unknownKeys(String key) {
    ReadResult result =
        Reading.one(HEAD + "spec: {rules: [{when: [{key: \"" + key + "\", notValues: [a]}]}]}\n");
    assertThat(found(result)).containsExactly("4 WS0203 spec.rules[0].when[0].key");
    assertThat(policy(result).rules().getFirst().when())
        .containsExactly(new Condition(Attribute.UNKNOWN, "", List.of(), List.of(), true, false));
  }

  @Test
  void dryRunIsAnAnnotation() {
    assertThat(dryRun("\"true\"").dryRun()).isTrue();
    assertThat(dryRun("\"false\"").dryRun()).isFalse();
    assertThat(dryRun("\"yes\"").dryRun()).isFalse();
    assertThat(dryRun("true").dryRun()).isFalse();
  }

  private static AuthorizationPolicy dryRun(String value) {
    return policy(
        Reading.one(
            HEAD.replace("shop}", "shop, annotations: {istio.io/dry-run: " + value + "}}")
                + "spec: {}\n"));
  }

  private static void assertDeniesAll(AuthorizationPolicy policy, Target... targets) {
    assertThat(policy.unreadable()).isTrue();
    assertThat(policy.action()).isEqualTo(Action.DENY);
    assertThat(policy.rules()).containsExactly(new Rule(0, List.of(), List.of(), List.of()));
    assertThat(policy.targets()).containsExactly(targets);
  }

  private static Condition condition(Attribute attribute, String... values) {
    return new Condition(attribute, "", List.of(values), List.of(), false, false);
  }

  private static AuthorizationPolicy good(String spec) {
    return Reading.good(AuthorizationPolicy.class, HEAD + spec);
  }

  private static AuthorizationPolicy policy(ReadResult result) {
    return Reading.object(AuthorizationPolicy.class, result);
  }
}
