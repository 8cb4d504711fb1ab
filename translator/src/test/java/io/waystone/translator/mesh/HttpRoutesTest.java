package io.waystone.translator.mesh;

import static io.waystone.translator.mesh.Objects.captured;
import static io.waystone.translator.mesh.Objects.created;
import static io.waystone.translator.mesh.Objects.route;
import static io.waystone.translator.mesh.Objects.service;
import static io.waystone.translator.mesh.Objects.waypoint;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an HTTPRoute attaches to, where it leads, and in which order routes are tried. */
class HttpRoutesTest {

  private static final String WEB = "web.default.svc.cluster.local";
  private static final String V1 = "v1.default.svc.cluster.local";
  private static final String ITSELF = "default prefix / -> " + WEB + ":80 x1";
  private static final String TO_V1 = "backendRefs: [{name: v1, port: 80}]";

  @Test
  void withoutARouteEverythingGoesToTheService() {
    MeshFixture mesh = mesh();
    assertThat(mesh.routes(WEB, 80)).containsExactly(ITSELF);
  }

  /** A parent of web (ports http 80 and admin 81): what becomes of it, and the ports it holds. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{group: '', kind: Service, name: web}                          | Accepted         | 80 81",
        "{group: '', kind: Service, name: web, port: 80}                | Accepted         | 80",
        "{group: '', kind: Service, name: web, sectionName: admin}      | Accepted         | 81",
        "{group: '', kind: Service, name: web, port: 81, sectionName: admin} | Accepted    | 81",
        "{group: '', kind: Service, name: web, port: 80, sectionName: admin} | NoMatchingParent |",
        "{group: '', kind: Service, name: web, port: 82}                | NoMatchingParent |",
        "{group: '', kind: Service, name: web, sectionName: none}       | NoMatchingParent |",
        "{group: '', kind: Service, name: gone}                         | NoMatchingParent |",
        "{group: '', kind: Service, name: web, namespace: default}      | Accepted         | 80 81",
        "{group: '', kind: Service, name: web, namespace: shop}         | NoMatchingParent |",
        "{group: '', kind: Pod, name: web}                              | NoMatchingParent |",
        "{name: wp}                                                     | Accepted         | 80 81",
        "{name: wp, port: 15008, sectionName: mesh}                     | Accepted         | 80 81",
        "{name: wp, sectionName: http}                                  | NoMatchingParent |",
        "{name: wp, port: 80}                                           | NoMatchingParent |",
        "{name: nobody}                                                 | NoMatchingParent |",
        "{group: networking.istio.io, kind: ServiceEntry, name: web}    | NoMatchingParent |",
      })
  void parents(String parent, String reason, String ports) {
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp"),
            captured(
                "default",
                "web",
                "wp",
                "10.0.0.1",
                "name: http, port: 80",
                "name: admin, port: 81"),
            captured("default", "v1", "wp", "10.0.0.2", "name: http, port: 80"),
            route("default", "r", "{parentRefs: [" + parent + "], rules: [{" + TO_V1 + "}]}"));
    List<String> held = ports == null ? List.of() : List.of(ports.split(" "));
    for (int port : List.of(80, 81)) {
      assertThat(mesh.routes(WEB, port).getFirst().startsWith("default.r.0 "))
          .as("port %d", port)
          .isEqualTo(held.contains(Integer.toString(port)));
    }
    assertThat(mesh.conditions("HTTPRoute", "default", "r"))
        .containsExactly(
            "Accepted " + reason.equals("Accepted") + " " + reason,
            "ResolvedRefs true ResolvedRefs");
    assertThat(mesh.said())
        .isEqualTo(
            reason.equals("Accepted")
                ? List.of()
                : List.of("WS0101 default/r HTTPRoute spec.parentRefs[0]"));
  }

  @Test
  void eachParentHasItsOwnVerdict() {
    MeshFixture mesh =
        mesh(
            route(
                "default",
                "r",
                "{parentRefs: [{group: '', kind: Service, name: web}, {group: '', kind: Service,"
                    + " name: gone}], rules: [{"
                    + TO_V1
                    + "}]}"));
    assertThat(mesh.conditions("HTTPRoute", "default", "r"))
        .containsExactly(
            "Accepted false NoMatchingParent",
            "ResolvedRefs true ResolvedRefs",
            "Accepted true Accepted",
            "ResolvedRefs true ResolvedRefs");
    assertThat(mesh.routes(WEB, 80)).containsExactly("default.r.0 prefix / -> " + V1 + ":80 x1");
  }

  /** The backends of a rule, where they lead, the reason of ResolvedRefs, and what is said. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: v1, port: 80}                     | V1:80 x1               | ResolvedRefs    | -",
        "{name: v1, port: 80, weight: 90}, {name: web, port: 80, weight: 10} | V1:80 x90, WEB:80"
            + " x10 | ResolvedRefs | -",
        "{name: v1, port: 80, weight: 0}, {name: web, port: 80} | WEB:80 x1 | ResolvedRefs    | -",
        "{name: v1, port: 80, weight: 0}          | 500                    | ResolvedRefs    |"
            + " WS0104 backendRefs",
        "{name: gone, port: 80}                   | nowhere default/gone x1 | BackendNotFound |"
            + " WS0107 backendRefs[0]",
        "{name: gone, port: 80, weight: 0}, {name: v1, port: 80} | V1:80 x1 | BackendNotFound |"
            + " WS0107 backendRefs[0]",
        "{name: v1}                               | nowhere default/v1 x1  | BackendNotFound |"
            + " WS0108 backendRefs[0]",
        "{name: v1, port: 8080}                   | nowhere default/v1 x1  | BackendNotFound |"
            + " WS0108 backendRefs[0]",
        "{name: plain, port: 80}                  | plain.default.svc.cluster.local:80 uncaptured"
            + " x1 | ResolvedRefs | -",
        "{name: else, port: 80}                   | nowhere default/else x1 |"
            + " BackendCapturedElsewhere | WS0110 backendRefs[0]",
        "{name: far, namespace: shop, port: 80}   | nowhere shop/far x1    | RefNotPermitted |"
            + " WS0105 backendRefs[0]",
        "{name: v1, kind: Pod, port: 80}          | nowhere default/v1 x1  | InvalidKind     |"
            + " WS0106 backendRefs[0]",
        "{name: v1, group: example.com, kind: Service, port: 80} | nowhere default/v1 x1 |"
            + " InvalidKind | WS0106 backendRefs[0]",
        "{name: v1, port: 80, filters: [{type: URLRewrite, urlRewrite: {hostname: x}}]} | nowhere"
            + " default/v1 x1 | ResolvedRefs | WS0103 backendRefs[0]",
      })
  void backends(String backends, String leadsTo, String reason, String said) {
    MeshFixture mesh =
        mesh(
            waypoint("default", "other"),
            captured("default", "else", "other", "10.0.0.3", "name: http, port: 80"),
            service("default", "plain", "", "10.0.0.4", "name: http, port: 80"),
            service("shop", "far", "", "10.0.0.5", "name: http, port: 80"),
            attached("r", "{backendRefs: [" + backends + "]}"));
    assertThat(mesh.routes(WEB, 80))
        .containsExactly(
            "default.r.0 prefix / -> " + leadsTo.replace("V1", V1).replace("WEB", WEB));
    List<String> conditions = new ArrayList<>();
    conditions.add("Accepted true Accepted");
    if (said.startsWith("WS0103")) {
      conditions.add("PartiallyInvalid true UnsupportedValue");
    }
    conditions.add("ResolvedRefs " + reason.equals("ResolvedRefs") + " " + reason);
    assertThat(mesh.conditions("HTTPRoute", "default", "r")).isEqualTo(conditions);
    assertThat(mesh.said())
        .isEqualTo(
            said.equals("-")
                ? List.of()
                : List.of(said.replace(" ", " default/r HTTPRoute spec.rules[0].")));
  }

  @Test
  void theShareOfAMissingBackendIsSaid() {
    MeshFixture mesh =
        mesh(
            attached(
                "r",
                "{backendRefs: [{name: v1, port: 80, weight: 90}, {name: v3, port: 80, weight:"
                    + " 10}]}"));
    assertThat(mesh.diagnostics().getFirst())
        .hasToString(
            "WS0107 default/r HTTPRoute spec.rules[0].backendRefs[1]: Service \"v3\" not found in"
                + " namespace default; its 10 % of requests get 500. Name a Service that exists.");
  }

  /** A ReferenceGrant in the backend's namespace, and whether it permits the reference. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "shop    | gateway.networking.k8s.io | HTTPRoute | default | {group: '', kind: Service}"
            + " | true",
        "shop    | gateway.networking.k8s.io | HTTPRoute | default | {group: '', kind: Service,"
            + " name: far} | true",
        "shop    | gateway.networking.k8s.io | HTTPRoute | default | {group: '', kind: Service,"
            + " name: near} | false",
        "shop    | gateway.networking.k8s.io | HTTPRoute | other   | {group: '', kind: Service}"
            + " | false",
        "shop    | gateway.networking.k8s.io | GRPCRoute | default | {group: '', kind: Service}"
            + " | false",
        "shop    | example.com               | HTTPRoute | default | {group: '', kind: Service}"
            + " | false",
        "shop    | gateway.networking.k8s.io | HTTPRoute | default | {group: '', kind: Secret}"
            + " | false",
        "default | gateway.networking.k8s.io | HTTPRoute | default | {group: '', kind: Service}"
            + " | false",
      })
  void referenceGrants(
      String in, String group, String kind, String from, String to, boolean permitted) {
    MeshFixture mesh =
        mesh(
            service("shop", "far", "", "10.0.0.5", "name: http, port: 80"),
            attached("r", "{backendRefs: [{name: far, namespace: shop, port: 80}]}"),
            Objects.object(
                "gateway.networking.k8s.io/v1",
                "ReferenceGrant",
                in,
                "g",
                "",
                "{from: [{group: %s, kind: %s, namespace: %s}], to: [%s]}"
                    .formatted(group, kind, from, to)));
    String far = "far.shop.svc.cluster.local:80 uncaptured";
    assertThat(mesh.routes(WEB, 80))
        .containsExactly(
            "default.r.0 prefix / -> " + (permitted ? far : "nowhere shop/far") + " x1");
    mesh.remove("ReferenceGrant", in, "g");
    assertThat(mesh.conditions("HTTPRoute", "default", "r"))
        .contains("ResolvedRefs false RefNotPermitted");
  }

  /** A refused reference says nothing of what is on the other side (Gateway API). */
  @Test
  void aRefusedReferenceDoesNotTellWhetherTheServiceExists() {
    String backend = "{backendRefs: [{name: far, namespace: shop, port: 80}]}";
    MeshFixture there =
        mesh(service("shop", "far", "", "10.0.0.5", "port: 80"), attached("r", backend));
    MeshFixture missing = mesh(attached("r", backend));
    assertThat(there.diagnostics()).isEqualTo(missing.diagnostics());
    assertThat(there.messages("HTTPRoute", "default", "r"))
        .isEqualTo(missing.messages("HTTPRoute", "default", "r"));
  }

  /** What cannot be done answers 500, and the other rules work. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{matches: [{path: {value: /a}}]}                                      | WS0104",
        "{matches: [{path: {value: /a}}], filters: [{type: ExtensionRef, extensionRef: {name: x}}],"
            + " backendRefs: [{name: v1, port: 80}]} | WS0103",
      })
  void aRuleThatCannotBeDoneAnswers500(String rule, String code) {
    MeshFixture mesh = mesh(attached("r", rule + ", {" + TO_V1 + "}"));
    assertThat(mesh.routes(WEB, 80))
        .containsExactly(
            "default.r.0 prefix /a -> 500", "default.r.1 prefix / -> " + V1 + ":80 x1");
    assertThat(mesh.said()).hasSize(1).allMatch(said -> said.startsWith(code));
  }

  @Test
  void aRuleThatCannotBeReadAnswers500AndKeepsItsPlace() {
    MeshFixture mesh =
        mesh(
            attached(
                "r",
                "{matches: [{path: {value: /a}}], timeouts: {request: soon}, "
                    + TO_V1
                    + "}, {"
                    + TO_V1
                    + "}"));
    assertThat(mesh.routes(WEB, 80))
        .containsExactly(
            "default.r.0 prefix /a -> 500", "default.r.1 prefix / -> " + V1 + ":80 x1");
  }

  @Test
  void aRouteWithoutRulesAnswers500() {
    MeshFixture mesh =
        mesh(route("default", "r", "{parentRefs: [{group: '', kind: Service, name: web}]}"));
    assertThat(mesh.routes(WEB, 80)).containsExactly("default.r.0 prefix / -> 500");
  }

  @Test
  void aRuleIsNamedAsItIsWritten() {
    MeshFixture mesh = mesh(attached("r", "{name: mine, " + TO_V1 + "}"));
    assertThat(mesh.routes(WEB, 80)).containsExactly("mine prefix / -> " + V1 + ":80 x1");
  }

  /** Gateway API: the first of a row goes before the second, whatever they are written in. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{path: {type: Exact, value: /a}}    | {path: {value: /a/long/prefix}}",
        "{path: {value: /a}}                 | {path: {type: RegularExpression, value: '/a/b.*'}}",
        "{path: {value: /ab}}                | {path: {value: /a}}",
        "{path: {value: /a}}                 | {method: GET}",
        "{method: GET}                       | {headers: [{name: a, value: b}]}",
        "{headers: [{name: a, value: b}, {name: c, value: d}]} | {headers: [{name: a, value: b}]}",
        "{headers: [{name: a, value: b}]}    | {queryParams: [{name: a, value: b}]}",
        "{queryParams: [{name: a, value: b}, {name: c, value: d}]} | {queryParams: [{name: a,"
            + " value: b}]}",
        "{queryParams: [{name: a, value: b}]} | {}",
      })
  void precedence(String first, String second) {
    for (String matches : List.of(first + ", " + second, second + ", " + first)) {
      MeshFixture mesh = mesh(attached("r", "{matches: [" + matches + "], " + TO_V1 + "}"));
      MeshFixture alone = mesh(attached("r", "{matches: [" + first + "], " + TO_V1 + "}"));
      assertThat(mesh.table(WEB, 80).routes()).hasSize(2);
      assertThat(mesh.table(WEB, 80).routes().getFirst().match())
          .isEqualTo(alone.table(WEB, 80).routes().getFirst().match());
    }
  }

  @Test
  void betweenEqualsTheOlderRouteThenTheNameThenTheOrderWritten() {
    String rule = "{matches: [{path: {value: /a}}], " + TO_V1 + "}";
    MeshFixture mesh =
        mesh(
            attached("b", rule + ", " + rule),
            attached("a", rule),
            created("2026-02-01T00:00:00Z", attached("c", rule)),
            created("2026-01-01T00:00:00Z", attached("d", rule)));
    assertThat(mesh.routes(WEB, 80))
        .extracting(line -> line.substring(0, line.indexOf(' ')))
        .containsExactly("default.d.0", "default.c.0", "default.a.0", "default.b.0", "default.b.1");
  }

  @Test
  void aRouteThatGoesGivesTheServiceBack() {
    MeshFixture mesh = mesh(attached("r", "{" + TO_V1 + "}"));
    mesh.remove("HTTPRoute", "default", "r");
    assertThat(mesh.routes(WEB, 80)).containsExactly(ITSELF);
    assertThat(mesh.conditions("HTTPRoute", "default", "r")).isEmpty();
  }

  private static String attached(String name, String rules) {
    return route(
        "default",
        name,
        "{parentRefs: [{group: '', kind: Service, name: web}], rules: [" + rules + "]}");
  }

  private static MeshFixture mesh(String... objects) {
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp"),
            captured("default", "web", "wp", "10.0.0.1", "name: http, port: 80"),
            captured("default", "v1", "wp", "10.0.0.2", "name: http, port: 80"));
    mesh.set(objects);
    return mesh;
  }
}
