package io.waystone.translator.mesh;

import static io.waystone.translator.mesh.Objects.captured;
import static io.waystone.translator.mesh.Objects.entry;
import static io.waystone.translator.mesh.Objects.policy;
import static io.waystone.translator.mesh.Objects.service;
import static io.waystone.translator.mesh.Objects.target;
import static io.waystone.translator.mesh.Objects.waypoint;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which policies decide for which service port, and what their statuses say. */
class PolicyAttachmentTest {

  private static final String WEB = "web.default.svc.cluster.local";
  private static final String API = "api.shop.svc.cluster.local";
  private static final String EXT = "example.com";
  private static final String USE =
      "istio.io/use-waypoint: wp, istio.io/use-waypoint-namespace: default";

  /** A policy's namespace and target, the services it holds for, and its condition. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "default      | Gateway      | wp             | web api ext | true Accepted",
        "shop         | Gateway      | wp             |             | false TargetNotFound",
        "default      | Gateway      | gone           |             | false TargetNotFound",
        "default      | Service      | web            | web         | true Accepted",
        "shop         | Service      | api            | api         | true Accepted",
        "default      | Service      | api            |             | false TargetNotFound",
        "shop         | Service      | web            |             | false TargetNotFound",
        "default      | Service      | free           |             | false AncestorNotBound",
        "shop         | ServiceEntry | ext            | ext         | true Accepted",
        "default      | ServiceEntry | ext            |             | false TargetNotFound",
        "shop         | Service      | ext            |             | false TargetNotFound",
        "istio-system | GatewayClass | istio-waypoint | web api ext | true Accepted",
        "istio-system | GatewayClass | other          |             | true Accepted",
        "default      | GatewayClass | istio-waypoint |             | false Invalid",
      })
  void targets(String namespace, String kind, String name, String holdsFor, String condition) {
    MeshFixture mesh = mesh(denyAll(namespace, "p", target(kind, name)));
    List<String> expected = holdsFor == null ? List.of() : List.of(holdsFor.split(" "));
    assertThat(denied(mesh, WEB)).isEqualTo(expected.contains("web"));
    assertThat(denied(mesh, API)).isEqualTo(expected.contains("api"));
    assertThat(denied(mesh, EXT)).isEqualTo(expected.contains("ext"));
    assertThat(mesh.conditions("AuthorizationPolicy", namespace, "p"))
        .contains("WaypointAccepted " + condition);
    assertThat(mesh.said())
        .isEqualTo(
            condition.startsWith("true")
                ? List.of()
                : List.of("WS0202 " + namespace + "/p AuthorizationPolicy spec.targetRefs[0]"));
  }

  @Test
  void severalTargetsEachHoldAndHaveAVerdict() {
    MeshFixture mesh =
        mesh(denyAll("default", "p", target("Service", "web") + ", " + target("Service", "gone")));
    assertThat(denied(mesh, WEB)).isTrue();
    assertThat(denied(mesh, API)).isFalse();
    assertThat(mesh.conditions("AuthorizationPolicy", "default", "p"))
        .containsExactly(
            "WaypointAccepted false TargetNotFound",
            "BypassPossible true EndpointsOutsideMesh",
            "WaypointAccepted true Accepted");
  }

  @Test
  void aPolicyThatIsTargetedTwiceCountsOnce() {
    MeshFixture mesh =
        mesh(denyAll("default", "p", target("Gateway", "wp") + ", " + target("Service", "web")));
    assertThat(mesh.policies(WEB, 80).http().deny()).hasSize(1);
  }

  /** istiod: no precedence; all that are attached count. */
  @Test
  void policiesOfAllTargetsCount() {
    String from = ", rules: [{from: [{source: {namespaces: [a]}}]}]}";
    MeshFixture mesh =
        mesh(
            policy("default", "gw", "{targetRefs: [" + target("Gateway", "wp") + "]" + from),
            policy("default", "svc", "{targetRefs: [" + target("Service", "web") + "]" + from),
            policy(
                "istio-system",
                "class",
                "{targetRefs: [" + target("GatewayClass", "istio-waypoint") + "]" + from));
    assertThat(mesh.policies(WEB, 80).http().allow())
        .extracting(Policy::name)
        .containsExactly(
            "ns[default]-policy[gw]", "ns[default]-policy[svc]", "ns[istio-system]-policy[class]");
  }

  @Test
  void aPolicyWithoutTargetsIsForZtunnel() {
    MeshFixture mesh = mesh(policy("default", "p", "{action: DENY, rules: [{}]}"));
    assertThat(denied(mesh, WEB)).isFalse();
    assertThat(mesh.said()).containsExactly("WS0205 default/p AuthorizationPolicy");
    assertThat(mesh.conditions("AuthorizationPolicy", "default", "p"))
        .containsExactly("ZtunnelAccepted true Accepted");
  }

  /** Its target is readable: everything there is denied, and nothing else. */
  @Test
  void anUnreadablePolicyDeniesWhatItTargets() {
    MeshFixture mesh =
        mesh(
            policy(
                "shop",
                "p",
                "{targetRefs: [" + target("Service", "api") + "], rules: [{form: []}]}"));
    assertThat(RuleText.of(mesh.policies(API, 80).http().deny())).isEqualTo("any ; any");
    assertThat(RuleText.of(mesh.policies(API, 80).tcp().deny())).isEqualTo("any ; any");
    assertThat(denied(mesh, WEB)).isFalse();
    assertThat(denied(mesh, EXT)).isFalse();
  }

  /** Not even its targets are readable: its namespace, and all behind the waypoints there. */
  @ParameterizedTest
  @CsvSource({"shop, false, true, true", "default, true, true, true", "third, false, false, false"})
  void anUnreadableTargetDeniesTheNamespace(
      String namespace, boolean web, boolean api, boolean ext) {
    MeshFixture mesh = mesh(policy(namespace, "p", "{targetRefs: [{kind: Sevice, name: api}]}"));
    assertThat(denied(mesh, WEB)).isEqualTo(web);
    assertThat(denied(mesh, API)).isEqualTo(api);
    assertThat(denied(mesh, EXT)).isEqualTo(ext);
    assertThat(mesh.conditions("AuthorizationPolicy", namespace, "p"))
        .containsExactly(
            "PartiallyInvalid true Invalid",
            "ZtunnelAccepted true Invalid",
            "WaypointAccepted true Accepted");
  }

  /** An ALLOW without rules allows nothing; any other action without rules does nothing. */
  @ParameterizedTest
  @CsvSource({"ALLOW, true", "DENY, false"})
  void aPolicyWithoutRules(String action, boolean refuses) {
    MeshFixture mesh =
        mesh(
            policy(
                "default",
                "p",
                "{targetRefs: [" + target("Gateway", "wp") + "], action: " + action + "}"));
    assertThat(mesh.policies(WEB, 80).http().allowOnly()).isEqualTo(refuses);
    assertThat(mesh.policies(WEB, 80).http().allow()).hasSize(refuses ? 1 : 0);
    assertThat(mesh.policies(WEB, 80).http().deny()).isEmpty();
  }

  /** An ALLOW of which nothing is left still makes everything else refused. */
  @Test
  void anAllowOfWhichNothingIsLeftAllowsNothing() {
    MeshFixture mesh =
        mesh(
            policy(
                "default",
                "p",
                "{targetRefs: ["
                    + target("Gateway", "wp")
                    + "], rules: [{to: [{operation: {methods: [GET]}}]}]}"));
    assertThat(mesh.policies(WEB, 80).tcp().allowOnly()).isTrue();
    assertThat(RuleText.of(mesh.policies(WEB, 80).tcp().allow())).isEqualTo("never");
  }

  @Test
  void customDeniesWhatItWouldHaveAskedAbout() {
    MeshFixture mesh =
        mesh(
            policy(
                "default",
                "p",
                "{targetRefs: ["
                    + target("Service", "web")
                    + "], action: CUSTOM, provider: {name: x}, rules: [{to: [{operation:"
                    + " {paths: [/admin]}}]}]}"));
    Policy deny = mesh.policies(WEB, 80).http().deny().getFirst();
    assertThat(RuleText.of(List.of(deny))).isEqualTo("any ; paths=[/admin]");
    assertThat(deny.rules().getFirst().name())
        .isEqualTo("ns[default]-policy[p]-rule[0]-deny-due-to-bad-CUSTOM-action");
    assertThat(RuleText.of(mesh.policies(WEB, 80).tcp().deny())).isEqualTo("any ; any");
    assertThat(mesh.said()).contains("WS0206 default/p AuthorizationPolicy spec.provider");
  }

  @Test
  void auditRefusesNothing() {
    MeshFixture mesh =
        mesh(denyAll("default", "p", target("Gateway", "wp")).replace("DENY", "AUDIT"));
    PortPolicies.RuleSet rules = mesh.policies(WEB, 80).http();
    assertThat(rules.deny()).isEmpty();
    assertThat(RuleText.of(rules.audit())).isEqualTo("any ; any");
    assertThat(mesh.said()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ALLOW", "DENY"})
  void aDryRunRefusesNothing(String action) {
    MeshFixture mesh = mesh(dryRun(action));
    PortPolicies.RuleSet rules = mesh.policies(WEB, 80).http();
    assertThat(rules.deny()).isEmpty();
    assertThat(rules.allowOnly()).isFalse();
    assertThat(RuleText.of(action.equals("ALLOW") ? rules.dryAllow() : rules.dryDeny()))
        .isEqualTo("any ; any");
    assertThat(mesh.said()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"AUDIT", "CUSTOM"})
  void whatDecidesNothingOrAsksCannotBeTriedOut(String action) {
    MeshFixture mesh = mesh(dryRun(action));
    assertThat(mesh.policies(WEB, 80).http()).isEqualTo(PortPolicies.RuleSet.OPEN);
    assertThat(mesh.said())
        .containsExactly(
            "WS0208 default/p AuthorizationPolicy metadata.annotations[istio.io/dry-run]");
  }

  private static String dryRun(String action) {
    return denyAll("default", "p", target("Gateway", "wp"))
        .replace("DENY", action.equals("CUSTOM") ? "CUSTOM, provider: {name: p}" : action)
        .replaceFirst("metadata: \\{", "metadata: {annotations: {istio.io/dry-run: 'true'}, ");
  }

  /** A route may send requests to a port for bytes, so their form is there for every port. */
  @Test
  void theProtocolDecidesTheForms() {
    MeshFixture mesh = mesh(denyAll("default", "p", target("Gateway", "wp")));
    mesh.set(
        captured(
            "default", "web", "wp", "10.0.0.1", "name: http, port: 80", "name: tcp, port: 81"));
    assertThat(mesh.policies(WEB, 80).http().deny()).hasSize(1);
    assertThat(mesh.policies(WEB, 80).tcp()).isEqualTo(PortPolicies.RuleSet.OPEN);
    assertThat(mesh.policies(WEB, 81).http().deny()).hasSize(1);
    assertThat(mesh.policies(WEB, 81).tcp().deny()).hasSize(1);
  }

  @Test
  void aPolicyThatGoesIsGone() {
    MeshFixture mesh = mesh(denyAll("default", "p", target("Gateway", "wp")));
    mesh.remove("AuthorizationPolicy", "default", "p");
    assertThat(mesh.policies(WEB, 80).http()).isEqualTo(PortPolicies.RuleSet.OPEN);
    assertThat(mesh.conditions("AuthorizationPolicy", "default", "p")).isEmpty();
  }

  private static boolean denied(MeshFixture mesh, String host) {
    return RuleText.of(mesh.policies(host, 80).http().deny()).equals("any ; any");
  }

  private static String denyAll(String namespace, String name, String targets) {
    return policy(namespace, name, "{targetRefs: [" + targets + "], action: DENY, rules: [{}]}");
  }

  /** web in default, api and the entry ext in shop, all behind default/wp; free has no waypoint. */
  private static MeshFixture mesh(String... objects) {
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp", "", "{from: All}"),
            captured("default", "web", "wp", "10.0.0.1", "port: 80"),
            service("default", "free", "", "10.0.0.2", "port: 80"),
            service("shop", "api", USE, "10.0.0.3", "port: 80"),
            entry(
                "shop",
                "ext",
                USE,
                "{hosts: [example.com], addresses: [10.0.0.4], resolution: STATIC, ports: [{number:"
                    + " 80, name: any}]}"));
    mesh.set(objects);
    return mesh;
  }
}
