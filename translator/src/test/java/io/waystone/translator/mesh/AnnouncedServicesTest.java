package io.waystone.translator.mesh;

import static io.waystone.translator.mesh.Objects.captured;
import static io.waystone.translator.mesh.Objects.created;
import static io.waystone.translator.mesh.Objects.entry;
import static io.waystone.translator.mesh.Objects.namespace;
import static io.waystone.translator.mesh.Objects.object;
import static io.waystone.translator.mesh.Objects.pod;
import static io.waystone.translator.mesh.Objects.service;
import static io.waystone.translator.mesh.Objects.waypoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.input.IpFamilies;
import io.waystone.translator.mesh.AnnouncedService.Choice;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ztunnel is told of services. */
class AnnouncedServicesTest {

  private static final String WEB = "default/web.default.svc.cluster.local";

  private static AnnouncedService web(String spec) {
    return announced(MeshFixture.of(object("v1", "Service", "default", "web", "", spec)), WEB);
  }

  private static AnnouncedService announced(MeshFixture mesh, String name) {
    return Optional.ofNullable(mesh.announced().get(name))
        .orElseThrow(() -> new AssertionError(name + " not in " + mesh.announced().keySet()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: http, port: 80, targetPort: 8080        | 80 8080 HTTP11",
        "name: http-x, port: 80, targetPort: web       | 80 0 HTTP11",
        "name: x, port: 80                             | 80 80 UNKNOWN",
        "name: x, port: 80, appProtocol: kubernetes.io/h2c | 80 80 HTTP2",
        "name: grpc, port: 80                          | 80 80 GRPC",
        "name: grpc-web, port: 80                      | 80 80 UNKNOWN",
        "name: HTTPS-x, port: 443                      | 443 443 TLS",
        "name: tls, port: 443                          | 443 443 TLS",
        "name: tcp-mysql, port: 3306                   | 3306 3306 TCP",
        "name: mysql, port: 3306                       | 3306 3306 UNKNOWN",
        "name: mesh, port: 15008, appProtocol: hbone   | 15008 15008 UNKNOWN",
        "name: dns, port: 53, protocol: UDP            | ''",
      })
  void ports(String port, String expected) {
    AnnouncedService web = web("{clusterIP: 10.0.0.1, ports: [{" + port + "}]}");
    assertThat(web.ports().stream().map(p -> p.number() + " " + p.target() + " " + p.protocol()))
        .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected));
  }

  @Test
  void whatAServiceSaysOfItself() {
    AnnouncedService web =
        web(
            "{clusterIPs: [10.0.0.1, 'fd00::1'], ipFamilies: [IPv4, IPv6], "
                + "publishNotReadyAddresses: true, ports: [{port: 80}]}");
    assertThat(web.addresses()).containsExactly("10.0.0.1", "fd00::1");
    assertThat(web.families()).isEqualTo(IpFamilies.DUAL);
    assertThat(web.unready()).isTrue();
    assertThat(web.canonical()).isTrue();
    assertThat(web.choice()).isEqualTo(Choice.ANY);
    assertThat(web.waypoint()).isEmpty();
  }

  @Test
  void headlessServicesAreToldAndExternalOnesAreNot() {
    assertThat(web("{clusterIP: None, ports: [{port: 80}]}").addresses()).isEmpty();
    MeshFixture mesh =
        MeshFixture.of(
            object(
                "v1", "Service", "default", "web", "", "{type: ExternalName, externalName: a.b}"));
    assertThat(mesh.announced()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "internalTrafficPolicy: Local                                          | SAME_NODE_ONLY",
        "'internalTrafficPolicy: Local, trafficDistribution: PreferSameZone'   | SAME_NODE_ONLY",
        "internalTrafficPolicy: Cluster                                        | ANY",
        "trafficDistribution: PreferSameZone                                   | PREFER_ZONE",
        "trafficDistribution: PreferClose                                      | PREFER_ZONE",
        "trafficDistribution: PreferSameNode                                   | PREFER_NODE",
      })
  void whichWorkloadIsTaken(String field, Choice choice) {
    assertThat(web("{clusterIP: 10.0.0.1, " + field + ", ports: [{port: 80}]}").choice())
        .isEqualTo(choice);
  }

  @ParameterizedTest
  @CsvSource({"NONE, AS_CALLED, true", "STATIC, ANY, false", "DNS, ANY, false"})
  void ofAServiceEntryTheResolutionDecides(String resolution, Choice choice, boolean unready) {
    MeshFixture mesh = MeshFixture.of(entry("default", "e", "", example(resolution, "")));
    AnnouncedService announced = announced(mesh, "default/a.example");
    assertThat(announced.choice()).isEqualTo(choice);
    assertThat(announced.unready()).isEqualTo(unready);
    assertThat(announced.ports())
        .containsExactly(new AnnouncedService.Port(443, 443, AppProtocol.TLS));
  }

  private static String example(String resolution, String more) {
    return "{hosts: [a.example], resolution: "
        + resolution
        + ", ports: [{number: 443, name: tls, protocol: TLS}]"
        + more
        + "}";
  }

  @Test
  void whatAServiceEntrySaysOfItself() {
    MeshFixture mesh =
        MeshFixture.of(
            entry(
                "default",
                "e",
                "",
                example(
                    "STATIC",
                    ", addresses: [10.0.0.9, 10.1.0.0/16], subjectAltNames: [x], exportTo:"
                        + " ['.']")));
    AnnouncedService announced = announced(mesh, "default/a.example");
    assertThat(announced.addresses()).containsExactly("10.0.0.9", "10.1.0.0/16");
    assertThat(announced.subjectAltNames()).containsExactly("x");
    assertThat(announced.ownNamespaceOnly()).isTrue();
    assertThat(announced.canonical()).as("others do not know it").isFalse();
  }

  /** istiod: a Service, else the oldest ServiceEntry that everybody knows. */
  @Test
  void whichIsMeantWhereANamespaceHasNone() {
    MeshFixture mesh =
        MeshFixture.of(
            entry("a", "e", "", example("STATIC", "")),
            created("2026-01-02T00:00:00Z", entry("b", "e", "", example("STATIC", ""))),
            created(
                "2026-01-01T00:00:00Z",
                entry("c", "e", "", example("STATIC", ", exportTo: ['.']"))));
    assertThat(canonical(mesh)).containsExactly("b/a.example");
    mesh.remove("ServiceEntry", "b", "e");
    assertThat(canonical(mesh)).containsExactly("a/a.example");
    mesh.set(
        service("x", "s", "", "10.0.0.1", "port: 80"),
        entry("a", "e", "", example("STATIC", "").replace("a.example", "s.x.svc.cluster.local")));
    assertThat(canonical(mesh)).containsExactly("x/s.x.svc.cluster.local");
  }

  private static List<String> canonical(MeshFixture mesh) {
    return mesh.announced().entrySet().stream()
        .filter(e -> e.getValue().canonical())
        .map(e -> e.getKey())
        .toList();
  }

  @Test
  void aHostHasOneOwnerInANamespace() {
    MeshFixture mesh =
        MeshFixture.of(
            service("default", "web", "", "10.0.0.1", "port: 80"),
            entry(
                "default",
                "e",
                "",
                example("STATIC", "").replace("a.example", "web.default.svc.cluster.local")));
    assertThat(announced(mesh, WEB).service()).isEqualTo(ServiceKey.service("default", "web"));
    assertThat(mesh.said()).contains("WS0304 default/e ServiceEntry");
    mesh.remove("Service", "default", "web");
    assertThat(announced(mesh, WEB).service().origin()).isEqualTo(ServiceKey.Origin.SERVICE_ENTRY);
  }

  /** Otherwise the entry of one tenant takes over the address of another's service. */
  @Test
  void anAddressHasOneOwner() {
    MeshFixture mesh =
        MeshFixture.of(
            service("default", "web", "", "10.0.0.1", "port: 80"),
            pod("default", "p", "", "10.1.0.1"),
            entry(
                "tenant",
                "e",
                "",
                example("STATIC", ", addresses: [10.0.0.1, 10.1.0.1, 10.0.0.9]")),
            created(
                "2026-01-01T00:00:00Z",
                entry(
                    "another",
                    "f",
                    "",
                    example("STATIC", ", addresses: [10.0.0.9]").replace("a.", "b."))));
    assertThat(announced(mesh, WEB).addresses()).containsExactly("10.0.0.1");
    assertThat(announced(mesh, "tenant/a.example").addresses()).isEmpty();
    assertThat(announced(mesh, "another/b.example").addresses()).containsExactly("10.0.0.9");
    assertThat(mesh.diagnostics().stream().map(d -> d.problem()))
        .containsExactly(
            "address 10.0.0.1 belongs to default/web Service",
            "address 10.0.0.9 belongs to another/f ServiceEntry",
            "address 10.1.0.1 belongs to a pod");
  }

  @Test
  void whatIsCapturedIsNeverReachedWithoutItsWaypoint() {
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp"),
            captured("default", "web", "wp", "10.0.0.1", "name: http, port: 80"));
    // There is no Service of the waypoint: nobody gets through, and nobody past it.
    assertThat(announced(mesh, WEB).waypoint())
        .contains(new WaypointTarget.Host(new HostName("default", "wp.default.svc.cluster.local")));
    mesh.set(captured("default", "web", "none", "10.0.0.1", "name: http, port: 80"));
    assertThat(announced(mesh, WEB).waypoint()).isEmpty();
    mesh.set(captured("default", "web", "missing", "10.0.0.1", "name: http, port: 80"));
    assertThat(announced(mesh, WEB).waypoint()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                         | ''                                         |"
            + " false",
        "'istio.io/ingress-use-waypoint: \"true\"'  | ''                                         |"
            + " true",
        "''                                         | 'istio.io/ingress-use-waypoint: \"true\"'  |"
            + " true",
        "'istio.io/ingress-use-waypoint: \"false\"' | 'istio.io/ingress-use-waypoint: \"true\"'  |"
            + " false",
        "'istio.io/ingress-use-waypoint: maybe'     | ''                                         |"
            + " false",
      })
  void whatComesInThroughGateways(String labels, String ofNamespace, boolean ingress) {
    String all = "istio.io/use-waypoint: wp" + (labels.isEmpty() ? "" : ", " + labels);
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp"),
            namespace("default", ofNamespace),
            service("default", "web", all, "10.0.0.1", "name: http, port: 80"));
    assertThat(announced(mesh, WEB).ingress()).isEqualTo(ingress);
    mesh.remove("Gateway", "default", "wp");
    assertThat(announced(mesh, WEB).ingress()).as("without a waypoint").isFalse();
  }
}
