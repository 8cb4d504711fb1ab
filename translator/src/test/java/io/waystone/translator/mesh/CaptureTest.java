package io.waystone.translator.mesh;

import static io.waystone.translator.mesh.Objects.captured;
import static io.waystone.translator.mesh.Objects.entry;
import static io.waystone.translator.mesh.Objects.namespace;
import static io.waystone.translator.mesh.Objects.service;
import static io.waystone.translator.mesh.Objects.waypoint;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which waypoint captures which service (Istio: the resolution of a waypoint, in its order). */
class CaptureTest {

  private static final String HTTP = "name: http, port: 80";
  private static final String BOUND = "WaypointBound true WaypointAccepted";
  private static final String LABEL = " metadata.labels[istio.io/use-waypoint]";

  /** The object's label, the namespace's label, and the waypoint that captures ("-": none). */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                         |                          | -",
        "                         | istio.io/use-waypoint: a | a",
        "istio.io/use-waypoint: b |                          | b",
        "istio.io/use-waypoint: b | istio.io/use-waypoint: a | b",
        "istio.io/use-waypoint: none | istio.io/use-waypoint: a | -",
        "istio.io/use-waypoint: gone | istio.io/use-waypoint: a | -",
        "                         | istio.io/use-waypoint: none | -",
        "istio.io/use-waypoint: '' | istio.io/use-waypoint: a | a",
        "istio.io/use-waypoint-namespace: b | istio.io/use-waypoint: a | a",
      })
  void theObjectsLabelGoesBeforeItsNamespaces(String object, String inherited, String expected) {
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "a"),
            waypoint("default", "b"),
            namespace("default", inherited == null ? "" : inherited),
            service("default", "web", object == null ? "" : object, "10.0.0.1", HTTP));
    String host = " web.default.svc.cluster.local:80 HTTP";
    if (expected.equals("-")) {
      assertThat(mesh.ports()).isEmpty();
      assertThat(mesh.doors()).isEmpty();
    } else {
      assertThat(mesh.ports()).containsExactly("default/" + expected + host);
      assertThat(mesh.conditions("Service", "default", "web")).containsExactly(BOUND);
      assertThat(mesh.messages("Service", "default", "web"))
          .containsExactly("Successfully attached to waypoint default/" + expected);
    }
  }

  @Test
  void withoutALabelThereIsNoCondition() {
    MeshFixture mesh =
        MeshFixture.of(service("default", "web", "istio.io/use-waypoint: none", "10.0.0.1", HTTP));
    assertThat(mesh.conditions("Service", "default", "web")).isEmpty();
    assertThat(mesh.said()).isEmpty();
  }

  @Test
  void aWaypointThatIsNotThereIsNotReady() {
    MeshFixture mesh = MeshFixture.of(captured("default", "web", "wp", "10.0.0.1", HTTP));
    assertThat(mesh.conditions("Service", "default", "web"))
        .containsExactly("WaypointBound false WaypointIsNotReady");
    assertThat(mesh.said()).containsExactly("WS0301 default/web Service" + LABEL);
    mesh.set(waypoint("default", "wp"));
    assertThat(mesh.conditions("Service", "default", "web")).containsExactly(BOUND);
    assertThat(mesh.said()).isEmpty();
    mesh.remove("Gateway", "default", "wp");
    assertThat(mesh.said()).containsExactly("WS0301 default/web Service" + LABEL);
    assertThat(mesh.ports()).isEmpty();
  }

  @Test
  void anInheritedLabelIsTheCauseOfWhatIsSaid() {
    MeshFixture mesh =
        MeshFixture.of(
            namespace("default", "istio.io/use-waypoint: wp"),
            service("default", "web", "", "10.0.0.1", HTTP));
    assertThat(mesh.said()).containsExactly("WS0301 default Namespace" + LABEL);
  }

  /** The waypoint is in "infra"; what the listener says, and whether "shop" may use it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{from: Same}                                                           | false",
        "{}                                                                     | false",
        "{from: None}                                                           | false",
        "{from: Everybody}                                                      | false",
        "{from: All}                                                            | true",
        "{from: Selector}                                                       | false",
        "{from: Selector, selector: {matchLabels: {team: shop}}}                | true",
        "{from: Selector, selector: {matchLabels: {team: other}}}               | false",
        "{from: Selector, selector: {matchLabels: {kubernetes.io/metadata.name: shop}}} | true",
        "{from: Selector, selector: {matchLabels: {kubernetes.io/metadata.name: infra}}} | false",
      })
  void allowedRoutesDecideForOtherNamespaces(String namespaces, boolean allowed) {
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("infra", "wp", "", namespaces),
            namespace(
                "shop",
                "team: shop, istio.io/use-waypoint: wp, istio.io/use-waypoint-namespace: infra"),
            service("shop", "web", "", "10.0.0.1", HTTP));
    assertThat(mesh.conditions("Service", "shop", "web"))
        .containsExactly(allowed ? BOUND : "WaypointBound false AttachmentDenied");
    assertThat(mesh.ports().isEmpty()).isEqualTo(!allowed);
    assertThat(mesh.said().contains("WS0302 shop Namespace" + LABEL)).isEqualTo(!allowed);
  }

  @Test
  void aNamespaceWithoutAnObjectStillHasItsName() {
    String selector =
        "{from: Selector, selector: {matchLabels: {kubernetes.io/metadata.name: shop}}}";
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("infra", "wp", "", selector),
            service(
                "shop",
                "web",
                "istio.io/use-waypoint: wp, istio.io/use-waypoint-namespace: infra",
                "10.0.0.1",
                HTTP));
    assertThat(mesh.conditions("Service", "shop", "web")).containsExactly(BOUND);
  }

  /** The label on the Gateway, the one on its class, and what the waypoint takes. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                             |                             | SERVICE  | true",
        "istio.io/waypoint-for: all   |                             | ALL      | true",
        "istio.io/waypoint-for: workload |                          | WORKLOAD | false",
        "istio.io/waypoint-for: none  |                             | NONE     | false",
        "istio.io/waypoint-for: pods  |                             | NONE     | false",
        "                             | istio.io/waypoint-for: none | NONE     | false",
        "istio.io/waypoint-for: service | istio.io/waypoint-for: none | SERVICE | true",
      })
  void waypointForDecidesWhatIsTaken(String gateway, String ofClass, String takes, boolean bound) {
    MeshFixture mesh =
        MeshFixture.of(
            gatewayClass("istio.io/mesh-controller", ofClass == null ? "" : ofClass),
            waypoint("default", "wp", gateway == null ? "" : gateway, "{from: Same}"),
            captured("default", "web", "wp", "10.0.0.1", HTTP));
    assertThat(mesh.waypoints()).containsExactly("default/wp " + takes);
    assertThat(mesh.conditions("Service", "default", "web"))
        .containsExactly(bound ? BOUND : "WaypointBound false UnsupportedTrafficType");
    assertThat(mesh.said().contains("WS0303 default/web Service" + LABEL)).isEqualTo(!bound);
  }

  @Test
  void anUnknownWordOfWaypointForIsSaidOfTheGateway() {
    MeshFixture mesh =
        MeshFixture.of(waypoint("default", "wp", "istio.io/waypoint-for: pods", "{from: Same}"));
    assertThat(mesh.said())
        .containsExactly("WS0303 default/wp Gateway metadata.labels[istio.io/waypoint-for]");
  }

  /** Without an object the two classes are ours; with one, its controller decides. */
  @ParameterizedTest
  @CsvSource({
    "-, true",
    "istio.io/mesh-controller, true",
    "waystone.io/waypoint-controller, true",
    "example.com/controller, false",
  })
  void theControllerOfTheClassDecides(String controller, boolean ours) {
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp"), captured("default", "web", "wp", "10.0.0.1", HTTP));
    if (!controller.equals("-")) {
      mesh.set(gatewayClass(controller, ""));
    }
    assertThat(mesh.waypoints().isEmpty()).isEqualTo(!ours);
    assertThat(mesh.conditions("Service", "default", "web"))
        .containsExactly(ours ? BOUND : "WaypointBound false WaypointIsNotReady");
    assertThat(mesh.conditions("Gateway", "default", "wp"))
        .hasSize(ours ? 2 : 0)
        .allMatch(c -> c.endsWith("true Accepted") || c.endsWith("true Programmed"));
  }

  @Test
  void aClassOfAnotherNameIsOursByItsController() {
    String gateway = waypoint("default", "wp").replace("istio-waypoint", "mine");
    MeshFixture mesh = MeshFixture.of(gateway);
    assertThat(mesh.waypoints()).isEmpty();
    mesh.set(gatewayClass("istio.io/mesh-controller", "").replace("istio-waypoint", "mine"));
    assertThat(mesh.waypoints()).containsExactly("default/wp SERVICE");
  }

  @Test
  void aWaypointWithoutItsListenerTakesItsOwnNamespace() {
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp", "", "{from: All}").replace("15008", "8080"),
            captured("default", "web", "wp", "10.0.0.1", HTTP),
            service(
                "shop",
                "web",
                "istio.io/use-waypoint: wp, istio.io/use-waypoint-namespace: default",
                "10.0.0.2",
                HTTP));
    assertThat(mesh.said())
        .containsExactly(
            "WS0306 default/wp Gateway spec.listeners", "WS0302 shop/web Service" + LABEL);
    assertThat(mesh.ports()).containsExactly("default/wp web.default.svc.cluster.local:80 HTTP");
  }

  @ParameterizedTest
  @CsvSource({
    "istio.io-mesh-controller, false",
    "istio.io-eastwest-controller, false",
    "istio.io-gateway-controller, true"
  })
  void aWaypointsOwnServiceHasNone(String managed, boolean bound) {
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp"),
            namespace("default", "istio.io/use-waypoint: wp"),
            service("default", "wp", "gateway.istio.io/managed: " + managed, "10.0.0.1", HTTP));
    assertThat(mesh.ports().isEmpty()).isEqualTo(!bound);
  }

  @Test
  void anExternalNameIsNoService() {
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp"),
            Objects.object(
                "v1",
                "Service",
                "default",
                "out",
                "istio.io/use-waypoint: wp",
                "{type: ExternalName, externalName: example.com, ports: [{port: 80}]}"));
    assertThat(mesh.ports()).isEmpty();
    assertThat(mesh.conditions("Service", "default", "out")).isEmpty();
  }

  @Test
  void aHeadlessServiceIsBoundAndNotReachable() {
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp"), captured("default", "db", "wp", "None", "port: 5432"));
    assertThat(mesh.doors()).isEmpty();
    assertThat(mesh.conditions("Service", "default", "db"))
        .containsExactly(BOUND, "AddressAccepted false NoAddress");
    assertThat(mesh.said()).containsExactly("WS0305 default/db Service");
  }

  @Test
  void anAddressRangeIsRefusedAndTheOtherAddressesAreServed() {
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp"),
            entry(
                "default",
                "ext",
                "istio.io/use-waypoint: wp",
                "{hosts: [example.com], addresses: [240.0.0.0/24, 240.0.1.1, 240.0.1.2/32],"
                    + " ports: [{number: 80, name: http, protocol: HTTP}], resolution: STATIC}"));
    assertThat(mesh.doors())
        .containsExactly(
            "default/wp 240.0.1.1:80 -> example.com:80",
            "default/wp 240.0.1.2:80 -> example.com:80");
    assertThat(mesh.said()).containsExactly("WS0307 default/ext ServiceEntry spec.addresses");
  }

  @Test
  void everyHostOfAServiceEntryIsAService() {
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp"),
            entry(
                "default",
                "ext",
                "istio.io/use-waypoint: wp",
                "{hosts: [a.example.com, b.example.com], ports: [{number:"
                    + " 80, name: h, protocol: HTTP}], resolution: STATIC}"));
    assertThat(mesh.ports())
        .containsExactly("default/wp a.example.com:80 HTTP", "default/wp b.example.com:80 HTTP");
    assertThat(mesh.conditions("ServiceEntry", "default", "ext"))
        .containsExactly(BOUND, "AddressAccepted false NoAddress");
  }

  /** Both families are doors; an IPv4-mapped address is IPv4. */
  @Test
  void everyAddressIsADoor() {
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp"),
            Objects.object(
                "v1",
                "Service",
                "default",
                "web",
                "istio.io/use-waypoint: wp",
                "{clusterIPs: [\"::ffff:10.0.0.1\", \"FD00:0::5\"], ports: [{port: 80}]}"));
    assertThat(mesh.doors())
        .containsExactly(
            "default/wp 10.0.0.1:80 -> web.default.svc.cluster.local:80",
            "default/wp [fd00::5]:80 -> web.default.svc.cluster.local:80");
  }

  private static String gatewayClass(String controller, String labels) {
    return "{apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {name:"
        + " istio-waypoint, labels: {"
        + labels
        + "}}, spec: {controllerName: "
        + controller
        + "}}";
  }
}
