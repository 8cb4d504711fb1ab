package io.waystone.translator.mesh;

import static io.waystone.translator.mesh.Objects.captured;
import static io.waystone.translator.mesh.Objects.entry;
import static io.waystone.translator.mesh.Objects.policy;
import static io.waystone.translator.mesh.Objects.route;
import static io.waystone.translator.mesh.Objects.target;
import static io.waystone.translator.mesh.Objects.waypoint;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a waypoint may send on to what a route names, and whose policies hold there. */
class WaysTest {

  private static final String WEB = "web.default.svc.cluster.local";
  private static final String V1 = "v1.default.svc.cluster.local";
  private static final WaypointKey WAYPOINT = new WaypointKey("default", "wp");
  private static final String RULES =
      "action: DENY, rules: [{to: [{operation: {methods: [PUT]}}]}]";

  /** A policy of the backend's, whether it guards the backend. */
  @ParameterizedTest
  @CsvSource({
    "Service, v1, true",
    "Service, web, false",
    "Gateway, wp, false",
  })
  void policiesOfABackendGuardIt(String kind, String name, boolean guarded) {
    MeshFixture mesh = mesh();
    assertThat(mesh.table(WEB, 80).guards()).isEmpty();
    mesh.set(policy("default", "p", "{targetRefs: [" + target(kind, name) + "], " + RULES + "}"));
    Set<PortKey> v1 = Set.of(new PortKey(WAYPOINT, V1, 80));
    assertThat(mesh.table(WEB, 80).guards()).isEqualTo(guarded ? v1 : Set.of());
    assertThat(mesh.messages("HTTPRoute", "default", "r"))
        .anyMatch(message -> message.contains("v1 Service hold for what is sent there") == guarded);
    mesh.remove("AuthorizationPolicy", "default", "p");
    assertThat(mesh.table(WEB, 80).guards()).isEmpty();
  }

  /** What cannot be read denies its namespace, and so what is sent to it. */
  @Test
  void anUnreadablePolicyGuardsItsNamespace() {
    MeshFixture mesh = mesh(policy("default", "p", "{targetRefs: 5}"));
    assertThat(mesh.table(WEB, 80).guards()).containsExactly(new PortKey(WAYPOINT, V1, 80));
  }

  /** A route may send requests to a port that others connect to: its policies hold all the same. */
  @Test
  void aPortForBytesIsGuardedFromRequests() {
    MeshFixture mesh =
        mesh(
            captured("default", "v1", "wp", "10.0.0.2", "name: tcp, port: 80"),
            policy(
                "default", "p", "{targetRefs: [" + target("Service", "v1") + "], " + RULES + "}"));
    assertThat(mesh.table(WEB, 80).guards()).containsExactly(new PortKey(WAYPOINT, V1, 80));
    assertThat(mesh.policies(V1, 80).http().deny()).hasSize(1);
  }

  /** A policy of the waypoint that names ports is another one for each of them. */
  @ParameterizedTest
  @CsvSource({"'{ports: [\"80\"]}', false", "'{ports: [\"81\"]}', true"})
  void aPolicyOfTheWaypointForAPortGuardsIt(String operation, boolean guarded) {
    MeshFixture mesh =
        mesh(
            captured("default", "v1", "wp", "10.0.0.2", "name: http, port: 81"),
            policy(
                "default",
                "p",
                "{targetRefs: ["
                    + target("Gateway", "wp")
                    + "], action: DENY, rules: [{to: [{operation: "
                    + operation
                    + "}]}]}"),
            toBackend("{name: v1, port: 81}"));
    assertThat(mesh.table(WEB, 80).guards().isEmpty()).isNotEqualTo(guarded);
  }

  /** What a rule rewrites is not what policies have looked at. */
  @ParameterizedTest
  @CsvSource({
    "default, Gateway, wp, paths, true",
    "default, Gateway, wp, methods, false",
    "default, Service, web, paths, false",
    "shop, Service, web, paths, true",
    "shop, Service, web, methods, false",
  })
  void aRewriteLeadsPastNoPolicy(
      String namespace, String kind, String name, String attribute, boolean closed) {
    MeshFixture mesh =
        mesh(
            waypoint("default", "wp", "", "{from: All}"),
            policy(
                "default",
                "p",
                "{targetRefs: ["
                    + target(kind, name)
                    + "], action: DENY, rules: [{to: [{operation: {"
                    + attribute
                    + ": [\"/admin\"]}}]}]}"));
    mesh.remove("HTTPRoute", "default", "r");
    mesh.set(
        route(
            namespace,
            "rewrite",
            "{parentRefs: [{group: '', kind: Service, name: web, namespace: default}], rules:"
                + " [{filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplaceFullPath,"
                + " replaceFullPath: /admin}}}], backendRefs: [{name: web, namespace: default,"
                + " port: 80}]}]}"));
    assertThat(mesh.routes(WEB, 80).getFirst().contains("nowhere")).isEqualTo(closed);
    assertThat(mesh.said().stream().anyMatch(said -> said.startsWith("WS0113"))).isEqualTo(closed);
  }

  /** So is a header that a rule changes; own policies may be passed by who could change them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "default | Service | web | request.headers[X-Role] | set | x-role | false",
        "shop    | Service | web | request.headers[X-Role] | set | x-role | true",
        "shop    | Service | web | request.headers[x-role] | add | X-ROLE | true",
        "shop    | Service | web | request.headers[x-role] | remove | X-Role | true",
        "shop    | Service | web | request.headers[x-role] | set | x-other | false",
        "default | Service | v1  | request.headers[x-role] | set | x-role | false",
        "shop    | Service | v1  | request.headers[x-role] | set | x-role | true",
        "default | Gateway | wp  | request.headers[x-role] | set | x-role | true",
        "default | Gateway | wp  | request.headers[x-role] | set | x-other | false",
        "default | Gateway | wp  | remote.ip | add | X-Forwarded-For | true",
        "shop    | Service | web | remote.ip | set | x-forwarded-for | true",
        "default | Gateway | wp  | source.ip | set | x-forwarded-for | false",
        "default | Gateway | wp  | request.headers[host] | set | Host | true",
        "default | Gateway | wp  | source.namespace | set | Host | false",
        "default | Service | web | request.headers[host] | set | host | false",
      })
  void aChangedHeaderLeadsPastNoPolicy(
      String namespace,
      String kind,
      String name,
      String key,
      String change,
      String header,
      boolean closed) {
    String value = key.endsWith(".ip") ? "10.0.0.0/8" : "admin";
    MeshFixture mesh =
        mesh(
            waypoint("default", "wp", "", "{from: All}"),
            policy(
                "default",
                "p",
                "{targetRefs: ["
                    + target(kind, name)
                    + "], action: DENY, rules: [{when: [{key: '"
                    + key
                    + "', values: ["
                    + value
                    + "]}]}]}"),
            grant());
    mesh.remove("HTTPRoute", "default", "r");
    String changed =
        change.equals("remove")
            ? "remove: [" + header + "]"
            : change + ": [{name: " + header + ", value: a}]";
    mesh.set(
        route(
            namespace,
            "change",
            "{parentRefs: [{group: '', kind: Service, name: web, namespace: default}], rules:"
                + " [{filters: [{type: RequestHeaderModifier, requestHeaderModifier: {"
                + changed
                + "}}], backendRefs: [{name: "
                + (name.equals("v1") ? "v1" : "web")
                + ", namespace: default, port: 80}]}]}"));
    assertThat(mesh.routes(WEB, 80).getFirst().contains("nowhere")).isEqualTo(closed);
    assertThat(mesh.said().stream().anyMatch(said -> said.startsWith("WS0113"))).isEqualTo(closed);
  }

  private static String grant() {
    return """
    apiVersion: gateway.networking.k8s.io/v1beta1
    kind: ReferenceGrant
    metadata: {namespace: default, name: shop}
    spec:
      from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop}]
      to: [{group: "", kind: Service}]
    """;
  }

  /** Another port, or another parent beside: there, the requests were not going anyway. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{group: '', kind: Service, name: web, namespace: default} | 80 | true",
        "{group: '', kind: Service, name: web, namespace: default, port: 80} | 81 | false",
        "{group: '', kind: Service, name: web, namespace: default}, {group: '', kind: Service,"
            + " name: own} | 80 | false",
      })
  void aConsumerNeedsNoGrantForWhatWasAskedFor(String parents, int port, boolean permitted) {
    MeshFixture mesh =
        mesh(
            waypoint("default", "wp", "", "{from: All}"),
            captured(
                "default",
                "web",
                "wp",
                "10.0.0.1",
                "name: http, port: 80",
                "name: http-x, port: 81"),
            captured("shop", "own", "wp", "10.0.0.8", "name: http, port: 80"),
            route(
                "shop",
                "r",
                "{parentRefs: ["
                    + parents
                    + "], rules: [{backendRefs: [{name: web, namespace: default, port: "
                    + port
                    + "}]}]}"));
    assertThat(
            mesh.conditions("HTTPRoute", "shop", "r")
                .contains("ResolvedRefs false RefNotPermitted"))
        .isNotEqualTo(permitted);
  }

  /** Somebody else's waypoint would be passed by like another of ours. */
  @Test
  void aBackendBehindAWaypointOfAnotherClassIsClosed() {
    MeshFixture mesh =
        mesh(
            waypoint("default", "theirs").replace("istio-waypoint", "agentgateway"),
            captured("default", "v1", "theirs", "10.0.0.2", "name: http, port: 80"));
    assertThat(mesh.routes(WEB, 80))
        .containsExactly("default.r.0 prefix / -> nowhere default/v1 x1");
    assertThat(mesh.said()).contains("WS0110 default/r HTTPRoute spec.rules[0].backendRefs[0]");
  }

  @Test
  void aPortIsNotGuardedAgainstItself() {
    MeshFixture mesh =
        mesh(
            policy(
                "default", "p", "{targetRefs: [" + target("Service", "web") + "], " + RULES + "}"),
            toBackend("{name: web, port: 80}"));
    assertThat(mesh.table(WEB, 80).guards()).isEmpty();
  }

  /** It decides nothing, so there is nothing to keep. */
  @Test
  void aPolicyThatIsNotInForceGuardsNothing() {
    String deny =
        policy("default", "p", "{targetRefs: [" + target("Service", "v1") + "], " + RULES + "}");
    assertThat(mesh(deny).table(WEB, 80).guards()).isNotEmpty();
    String dryRun =
        deny.replaceFirst("metadata: \\{", "metadata: {annotations: {istio.io/dry-run: 'true'}, ");
    assertThat(mesh(dryRun).table(WEB, 80).guards()).isEmpty();
    assertThat(mesh(deny.replace("DENY", "AUDIT")).table(WEB, 80).guards()).isEmpty();
  }

  /** Resources are named after hosts: who lost its host must not be mistaken for its owner. */
  @Test
  void aServiceEntryWhoseHostIsAnothersIsNoBackend() {
    MeshFixture mesh =
        mesh(
            entry(
                "default",
                "fake",
                "istio.io/use-waypoint: wp",
                "{hosts: ["
                    + V1
                    + "], addresses: [10.9.0.1], ports: [{number: 80, name: http, protocol:"
                    + " HTTP}], resolution: STATIC}"),
            toBackend("{group: networking.istio.io, kind: ServiceEntry, name: fake, port: 80}"));
    assertThat(mesh.routes(WEB, 80))
        .containsExactly("default.r.0 prefix / -> nowhere default/fake x1");
    assertThat(mesh.said()).contains("WS0304 default/r HTTPRoute spec.rules[0].backendRefs[0]");
  }

  /** The policies would look at the path or host before it is rewritten. */
  @Test
  void aRewriteLeadsPastNoPolicyOfTheBackend() {
    String rewritten =
        toBackend(
            "{name: v1, port: 80, filters: [{type: RequestHeaderModifier, requestHeaderModifier:"
                + " {set: [{name: Host, value: a}]}}]}");
    MeshFixture mesh = mesh(rewritten);
    assertThat(mesh.routes(WEB, 80)).containsExactly("default.r.0 prefix / -> " + V1 + ":80 x1");
    mesh.set(
        policy("default", "p", "{targetRefs: [" + target("Service", "v1") + "], " + RULES + "}"));
    assertThat(mesh.routes(WEB, 80))
        .containsExactly("default.r.0 prefix / -> nowhere default/v1 x1");
    assertThat(mesh.said()).contains("WS0113 default/r HTTPRoute spec.rules[0].backendRefs[0]");
  }

  private static String toBackend(String backend) {
    return route(
        "default",
        "r",
        "{parentRefs: ["
            + target("Service", "web")
            + "], rules: [{backendRefs: ["
            + backend
            + "]}]}");
  }

  private static MeshFixture mesh(String... objects) {
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp"),
            captured("default", "web", "wp", "10.0.0.1", "name: http, port: 80"),
            captured("default", "v1", "wp", "10.0.0.2", "name: http, port: 80"),
            toBackend("{name: v1, port: 80}"));
    mesh.set(objects);
    return mesh;
  }
}
