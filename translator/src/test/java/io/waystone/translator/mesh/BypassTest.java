package io.waystone.translator.mesh;

import static io.waystone.translator.mesh.Objects.entry;
import static io.waystone.translator.mesh.Objects.namespace;
import static io.waystone.translator.mesh.Objects.object;
import static io.waystone.translator.mesh.Objects.pod;
import static io.waystone.translator.mesh.Objects.policy;
import static io.waystone.translator.mesh.Objects.selecting;
import static io.waystone.translator.mesh.Objects.target;
import static io.waystone.translator.mesh.Objects.waypoint;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a status says that a policy can be passed by, and how to close that. */
class BypassTest {

  private static final String HTTP = "name: http, port: 80";
  private static final String AMBIENT = "istio.io/dataplane-mode: ambient";
  private static final String USE = "istio.io/use-waypoint: wp, " + AMBIENT;
  private static final String WP = "cluster.local/ns/default/sa/wp";
  private static final Pattern COMPANION = Pattern.compile("\\{\"apiVersion\".*?]}}(?=;|$)");

  /** A policy at ztunnel beside, and what is said of the policy at the waypoint. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // The pods of "web" have app: web, and may have more labels.
        "action: DENY, rules: [{from: [{source: {notPrincipals: [WP]}}]}]            | closed",
        "action: DENY, rules: [{from: [{source: {notServiceAccounts: [wp]}}]}]       | open",
        "action: DENY, rules: [{from: [{source: {notPrincipals: [WP, a/ns/b/sa/c]}}]}] | open",
        "action: DENY, rules: [{from: [{source: {notNamespaces: [default]}}]}]       | open",
        "action: DENY, rules: [{to: [{operation: {ports: ['80']}}], from: [{source: {notPrincipals:"
            + " [WP]}}]}] | open",
        "action: DENY, rules: [{to: [{operation: {methods: [GET]}}], from: [{source:"
            + " {notPrincipals: [WP]}}]}] | open",
        "action: DENY, rules: [{from: [{source: {notPrincipals: [WP], ipBlocks: [10.0.0.0/8]}}]}] |"
            + " open",
        "action: DENY, rules: [{from: [{source: {ipBlocks: [10.0.0.0/8]}}]}, {}]     | closed",
        "action: AUDIT, rules: [{from: [{source: {notPrincipals: [WP]}}]}]           | open",
        "action: ALLOW, rules: [{from: [{source: {principals: [WP]}}]}]              | closed",
        "action: ALLOW, rules: [{from: [{source: {principals: [WP, x/ns/y/sa/z]}}]}] | open",
        "action: ALLOW, rules: [{from: [{source: {principals: [WP]}}, {source: {namespaces:"
            + " [a]}}]}] | open",
        "action: ALLOW, rules: [{when: [{key: source.principal, values: [WP]}]}]     | closed",
        "action: ALLOW, rules: [{from: [{source: {principals: ['*/sa/wp']}}]}]       | open",
        "action: ALLOW                                                               | closed",
        "selector: {matchLabels: {app: web}}, action: ALLOW                          | closed",
        "selector: {matchLabels: {app: web, version: v1}}, action: ALLOW             | open",
        "selector: {matchLabels: {app: other}}, action: ALLOW                        | open",
      })
  void policiesAtZtunnel(String spec, String expected) {
    MeshFixture mesh = mesh();
    mesh.set(policy("default", "beside", "{" + spec.replace("WP", WP) + "}"));
    assertThat(mesh.conditions("AuthorizationPolicy", "default", "p"))
        .containsExactly(
            expected.equals("open")
                ? "BypassPossible true PodsAcceptOthers"
                : "BypassPossible false WaypointOnly",
            "WaypointAccepted true Accepted");
  }

  /** One for some of the pods may let others in beside one for all of them. */
  @Test
  void anAllowForSomeAddsToAnAllowForAll() {
    MeshFixture mesh = mesh();
    mesh.set(policy("default", "all", only(WP)));
    assertThat(bypass(mesh)).isEqualTo("BypassPossible false WaypointOnly");
    mesh.set(
        policy(
            "default",
            "some",
            "{selector: {matchLabels: {version: v1}}, action: ALLOW, rules: [{}]}"));
    assertThat(bypass(mesh)).isEqualTo("BypassPossible true PodsAcceptOthers");
    mesh.set(
        policy(
            "default",
            "some",
            "{selector: {matchLabels: {app: other}}, action: ALLOW, rules: [{}]}"));
    assertThat(bypass(mesh)).isEqualTo("BypassPossible false WaypointOnly");
  }

  @Test
  void thoseOfTheRootNamespaceCountAndThoseOfOthersDoNot() {
    MeshFixture mesh = mesh();
    mesh.set(policy("other", "all", only(WP)));
    assertThat(bypass(mesh)).isEqualTo("BypassPossible true PodsAcceptOthers");
    mesh.set(policy("istio-system", "all", only(WP)));
    assertThat(bypass(mesh)).isEqualTo("BypassPossible false WaypointOnly");
  }

  /** Whatever else there is at ztunnel: what the status says to apply closes the way. */
  @ParameterizedTest
  @CsvSource({
    "Service, web",
    "Gateway, wp",
    "Service, lost",
    "ServiceEntry, vm",
    "GatewayClass, istio-waypoint",
  })
  void whatItSaysToApplyClosesIt(String kind, String name) {
    String namespace = kind.equals("GatewayClass") ? "istio-system" : "default";
    String traffic = kind.startsWith("Gateway") ? "all" : "service";
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp", "istio.io/waypoint-for: " + traffic, "{from: Same}"),
            namespace("default", USE),
            selecting("default", "web", "app: web", "10.0.0.1", HTTP),
            labelled("lost", "istio.io/use-waypoint: gone"),
            vm("{labels: {app: vm}}", ""),
            pod("default", "alone", "app: alone", "10.1.0.1"),
            policy("default", "adds", "{action: ALLOW, rules: [{}]}"),
            policy(namespace, "p", deny(kind, name)));
    List<String> before = bypasses(mesh, namespace);
    assertThat(before).hasSize(1).allMatch(one -> one.startsWith("BypassPossible true"));
    List<String> companions = companions(mesh, namespace);
    assertThat(companions).isNotEmpty();
    mesh.set(companions.toArray(String[]::new));
    assertThat(bypasses(mesh, namespace)).containsExactly("BypassPossible false WaypointOnly");
  }

  @Test
  void aServiceWhoseWaypointIsMissing() {
    MeshFixture mesh =
        MeshFixture.of(
            namespace("default", USE),
            selecting("default", "web", "app: web", "10.0.0.1", HTTP),
            policy("default", "p", deny("Service", "web")));
    assertThat(mesh.conditions("AuthorizationPolicy", "default", "p"))
        .containsExactly(
            "BypassPossible true WaypointMissing", "WaypointAccepted false AncestorNotBound");
    assertThat(mesh.messages("AuthorizationPolicy", "default", "p").getFirst())
        .startsWith("default/web Service: there is no waypoint of ours named default/wp; ")
        .contains("\"notPrincipals\":[\"" + WP + "\"]");
    mesh.set(waypoint("default", "wp"));
    assertThat(bypass(mesh)).isEqualTo("BypassPossible true PodsAcceptOthers");
  }

  /** A policy at ztunnel is of no use where there is no ztunnel. */
  @Test
  void podsOutsideTheMesh() {
    MeshFixture mesh = mesh();
    mesh.set(namespace("default", "istio.io/use-waypoint: wp"), policy("default", "all", only(WP)));
    assertThat(bypass(mesh)).isEqualTo("BypassPossible true PodsOutsideMesh");
    mesh.set(namespace("default", USE));
    assertThat(bypass(mesh)).isEqualTo("BypassPossible false WaypointOnly");
  }

  @Test
  void endpointsThatNobodySelects() {
    MeshFixture mesh = mesh();
    mesh.set(Objects.service("default", "web", "", "10.0.0.1", HTTP));
    assertThat(bypass(mesh)).isEqualTo("BypassPossible true EndpointsOutsideMesh");
    assertThat(companions(mesh, "default")).isEmpty();
  }

  /** A machine has no ztunnel, and neither has what is written down beside the selector. */
  @Test
  void aServiceEntryThatOthersThanPodsServe() {
    MeshFixture mesh = mesh();
    mesh.set(
        vm("{labels: {app: vm}}", ""),
        policy("default", "p", deny("ServiceEntry", "vm")),
        policy("default", "all", only(WP)));
    assertThat(bypass(mesh)).isEqualTo("BypassPossible false WaypointOnly");
    mesh.set(Objects.workload("default", "machine", "", "{address: 10.2.0.1, labels: {app: vm}}"));
    assertThat(bypass(mesh)).isEqualTo("BypassPossible true EndpointsOutsideMesh");
    mesh.remove("WorkloadEntry", "default", "machine");
    assertThat(bypass(mesh)).isEqualTo("BypassPossible false WaypointOnly");
    mesh.set(vm("{labels: {app: vm}}", ", endpoints: [{address: 10.2.0.2}]"));
    assertThat(bypass(mesh)).isEqualTo("BypassPossible true EndpointsOutsideMesh");
  }

  /** What comes to the pods' own addresses through the waypoint, policies of the Gateway see. */
  @Test
  void podsBehindTheSameWaypoint() {
    MeshFixture mesh = mesh();
    mesh.set(
        waypoint("default", "wp", "istio.io/waypoint-for: all", "{from: Same}"),
        policy("default", "all", only(WP)));
    assertThat(bypass(mesh)).isEqualTo("BypassPossible false WaypointOnly");
    mesh.set(pod("default", "web-1", "app: web", "10.1.0.1"));
    assertThat(bypass(mesh)).isEqualTo("BypassPossible true PodsThroughWaypoint");
    mesh.set(policy("default", "p", deny("Gateway", "wp")));
    assertThat(bypass(mesh)).isEqualTo("BypassPossible false WaypointOnly");
  }

  /** One for all pods of the root namespace would be for all of the mesh. */
  @Test
  void noPolicyForTheWholeMeshIsSaidToBeApplied() {
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("istio-system", "wp", "istio.io/waypoint-for: workload", "{from: Same}"),
            namespace("istio-system", USE),
            pod("istio-system", "alone", "app: alone", "10.1.0.1"),
            policy("istio-system", "p", deny("Gateway", "wp")));
    assertThat(bypasses(mesh, "istio-system"))
        .containsExactly("BypassPossible true PodsAcceptOthers");
    assertThat(companions(mesh, "istio-system")).isEmpty();
  }

  /** Nor one that would lock out the waypoint that the service gets some day. */
  @Test
  void aServiceThatNamesNoWaypoint() {
    MeshFixture mesh = mesh();
    mesh.set(labelled("nowhere", "istio.io/use-waypoint: none"));
    mesh.set(policy("default", "p", deny("Service", "nowhere")));
    assertThat(bypass(mesh)).isEqualTo("BypassPossible true WaypointMissing");
    assertThat(companions(mesh, "default")).isEmpty();
  }

  @Test
  void aServiceWithoutWaypointAndItsPodsOutsideTheMesh() {
    MeshFixture mesh =
        MeshFixture.of(
            namespace("default", "istio.io/use-waypoint: wp"),
            selecting("default", "web", "app: web", "10.0.0.1", HTTP),
            policy("default", "p", deny("Service", "web")),
            policy("default", "all", only(WP)));
    assertThat(bypass(mesh)).isEqualTo("BypassPossible true WaypointMissing");
  }

  @Test
  void aServiceOfWhichNoPortIsServed() {
    MeshFixture mesh = mesh();
    mesh.set(
        selecting("default", "web", "app: web", "10.0.0.1", "name: dns, port: 53, protocol: UDP"));
    assertThat(mesh.conditions("AuthorizationPolicy", "default", "p"))
        .containsExactly("WaypointAccepted false AncestorNotBound");
  }

  /** Names of two kinds are two, and none is longer than a name may be. */
  @Test
  void whatIsToBeAppliedHasANameOfItsOwn() {
    String label = "x".repeat(60) + ".";
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp", "istio.io/waypoint-for: all", "{from: Same}"),
            namespace("default", USE),
            selecting("default", "default", "app: web", "10.0.0.1", HTTP),
            vm(label.repeat(4) + "a", "10.0.0.2", "{labels: {app: long}}", ""),
            vm(label.repeat(4) + "b", "10.0.0.3", "{labels: {app: longer}}", ""),
            pod("default", "alone", "app: alone", "10.1.0.1"),
            policy("default", "p", deny("Gateway", "wp")));
    assertThat(Objects.read(companions(mesh, "default").toArray(String[]::new)))
        .extracting(object -> object.ref().name())
        .hasSize(4)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.length() <= 253);
  }

  @ParameterizedTest
  @CsvSource({"AUDIT, false", "DENY, true", "ALLOW, true"})
  void whatDecidesNothingCannotBePassedBy(String action, boolean dryRun) {
    MeshFixture mesh = mesh();
    String attached = policy("default", "p", deny("Service", "web").replace("DENY", action));
    mesh.set(
        dryRun
            ? attached.replace("labels: {}", "annotations: {istio.io/dry-run: \"true\"}")
            : attached);
    assertThat(bypasses(mesh, "default")).isEmpty();
  }

  /** Of many, some are written out and the others counted. */
  @Test
  void aConditionStaysShort() {
    MeshFixture mesh = mesh();
    for (int i = 0; i < 20; i++) {
      mesh.set(selecting("default", "s" + i, "app: s" + i, "10.0.1." + i, HTTP));
    }
    mesh.set(policy("default", "p", deny("Gateway", "wp")));
    assertThat(mesh.messages("AuthorizationPolicy", "default", "p").getFirst())
        .endsWith("; and 13 more");
    assertThat(companions(mesh, "default")).hasSize(8);
  }

  private static MeshFixture mesh() {
    return MeshFixture.of(
        waypoint("default", "wp"),
        namespace("default", USE),
        selecting("default", "web", "app: web", "10.0.0.1", HTTP),
        policy("default", "p", deny("Service", "web")));
  }

  private static String labelled(String name, String labels) {
    return object(
        "v1",
        "Service",
        "default",
        name,
        labels,
        "{clusterIP: 10.0.0.8, selector: {app: %s}, ports: [{%s}]}".formatted(name, HTTP));
  }

  private static String vm(String selector, String more) {
    return vm("vm", "10.0.0.9", selector, more);
  }

  private static String vm(String name, String address, String selector, String more) {
    return entry(
        "default",
        name,
        "",
        "{hosts: [vm-%s.example], addresses: [%s], resolution: STATIC, workloadSelector: %s, ports: [{%s}]%s}"
            .formatted(
                address.replace('.', '-'), address, selector, "name: http, number: 80", more));
  }

  private static String deny(String kind, String name) {
    return "{targetRefs: [" + target(kind, name) + "], action: DENY, rules: [{}]}";
  }

  private static String only(String principal) {
    return "{action: ALLOW, rules: [{from: [{source: {principals: [\"" + principal + "\"]}}]}]}";
  }

  private static String bypass(MeshFixture mesh) {
    return bypasses(mesh, "default").getFirst();
  }

  private static List<String> bypasses(MeshFixture mesh, String namespace) {
    return mesh.conditions("AuthorizationPolicy", namespace, "p").stream()
        .filter(condition -> condition.startsWith("BypassPossible"))
        .toList();
  }

  private static List<String> companions(MeshFixture mesh, String namespace) {
    return mesh.messages("AuthorizationPolicy", namespace, "p").stream()
        .flatMap(message -> Stream.of(COMPANION.matcher(message)).flatMap(Matcher::results))
        .map(result -> result.group())
        .toList();
  }
}
