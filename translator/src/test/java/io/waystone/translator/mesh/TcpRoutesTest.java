package io.waystone.translator.mesh;

import static io.waystone.translator.mesh.Objects.captured;
import static io.waystone.translator.mesh.Objects.namespace;
import static io.waystone.translator.mesh.Objects.object;
import static io.waystone.translator.mesh.Objects.service;
import static io.waystone.translator.mesh.Objects.waypoint;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where connections go: TLSRoutes by server name, TCPRoutes by weight. */
class TcpRoutesTest {

  private static final String DB = "db.default.svc.cluster.local";
  private static final String V1 = "v1.default.svc.cluster.local:7000";
  private static final String V2 = "v2.default.svc.cluster.local:7000";
  private static final String ITSELF = "default any -> " + DB + ":7000 x1";
  private static final String CLOSED = "no-route-matches any -> closed";
  private static final String SERVICE = "{group: '', kind: Service, name: db, namespace: default}";

  private static MeshFixture mesh(String... more) {
    List<String> all = new ArrayList<>();
    all.add(namespace("default", ""));
    all.add(namespace("shop", ""));
    all.add(waypoint("default", "wp", "", "{from: All}"));
    all.add(waypoint("default", "other", "", "{from: All}"));
    all.add(captured("default", "db", "wp", "10.0.0.1", "name: tcp, port: 7000"));
    all.add(captured("default", "any", "wp", "10.0.0.2", "name: main, port: 7000"));
    all.add(captured("default", "v1", "wp", "10.0.0.3", "name: tcp, port: 7000"));
    all.add(captured("default", "v2", "wp", "10.0.0.4", "name: tcp, port: 7000"));
    all.add(captured("default", "web", "wp", "10.0.0.5", "name: http, port: 80"));
    all.add(captured("default", "else", "other", "10.0.0.6", "name: tcp, port: 7000"));
    all.add(service("shop", "v1", "", "10.0.0.7", "name: tcp, port: 7000"));
    all.addAll(List.of(more));
    return MeshFixture.of(all.toArray(String[]::new));
  }

  private static String tcp(String namespace, String name, String parent, String backends) {
    return object(
        "gateway.networking.k8s.io/v1alpha2",
        "TCPRoute",
        namespace,
        name,
        "",
        "{parentRefs: [" + parent + "], rules: [{backendRefs: [" + backends + "]}]}");
  }

  private static String tls(
      String namespace, String name, String parent, String hostnames, String backends) {
    return object(
        "gateway.networking.k8s.io/v1",
        "TLSRoute",
        namespace,
        name,
        "",
        "{parentRefs: ["
            + parent
            + "], hostnames: ["
            + hostnames
            + "], rules: [{backendRefs: ["
            + backends
            + "]}]}");
  }

  private static String to(String name) {
    return "{name: " + name + ", port: 7000}";
  }

  @Test
  void withoutARouteConnectionsGoToTheService() {
    assertThat(mesh().connections(DB, 7000)).containsExactly(ITSELF);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: v1, port: 7000}                            | V1 x1                | ResolvedRefs  "
            + " | -",
        "{name: v1, port: 7000, weight: 9}, {name: v2, port: 7000} | V1 x9, V2 x1 | ResolvedRefs  "
            + " | -",
        "{name: v1, port: 7000, weight: 0}, {name: v2, port: 7000} | V2 x1        | ResolvedRefs  "
            + " | -",
        "{name: v1, port: 7000, weight: 0}                 | closed               | ResolvedRefs  "
            + " | WS0104 backendRefs",
        "                                                  | closed               | ResolvedRefs  "
            + " | WS0104 backendRefs",
        "{name: v1, port: 7000}, {name: gone, port: 7000}  | V1 x1, nowhere default/gone x1 |"
            + " BackendNotFound | WS0107 backendRefs[1]",
        "{name: v1}                                        | nowhere default/v1 x1 |"
            + " BackendNotFound | WS0108 backendRefs[0]",
        "{name: v1, namespace: shop, port: 7000}           | nowhere shop/v1 x1   | RefNotPermitted"
            + " | WS0105 backendRefs[0]",
        "{name: v1, kind: Pod, port: 7000}                 | nowhere default/v1 x1 | InvalidKind  "
            + " | WS0106 backendRefs[0]",
        "{name: else, port: 7000}                          | nowhere default/else x1 |"
            + " BackendCapturedElsewhere | WS0110 backendRefs[0]",
        "{name: web, port: 80}                             | web.default.svc.cluster.local:80 x1 |"
            + " ResolvedRefs | -",
      })
  void backends(String backends, String leadsTo, String reason, String said) {
    MeshFixture mesh = mesh(tcp("default", "r", SERVICE, backends == null ? "" : backends));
    assertThat(mesh.connections(DB, 7000))
        .containsExactly(
            "TCPRoute/default/r any -> " + leadsTo.replace("V1", V1).replace("V2", V2));
    assertThat(mesh.conditions("TCPRoute", "default", "r"))
        .contains("Accepted true Accepted")
        .anyMatch(condition -> condition.endsWith(reason));
    assertThat(mesh.said())
        .isEqualTo(
            said.equals("-")
                ? List.of()
                : List.of(said.replace(" ", " default/r TCPRoute spec.rules[0].")));
    assertThat(mesh.failures()).isZero();
  }

  @Test
  void aShareThatIsLostIsSaid() {
    MeshFixture mesh = mesh(tcp("default", "r", SERVICE, "{name: gone, port: 7000}, " + to("v1")));
    assertThat(mesh.diagnostics())
        .extracting(d -> d.effect())
        .containsExactly("its 50 % of connections are closed");
    mesh.set(tcp("default", "r", SERVICE, to("else")));
    assertThat(mesh.diagnostics())
        .extracting(d -> d.effect())
        .containsExactly("its share of connections through default/wp is closed");
  }

  @Test
  void serverNamesAreRankedAndTheRestIsClosed() {
    MeshFixture mesh =
        mesh(
            tls("default", "all", SERVICE, "", to("v2")),
            tls(
                "default",
                "r",
                SERVICE,
                "'*.example.com', '*.b.example.com', B.Example.com",
                to("v1")));
    assertThat(mesh.connections(DB, 7000))
        .containsExactly(
            "TLSRoute/default/r b.example.com -> " + V1 + " x1",
            "TLSRoute/default/r *.b.example.com -> " + V1 + " x1",
            "TLSRoute/default/r *.example.com -> " + V1 + " x1",
            "TLSRoute/default/all tls -> " + V2 + " x1",
            CLOSED);
  }

  @Test
  void theOlderRouteKeepsItsServerName() {
    MeshFixture mesh =
        mesh(
            tls("default", "a", SERVICE, "a.example, b.example", to("v1")),
            tls("default", "b", SERVICE, "b.example, c.example", to("v2")));
    assertThat(mesh.connections(DB, 7000))
        .containsExactly(
            "TLSRoute/default/a a.example -> " + V1 + " x1",
            "TLSRoute/default/a b.example -> " + V1 + " x1",
            "TLSRoute/default/b c.example -> " + V2 + " x1",
            CLOSED);
    assertThat(mesh.said()).containsExactly("WS0114 default/b TLSRoute spec.hostnames");
  }

  @Test
  void theOlderTcpRouteAndTheFirstRuleDecide() {
    MeshFixture mesh =
        mesh(
            tcp("default", "b", SERVICE, to("v2")),
            object(
                "gateway.networking.k8s.io/v1alpha2",
                "TCPRoute",
                "default",
                "a",
                "",
                "{parentRefs: ["
                    + SERVICE
                    + "], rules: [{backendRefs: ["
                    + to("v1")
                    + "]}, {backendRefs: ["
                    + to("v2")
                    + "]}]}"));
    assertThat(mesh.connections(DB, 7000))
        .containsExactly("TCPRoute/default/a any -> " + V1 + " x1");
    assertThat(mesh.said())
        .containsExactly("WS0114 default/a TCPRoute spec.rules[1]", "WS0114 default/b TCPRoute");
  }

  @Test
  void aTlsRouteGoesBeforeATcpRoute() {
    MeshFixture mesh =
        mesh(
            tls("default", "r", SERVICE, "a.example", to("v1")),
            tcp("default", "r", SERVICE, to("v2")));
    assertThat(mesh.connections(DB, 7000))
        .containsExactly("TLSRoute/default/r a.example -> " + V1 + " x1", CLOSED);
    assertThat(mesh.conditions("TCPRoute", "default", "r")).contains("Accepted false Conflicted");
    mesh.remove("TLSRoute", "default", "r");
    assertThat(mesh.connections(DB, 7000))
        .containsExactly("TCPRoute/default/r any -> " + V2 + " x1");
  }

  @Test
  void consumersComeBeforeTheProducerAndTheWaypointLast() {
    MeshFixture mesh =
        mesh(
            tls("shop", "mine", SERVICE, "a.example", to("v1")),
            tls("default", "all", "{name: wp}", "b.example", to("v2")));
    String shop = "from shop ";
    assertThat(mesh.connections(DB, 7000))
        .containsExactly(
            "TLSRoute/shop/mine "
                + shop
                + "a.example -> v1.shop.svc.cluster.local:7000 uncaptured x1",
            "no-route-matches " + shop + "any -> closed",
            "TLSRoute/default/all b.example -> " + V2 + " x1",
            ITSELF);
    mesh.set(tcp("default", "own", SERVICE, to("v2")));
    assertThat(mesh.connections(DB, 7000))
        .hasSize(3)
        .endsWith("TCPRoute/default/own any -> " + V2 + " x1");
  }

  @Test
  void whatCannotBeReadIsClosed() {
    MeshFixture mesh = mesh(tls("default", "r", SERVICE, "a.example, '*'", to("v1")));
    assertThat(mesh.connections(DB, 7000))
        .containsExactly("TLSRoute/default/r a.example -> closed", CLOSED);
    assertThat(mesh.conditions("TLSRoute", "default", "r"))
        .contains("Accepted false UnsupportedValue");
    assertThat(mesh.messages("TLSRoute", "default", "r"))
        .contains("No rule can be followed as written: connections are closed");
  }

  @Test
  void aRouteOfConnectionsMeansNothingToAPortOfRequests() {
    MeshFixture mesh =
        mesh(
            tcp("default", "r", "{group: '', kind: Service, name: web}", to("v1")),
            tcp("default", "all", "{name: wp}", to("v1")));
    assertThat(mesh.conditions("TCPRoute", "default", "r"))
        .contains("Accepted false NoMatchingParent");
    assertThat(mesh.routes("web.default.svc.cluster.local", 80))
        .containsExactly("default prefix / -> web.default.svc.cluster.local:80 x1");
  }

  /** On a port whose protocol is found out, HTTP must not slip by a route of connections. */
  @Test
  void httpGoesTheWayOfConnections() {
    String any = "any.default.svc.cluster.local";
    String parent = SERVICE.replace("db", "any");
    String itself = "default prefix / -> " + any + ":7000 x1";
    MeshFixture mesh = mesh(tcp("default", "r", parent, to("v1") + ", " + to("gone")));
    assertThat(mesh.routes(any, 7000))
        .containsExactly("TCPRoute/default/r prefix / -> " + V1 + " x1, nowhere default/gone x1");
    mesh.set(tcp("default", "r", parent, ""));
    assertThat(mesh.routes(any, 7000)).containsExactly("TCPRoute/default/r prefix / -> 500");
    mesh.set(tls("default", "r", parent, "a.example", to("v1")));
    assertThat(mesh.routes(any, 7000)).containsExactly("no-route-matches prefix / -> 404");
    mesh.remove("TLSRoute", "default", "r");
    mesh.remove("TCPRoute", "default", "r");
    mesh.set(tls("default", "r", "{name: wp}", "a.example", to("v1")));
    assertThat(mesh.routes(any, 7000)).containsExactly(itself);
    mesh.set(tls("shop", "r", parent, "a.example", to("v1")));
    assertThat(mesh.routes(any, 7000))
        .containsExactly("no-route-matches from shop prefix / -> 404", itself);
    assertThat(mesh.failures()).isZero();
  }

  /** They cannot be kept on the way of a connection, so there is none; HTTP has none either. */
  @Test
  void aBackendWithPoliciesOfItsOwnIsClosed() {
    MeshFixture mesh =
        mesh(
            tcp("default", "r", SERVICE, to("v1") + ", " + to("v2")),
            tcp("default", "any", SERVICE.replace("db", "any"), to("v1")),
            Objects.policy(
                "default",
                "p",
                "{targetRefs: [" + Objects.target("Service", "v1") + "], rules: [{}]}"));
    assertThat(mesh.connections(DB, 7000))
        .containsExactly("TCPRoute/default/r any -> nowhere default/v1 x1, " + V2 + " x1");
    assertThat(mesh.routes("any.default.svc.cluster.local", 7000))
        .containsExactly("TCPRoute/default/any prefix / -> nowhere default/v1 x1");
    assertThat(mesh.said())
        .containsExactly(
            "WS0113 default/any TCPRoute spec.rules[0].backendRefs[0]",
            "WS0113 default/r TCPRoute spec.rules[0].backendRefs[0]");
  }

  /** An HTTPRoute on the same port is for requests; bytes go to the service, as without it. */
  @Test
  void anHttpRouteSaysNothingOfBytes() {
    String parent = SERVICE.replace("db", "any");
    MeshFixture mesh =
        mesh(
            Objects.route(
                "default", "h", "{parentRefs: [" + parent + "], rules: [{backendRefs: []}]}"),
            tcp("default", "r", parent, to("v1")));
    assertThat(mesh.connections("any.default.svc.cluster.local", 7000))
        .containsExactly("default any -> any.default.svc.cluster.local:7000 x1");
    assertThat(mesh.conditions("TCPRoute", "default", "r")).contains("Accepted false Conflicted");
  }
}
