package io.waystone.translator.mesh;

import static io.waystone.translator.mesh.Objects.captured;
import static io.waystone.translator.mesh.Objects.created;
import static io.waystone.translator.mesh.Objects.entry;
import static io.waystone.translator.mesh.Objects.route;
import static io.waystone.translator.mesh.Objects.service;
import static io.waystone.translator.mesh.Objects.waypoint;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Whose routes decide: the client's namespace's, the service's, the waypoint's. */
class RouteLayersTest {

  private static final String WEB = "web.default.svc.cluster.local";
  private static final String V1 = "v1.default.svc.cluster.local:80 x1";
  private static final String ITSELF = "default prefix / -> " + WEB + ":80 x1";
  private static final String RULE = "rules: [{backendRefs: [{name: v1, port: 80}]}]";
  private static final String SERVICE = "{group: '', kind: Service, name: web, namespace: default}";

  @Test
  void aRouteOfAnotherNamespaceIsForClientsOfThatNamespace() {
    MeshFixture mesh = mesh(consumer("shop"));
    assertThat(mesh.routes(WEB, 80))
        .containsExactly(
            "shop.r.0 from shop prefix / -> v1.shop.svc.cluster.local:80 uncaptured x1",
            "no-route-matches from shop prefix / -> 404",
            ITSELF);
    assertThat(mesh.messages("HTTPRoute", "shop", "r"))
        .contains("Route was valid, for clients of namespace shop");
  }

  /** Gateway API, GEP-1294: routes merge within a layer, never across. */
  @Test
  void oneLayerDecides() {
    MeshFixture mesh =
        mesh(
            consumer("shop"),
            consumer("bank"),
            route("default", "own", "{parentRefs: [" + SERVICE + "], " + RULE + "}"),
            route("default", "all", "{parentRefs: [{name: wp}], " + RULE + "}"));
    assertThat(mesh.routes(WEB, 80))
        .containsExactly(
            "bank.r.0 from bank prefix / -> v1.bank.svc.cluster.local:80 uncaptured x1",
            "no-route-matches from bank prefix / -> 404",
            "shop.r.0 from shop prefix / -> v1.shop.svc.cluster.local:80 uncaptured x1",
            "no-route-matches from shop prefix / -> 404",
            "default.own.0 prefix / -> " + V1);
  }

  @Test
  void theRoutesOfAWaypointAreForAllItsServicesThatHaveNone() {
    MeshFixture mesh =
        mesh(
            route(
                "default",
                "all",
                "{parentRefs: [{name: wp}], hostnames: ['*.example.com', WEB.example.com,"
                    + " '*.b.example.com'], "
                    + RULE
                    + "}"));
    assertThat(mesh.routes(WEB, 80))
        .containsExactly(
            "default.all.0 to web.example.com prefix / -> " + V1,
            "default.all.0 to *.b.example.com prefix / -> " + V1,
            "default.all.0 to *.example.com prefix / -> " + V1,
            ITSELF);
    assertThat(mesh.routes("v1.default.svc.cluster.local", 80)).hasSize(4);
  }

  @Test
  void hostnamesMeanNothingToARouteOfAService() {
    MeshFixture mesh =
        mesh(
            route(
                "default",
                "r",
                "{parentRefs: [" + SERVICE + "], hostnames: [example.com], " + RULE + "}"));
    assertThat(mesh.routes(WEB, 80)).containsExactly("default.r.0 prefix / -> " + V1);
  }

  @Test
  void aWaypointSaysWhoseRoutesItTakes() {
    MeshFixture mesh =
        mesh(
            waypoint("default", "wp"),
            consumer("shop"),
            route("shop", "all", "{parentRefs: [{name: wp, namespace: default}], " + RULE + "}"));
    assertThat(mesh.routes(WEB, 80)).containsExactly(ITSELF);
    for (String name : new String[] {"r", "all"}) {
      assertThat(mesh.conditions("HTTPRoute", "shop", name))
          .first()
          .isEqualTo("Accepted false NotAllowedByListeners");
    }
    assertThat(mesh.said()).contains("WS0102 shop/r HTTPRoute spec.parentRefs[0]");
    mesh.set(all("default", "wp"));
    assertThat(mesh.routes(WEB, 80))
        .containsExactly(
            "shop.r.0 from shop prefix / -> v1.shop.svc.cluster.local:80 uncaptured x1",
            "no-route-matches from shop prefix / -> 404",
            ITSELF);
  }

  /** Who may bind services to a shared waypoint must not get the requests of its other tenants. */
  @Test
  void theRouteOfATenantForAWaypointIsForItsOwnServices() {
    MeshFixture mesh =
        mesh(
            service(
                "shop",
                "cart",
                "istio.io/use-waypoint: wp, istio.io/use-waypoint-namespace: default",
                "10.0.0.9",
                "name: http, port: 80"),
            route("shop", "all", "{parentRefs: [{name: wp, namespace: default}], " + RULE + "}"));
    assertThat(mesh.conditions("HTTPRoute", "shop", "all"))
        .first()
        .isEqualTo("Accepted true Accepted");
    assertThat(mesh.routes(WEB, 80)).containsExactly(ITSELF);
    assertThat(mesh.routes("cart.shop.svc.cluster.local", 80))
        .first()
        .asString()
        .startsWith("shop.all.0");
  }

  @Test
  void aRouteOfAServiceThatNoWaypointCapturesIsFollowedByNobody() {
    MeshFixture mesh =
        mesh(
            service("default", "web", "istio.io/use-waypoint: none", "10.0.0.1", "port: 80"),
            route("default", "r", "{parentRefs: [" + SERVICE + "], " + RULE + "}"));
    assertThat(mesh.conditions("HTTPRoute", "default", "r"))
        .containsExactly(
            "Accepted true Accepted",
            "ResolvedRefs true ResolvedRefs",
            "ResolvedWaypoints false WaypointMissing");
  }

  @Test
  void aServiceEntryIsAParent() {
    String host = "api.example.com";
    MeshFixture mesh =
        mesh(
            entry(
                "default",
                "api",
                "istio.io/use-waypoint: wp",
                "{hosts: ["
                    + host
                    + ", other.example.com], addresses: [10.1.0.1], ports: [{number: 80, name:"
                    + " http, protocol: HTTP}], resolution: STATIC}"),
            route(
                "default",
                "r",
                "{parentRefs: [{group: networking.istio.io, kind: ServiceEntry, name: api}], "
                    + RULE
                    + "}"));
    assertThat(mesh.routes(host, 80)).containsExactly("default.r.0 prefix / -> " + V1);
    assertThat(mesh.routes("other.example.com", 80)).hasSize(1);
    assertThat(mesh.conditions("HTTPRoute", "default", "r")).contains("Accepted true Accepted");
  }

  @Test
  void aServiceEntryIsABackend() {
    MeshFixture mesh =
        mesh(
            entry(
                "default",
                "api",
                "",
                "{hosts: [api.example.com], ports: [{number: 80, name: http, protocol: HTTP}],"
                    + " resolution: STATIC}"),
            route(
                "default",
                "r",
                "{parentRefs: ["
                    + SERVICE
                    + "], rules: [{backendRefs: [{group: networking.istio.io, kind: ServiceEntry,"
                    + " name: api, port: 80}]}]}"));
    assertThat(mesh.routes(WEB, 80))
        .containsExactly("default.r.0 prefix / -> api.example.com:80 uncaptured x1");
  }

  /** Where its requests were going anyway, the route of a consumer needs no grant. */
  @Test
  void aConsumerMaySendToTheServiceItself() {
    MeshFixture mesh =
        mesh(
            route(
                "shop",
                "r",
                "{parentRefs: ["
                    + SERVICE
                    + "], rules: [{backendRefs: [{name: web, namespace: default, port: 80}, {name:"
                    + " v1, namespace: default, port: 80}]}]}"));
    assertThat(mesh.routes(WEB, 80))
        .first()
        .isEqualTo("shop.r.0 from shop prefix / -> " + WEB + ":80 x1, nowhere default/v1 x1");
    assertThat(mesh.conditions("HTTPRoute", "shop", "r"))
        .containsExactly("Accepted true Accepted", "ResolvedRefs false RefNotPermitted");
  }

  @Test
  void withinALayerTheOlderRouteGoesFirst() {
    MeshFixture mesh =
        mesh(
            created("2026-02-01T00:00:00Z", consumer("shop")),
            created(
                "2026-01-01T00:00:00Z",
                route("shop", "z", "{parentRefs: [" + SERVICE + "], rules: [{}]}")));
    assertThat(mesh.routes(WEB, 80)).first().isEqualTo("shop.z.0 from shop prefix / -> 500");
  }

  @Test
  void portsThatSpeakTcpSeeNoRequests() {
    MeshFixture mesh =
        mesh(
            captured("default", "web", "wp", "10.0.0.1", "name: tcp, port: 80"),
            route("default", "r", "{parentRefs: [" + SERVICE + "], " + RULE + "}"));
    assertThat(mesh.conditions("HTTPRoute", "default", "r"))
        .first()
        .isEqualTo("Accepted false NoMatchingParent");
    assertThat(mesh.said()).contains("WS0111 default/r HTTPRoute spec.parentRefs[0]");
  }

  private static String consumer(String namespace) {
    return route(namespace, "r", "{parentRefs: [" + SERVICE + "], " + RULE + "}");
  }

  private static String all(String namespace, String name) {
    return waypoint(namespace, name, "", "{from: All}");
  }

  private static MeshFixture mesh(String... objects) {
    MeshFixture mesh =
        MeshFixture.of(
            all("default", "wp"),
            captured("default", "web", "wp", "10.0.0.1", "name: http, port: 80"),
            captured("default", "v1", "wp", "10.0.0.2", "name: http, port: 80"),
            service("shop", "v1", "", "10.0.0.3", "name: http, port: 80"),
            service("bank", "v1", "", "10.0.0.4", "name: http, port: 80"));
    mesh.set(objects);
    return mesh;
  }
}
