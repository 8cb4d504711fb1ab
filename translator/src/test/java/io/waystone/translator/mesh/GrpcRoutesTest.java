package io.waystone.translator.mesh;

import static io.waystone.translator.mesh.Objects.captured;
import static io.waystone.translator.mesh.Objects.created;
import static io.waystone.translator.mesh.Objects.route;
import static io.waystone.translator.mesh.Objects.waypoint;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What GRPCRoutes mean, alone and beside HTTPRoutes. */
class GrpcRoutesTest {

  private static final String WEB = "web.default.svc.cluster.local";
  private static final String ITSELF = "default prefix / -> " + WEB + ":80 x1";
  private static final String TO_WEB = "backendRefs: [{name: web, namespace: default, port: 80}]";

  @Test
  void theMoreOfACallIsWrittenTheEarlierItsRuleComes() {
    MeshFixture mesh =
        mesh(
            grpc(
                "default",
                "r",
                parent("web"),
                """
                {name: all},
                {name: header, matches: [{headers: [{name: h, value: x}]}]},
                {name: method, matches: [{method: {method: Say}}]},
                {name: any-method, matches: [{method: {type: RegularExpression, method: 'S.*'}}]},
                {name: any-service, matches: [{method: {type: RegularExpression, service: 'long\\.(One|Other)'}}]},
                {name: any-call, matches: [{method: {type: RegularExpression, service: 'long\\.(One|Other)', method: Say}}]},
                {name: short, matches: [{method: {service: Echo}}]},
                {name: short-header, matches: [{method: {service: Echo}, headers: [{name: h, value: x}]}]},
                {name: long, matches: [{method: {service: long.Echo}}]},
                {name: call, matches: [{method: {service: Echo, method: Say}}]}
                """));
    assertThat(mesh.routes(WEB, 80).stream().map(text -> text.substring(0, text.indexOf(" "))))
        .containsExactly(
            "long",
            "call",
            "short-header",
            "short",
            "any-call",
            "any-service",
            "method",
            "any-method",
            "header",
            "all");
  }

  @Test
  void whatIsEqualIsOrderedByAge() {
    MeshFixture mesh =
        mesh(
            created("2026-02-01T00:00:00Z", grpc("default", "a", parent("web"), "{name: younger}")),
            created("2026-01-01T00:00:00Z", grpc("default", "b", parent("web"), "{name: older}")));
    assertThat(mesh.routes(WEB, 80).stream().map(text -> text.substring(0, text.indexOf(" "))))
        .containsExactly("older", "younger");
  }

  /** Gateway API: a call that has no backend is UNAVAILABLE. */
  @Test
  void aShareWithoutABackendIsUnavailable() {
    MeshFixture mesh =
        mesh(
            grpc(
                "default",
                "r",
                parent("web"),
                """
                {name: missing, matches: [{method: {service: A}}], backendRefs: [{name: web, port: 80}, {name: nobody, port: 80}]},
                {name: none, matches: [{method: {service: B}}]},
                {name: broken, matches: [{method: {service: C}}], filters: [{type: X}]}
                """));
    assertThat(mesh.routes(WEB, 80))
        .containsExactly(
            "missing prefix /A/ -> " + WEB + ":80 x1, nowhere default/nobody 503 x1",
            "none prefix /B/ -> 503",
            "broken prefix /C/ -> 500");
    assertThat(mesh.conditions("GRPCRoute", "default", "r"))
        .contains("ResolvedRefs false BackendNotFound");
    assertThat(mesh.diagnostics().toString())
        .contains("its 50 % of calls are UNAVAILABLE")
        .contains("calls that match this rule are UNAVAILABLE");
  }

  /** Gateway API: a backend that does not speak what the route sends is an invalid one. */
  @ParameterizedTest
  @CsvSource({"grpc, true", "http2, true", "other, true", "http, false", "tcp, false"})
  void aBackendMustSpeakHttp2(String name, boolean takes) {
    MeshFixture mesh =
        mesh(
            captured("default", "far", "wp", "10.0.0.2", "name: " + name + ", port: 80"),
            grpc("default", "r", parent("web"), "{name: r, backendRefs: [{name: far, port: 80}]}"));
    assertThat(mesh.routes(WEB, 80))
        .containsExactly(
            "r prefix / -> "
                + (takes ? "far.default.svc.cluster.local:80 x1" : "nowhere default/far 503 x1"));
    assertThat(mesh.conditions("GRPCRoute", "default", "r"))
        .contains(
            takes ? "ResolvedRefs true ResolvedRefs" : "ResolvedRefs false UnsupportedProtocol");
    mesh.set(
        route(
            "default",
            "h",
            "{parentRefs: [{name: wp}], rules: [{name: h, backendRefs: [{name: far, port:"
                + " 80}]}]}"));
    assertThat(mesh.conditions("HTTPRoute", "default", "h"))
        .contains("ResolvedRefs true ResolvedRefs");
  }

  /** The policies of the backend would look at the host that the call came with. */
  @Test
  void aCallWithAnotherHostPassesNoPolicyOfTheBackend() {
    MeshFixture mesh =
        mesh(
            captured("default", "far", "wp", "10.0.0.2", "name: grpc, port: 80"),
            Objects.policy(
                "default",
                "p",
                "{targetRefs: [" + Objects.target("Service", "far") + "], rules: [{}]}"),
            grpc(
                "default",
                "r",
                parent("web"),
                """
                {name: r, filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: Host, value: a.b}]}}],
                 backendRefs: [{name: far, port: 80}]}
                """));
    assertThat(mesh.routes(WEB, 80)).containsExactly("r prefix / -> nowhere default/far 503 x1");
    assertThat(mesh.diagnostics().toString())
        .contains("its share of calls through default/wp is UNAVAILABLE");
  }

  /** Gateway API, GEP-1294: of several kinds on a port, GRPCRoute goes first. */
  @Test
  void anHttpRouteOnTheSamePortIsNotInForce() {
    MeshFixture mesh =
        mesh(
            created("2026-01-01T00:00:00Z", http("default", "h", parent("web"))),
            created("2026-02-01T00:00:00Z", grpc("default", "g", parent("web"), rule("g"))));
    assertThat(mesh.routes(WEB, 80)).containsExactly("g prefix / -> " + WEB + ":80 x1");
    assertThat(mesh.conditions("HTTPRoute", "default", "h")).contains("Accepted false Conflicted");
    assertThat(mesh.conditions("GRPCRoute", "default", "g")).contains("Accepted true Accepted");
    assertThat(mesh.said()).contains("WS0112 default/h HTTPRoute spec.parentRefs[0]");
    mesh.remove("GRPCRoute", "default", "g");
    assertThat(mesh.routes(WEB, 80)).containsExactly("h prefix / -> " + WEB + ":80 x1");
    assertThat(mesh.conditions("HTTPRoute", "default", "h")).contains("Accepted true Accepted");
  }

  @Test
  void eachPortHasAKindOfItsOwn() {
    MeshFixture mesh =
        mesh(
            http("default", "h", parent("web")),
            http("default", "h2", parent("web, port: 90")),
            grpc("default", "g", parent("web, port: 90"), rule("g")));
    assertThat(mesh.routes(WEB, 80)).containsExactly("h prefix / -> " + WEB + ":80 x1");
    assertThat(mesh.routes(WEB, 90)).containsExactly("g prefix / -> " + WEB + ":80 x1");
    assertThat(mesh.conditions("HTTPRoute", "default", "h")).contains("Accepted true Accepted");
    assertThat(mesh.messages("HTTPRoute", "default", "h"))
        .contains(
            "Route was valid, except for the ports 90, which have a route of a kind that goes"
                + " before");
    assertThat(mesh.conditions("HTTPRoute", "default", "h2")).contains("Accepted false Conflicted");
  }

  @Test
  void eachLayerHasAKindOfItsOwn() {
    MeshFixture mesh =
        mesh(
            http("shop", "h", parent("web")),
            grpc("shop", "g", parent("web, port: 80"), rule("g")),
            http("default", "h", parent("web")));
    assertThat(mesh.routes(WEB, 80))
        .containsExactly(
            "g from shop prefix / -> " + WEB + ":80 x1",
            "no-route-matches from shop prefix / -> 404",
            "h prefix / -> " + WEB + ":80 x1");
    assertThat(mesh.routes(WEB, 90))
        .containsExactly(
            "h from shop prefix / -> " + WEB + ":80 x1",
            "no-route-matches from shop prefix / -> 404",
            "h prefix / -> " + WEB + ":80 x1");
    assertThat(mesh.messages("HTTPRoute", "shop", "h"))
        .contains(
            "Route was valid, for clients of namespace shop, except for the ports 80, which have a"
                + " route of a kind that goes before");
    assertThat(mesh.conditions("HTTPRoute", "default", "h")).contains("Accepted true Accepted");
  }

  @Test
  void aWaypointHasOneKindForAllItsServices() {
    String gateway = "{name: wp}";
    MeshFixture mesh =
        mesh(http("default", "h", gateway), grpc("default", "g", gateway, rule("g")));
    assertThat(mesh.routes(WEB, 80)).containsExactly("g prefix / -> " + WEB + ":80 x1", ITSELF);
    assertThat(mesh.conditions("HTTPRoute", "default", "h")).contains("Accepted false Conflicted");
  }

  /** A ReferenceGrant names the kind of the route. */
  @Test
  void aGrantForHttpRoutesIsNoneForGrpcRoutes() {
    MeshFixture mesh =
        mesh(
            captured("bank", "far", "none", "10.0.0.9", "name: grpc, port: 80"),
            grpc(
                "default",
                "g",
                parent("web"),
                "{name: g, backendRefs: [{name: far, namespace: bank, port: 80}]}"),
            grant("HTTPRoute"));
    assertThat(mesh.routes(WEB, 80)).containsExactly("g prefix / -> nowhere bank/far 503 x1");
    mesh.set(grant("GRPCRoute"));
    assertThat(mesh.routes(WEB, 80))
        .containsExactly("g prefix / -> far.bank.svc.cluster.local:80 uncaptured x1");
  }

  private static String grant(String kind) {
    return Objects.object(
        "gateway.networking.k8s.io/v1beta1",
        "ReferenceGrant",
        "bank",
        "grant",
        "",
        "{from: [{group: gateway.networking.k8s.io, kind: "
            + kind
            + ", namespace: default}], to: [{group: '', kind: Service}]}");
  }

  private static String parent(String service) {
    return "{group: '', kind: Service, namespace: default, name: " + service + "}";
  }

  private static String rule(String name) {
    return "{name: " + name + ", " + TO_WEB + "}";
  }

  private static String http(String namespace, String name, String parent) {
    return route(
        namespace, name, "{parentRefs: [" + parent + "], rules: [{name: h, " + TO_WEB + "}]}");
  }

  private static String grpc(String namespace, String name, String parent, String rules) {
    return Objects.object(
        "gateway.networking.k8s.io/v1",
        "GRPCRoute",
        namespace,
        name,
        "",
        "{parentRefs: [" + parent + "], rules: [" + rules.strip().replace("\n", " ") + "]}");
  }

  private static MeshFixture mesh(String... objects) {
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp", "", "{from: All}"),
            captured(
                "default",
                "web",
                "wp",
                "10.0.0.1",
                "name: grpc, port: 80",
                "name: grpc2, port: 90"));
    mesh.set(objects);
    return mesh;
  }
}
