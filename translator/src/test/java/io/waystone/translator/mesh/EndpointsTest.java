package io.waystone.translator.mesh;

import static io.waystone.translator.mesh.Objects.captured;
import static io.waystone.translator.mesh.Objects.entry;
import static io.waystone.translator.mesh.Objects.waypoint;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a service port is served. */
class EndpointsTest {

  private static final String WEB =
      captured("default", "web", "wp", "10.0.0.1", "name: http, port: 80");

  @Test
  void aSlicesPortIsFoundByTheServicesPortName() {
    MeshFixture mesh =
        mesh(
            captured(
                "default",
                "web",
                "wp",
                "10.0.0.1",
                "name: http, port: 80",
                "name: tcp-admin, port: 81",
                "name: other, port: 82"),
            slice(
                "a",
                "{name: http, port: 8080}, {name: tcp-admin, port: 9090}",
                "{addresses: [10.1.0.1]}"),
            slice("b", "{name: http, port: 8081}", "{addresses: [10.1.0.2]}"));
    assertThat(mesh.endpoints())
        .containsExactly(
            "80 10.1.0.1:8080 plain - // x1",
            "80 10.1.0.2:8081 plain - // x1",
            "81 10.1.0.1:9090 plain - // x1");
  }

  @Test
  void theOnePortWithoutANameIsFoundToo() {
    MeshFixture mesh =
        mesh(
            captured("default", "web", "wp", "10.0.0.1", "port: 80"),
            slice("a", "{port: 8080}", "{addresses: [10.1.0.1]}"));
    assertThat(mesh.endpoints()).containsExactly("80 10.1.0.1:8080 plain - // x1");
  }

  /** What a slice says of an endpoint, and whether requests are sent to it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                              | true",
        "{ready: true}                                   | true",
        "{ready: false}                                  | false",
        "{ready: true, terminating: true}                | false",
        "{ready: false, serving: true, terminating: true} | false",
        "{ready: yes-please}                             | false",
      })
  void onlyReadyEndpointsAreUsed(String conditions, boolean used) {
    MeshFixture mesh =
        mesh(
            WEB,
            slice(
                "a",
                "{name: http, port: 8080}",
                "{addresses: [10.1.0.1], conditions: " + conditions + "}"));
    assertThat(mesh.endpoints()).hasSize(used ? 1 : 0);
  }

  /** The pod that the slice names, and how it is spoken to. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "annotations: {ambient.istio.io/redirection: enabled}          | hbone web-1",
        "annotations: {ambient.istio.io/redirection: disabled}         | plain web-1",
        "labels: {networking.istio.io/tunnel: http}                    | hbone web-1",
        "labels: {gateway.istio.io/managed: istio.io-mesh-controller}  | hbone web-1",
        "labels: {app: x}                                              | plain web-1",
      })
  void aCapturedPodSpeaksHbone(String metadata, String expected) {
    MeshFixture mesh = mesh(WEB, ofPod("web-1"), pod("web-1", metadata));
    assertThat(mesh.endpoints()).containsExactly("80 10.1.0.1:8080 " + expected + " // x1");
    mesh.remove("Pod", "default", "web-1");
    assertThat(mesh.endpoints()).containsExactly("80 10.1.0.1:8080 plain - // x1");
  }

  @Test
  void aPodOfAnotherNamespaceIsNotMeant() {
    MeshFixture mesh =
        mesh(
            WEB,
            slice(
                "a",
                "{name: http, port: 8080}",
                "{addresses: [10.1.0.1], targetRef: {kind: Pod, name: p, namespace: other}}"),
            pod("p", "annotations: {ambient.istio.io/redirection: enabled}"));
    assertThat(mesh.endpoints()).containsExactly("80 10.1.0.1:8080 plain - // x1");
  }

  @Test
  void theNodeTellsTheLocalityElseTheZoneOfTheSlice() {
    MeshFixture mesh =
        mesh(
            WEB,
            slice(
                "a",
                "{name: http, port: 8080}",
                "{addresses: [10.1.0.1], nodeName: n1, zone: slice-zone}",
                "{addresses: [10.1.0.2], nodeName: gone, zone: slice-zone}"),
            "{apiVersion: v1, kind: Node, metadata: {name: n1, labels:"
                + " {topology.kubernetes.io/region: r, topology.kubernetes.io/zone: z,"
                + " topology.istio.io/subzone: s}}}");
    assertThat(mesh.endpoints())
        .containsExactly(
            "80 10.1.0.2:8080 plain - /slice-zone/ x1", "80 10.1.0.1:8080 plain - r/z/s x1");
  }

  /** Kubernetes: the addresses of one endpoint are fungible, the first is used. */
  @Test
  void anEndpointIsOnePlaceAndInTwoSlicesStillOne() {
    MeshFixture mesh =
        mesh(
            WEB,
            slice("a", "{name: http, port: 8080}", "{addresses: [10.1.0.1, 10.1.0.9]}"),
            slice("b", "{name: http, port: 8080}", "{addresses: [10.1.0.1]}"));
    assertThat(mesh.endpoints()).containsExactly("80 10.1.0.1:8080 plain - // x1");
  }

  /**
   * A pod with an address of each family is in a slice of each. The service's addresses, what the
   * IPv6 slice has, and the endpoints.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.1, fd00::1 | web-1 | 10.1.0.1",
        "fd00::1, 10.0.0.1 | web-1 | fd01::1",
        "10.0.0.1          | web-1 | 10.1.0.1",
        "fd00::1           | web-1 | fd01::1",
        "None              | web-1 | 10.1.0.1",
        "10.0.0.1, fd00::1 | web-2 | 10.1.0.1 fd01::1",
        "fd00::1, 10.0.0.1 | web-2 | 10.1.0.1 fd01::1",
        "fd00::1, 10.0.0.1 | -     | 10.1.0.1 fd01::1",
      })
  void aPodOfBothFamiliesIsOneEndpoint(String addresses, String inIpv6Slice, String expected) {
    MeshFixture mesh =
        mesh(
            Objects.object(
                "v1",
                "Service",
                "default",
                "web",
                "istio.io/use-waypoint: wp",
                "{clusterIPs: [\"%s\"], ports: [{name: http, port: 80}]}"
                    .formatted(addresses.replace(", ", "\", \""))),
            ofPod("web-1"),
            slice(
                "b",
                "{name: http, port: 8080}",
                "{addresses: [\"fd01::1\"]"
                    + (inIpv6Slice.equals("-")
                        ? ""
                        : ", targetRef: {kind: Pod, name: " + inIpv6Slice + "}")
                    + "}"));
    assertThat(mesh.endpoints())
        .containsExactly(
            Arrays.stream(expected.split(" "))
                .map(address -> "80 " + address + ":8080 plain - // x1")
                .toArray(String[]::new));
  }

  @Test
  void aSliceOfAnotherNamespaceIsNotTheServices() {
    MeshFixture mesh =
        mesh(
            WEB,
            slice("a", "{name: http, port: 8080}", "{addresses: [10.1.0.1]}")
                .replace("namespace: default", "namespace: other"));
    assertThat(mesh.endpoints()).isEmpty();
  }

  /** An endpoint that a ServiceEntry with port 80 (target 8080) has, and what it gives. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{address: 10.2.0.1}                                   | 10.2.0.1:8080 plain - // x1",
        "{address: 10.2.0.1, ports: {http: 8181}}              | 10.2.0.1:8181 plain - // x1",
        "{address: 10.2.0.1, ports: {other: 8181}}             | 10.2.0.1:8080 plain - // x1",
        "{address: 10.2.0.1, weight: 7}                        | 10.2.0.1:8080 plain - // x7",
        "{address: 10.2.0.1, weight: 0}                        | 10.2.0.1:8080 plain - // x1",
        "{address: 10.2.0.1, locality: r}                      | 10.2.0.1:8080 plain - r// x1",
        "{address: 10.2.0.1, locality: r/z}                    | 10.2.0.1:8080 plain - r/z/ x1",
        "{address: 10.2.0.1, locality: r/z/s}                  | 10.2.0.1:8080 plain - r/z/s x1",
        "{address: 'FD00:0::1'}                                | fd00::1:8080 plain - // x1",
        "{address: host.example.com}                           | -",
        "{address: 'unix:///var/run/x'}                        | -",
        "{locality: r}                                         | -",
      })
  void endpointsOfAServiceEntry(String endpoint, String expected) {
    MeshFixture mesh = mesh(ext("STATIC", endpoint));
    if (expected.equals("-")) {
      assertThat(mesh.endpoints()).isEmpty();
    } else {
      assertThat(mesh.endpoints()).containsExactly("80 " + expected);
    }
    assertThat(mesh.failures()).isZero();
  }

  @Test
  void withoutATargetPortThePortItselfIsTheTarget() {
    MeshFixture mesh = mesh(ext("STATIC", "{address: 10.2.0.1}").replace(", targetPort: 8080", ""));
    assertThat(mesh.endpoints()).containsExactly("80 10.2.0.1:80 plain - // x1");
  }

  /** Whoever dials them dials the waypoint's own machine, or its link. */
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1",
    "127.8.0.1",
    "'::1'",
    "0.0.0.0",
    "0.1.2.3",
    "'::'",
    "'::ffff:127.0.0.1'",
    "169.254.169.254",
    "'fe80::1'"
  })
  void anAddressOfTheWaypointsOwnMachineIsNone(String address) {
    MeshFixture mesh =
        mesh(
            WEB,
            slice("a", "{name: http, port: 8080}", "{addresses: [\"" + address + "\"]}"),
            ext("STATIC", "{address: \"" + address + "\"}"));
    assertThat(mesh.endpoints()).isEmpty();
  }

  @Test
  void aMeshOnOneMachineHasThem() {
    MeshFixture mesh = MeshFixture.of(Mesh.DEFAULT.withLocalEndpoints(), waypoint("default", "wp"));
    mesh.set(WEB, slice("a", "{name: http, port: 8080}", "{addresses: [127.0.0.1]}"));
    assertThat(mesh.endpoints()).containsExactly("80 127.0.0.1:8080 plain - // x1");
  }

  /** Names are not looked up in this version. */
  @ParameterizedTest
  @CsvSource({"NONE", "DNS", "DNS_ROUND_ROBIN", "DYNAMIC_DNS"})
  void onlyStaticEntriesHaveEndpoints(String resolution) {
    assertThat(mesh(ext(resolution, "{address: 10.2.0.1}")).endpoints()).isEmpty();
  }

  private static MeshFixture mesh(String... objects) {
    MeshFixture mesh = MeshFixture.of(waypoint("default", "wp"));
    mesh.set(objects);
    return mesh;
  }

  private static String ext(String resolution, String endpoint) {
    return entry(
        "default",
        "ext",
        "istio.io/use-waypoint: wp",
        "{hosts: [example.com], addresses: [240.0.0.1], resolution: "
            + resolution
            + ", ports: [{number: 80, name: http, protocol: HTTP, targetPort: 8080}], endpoints: ["
            + endpoint
            + "]}");
  }

  private static String ofPod(String name) {
    return slice(
        "a",
        "{name: http, port: 8080}",
        "{addresses: [10.1.0.1], targetRef: {kind: Pod, name: " + name + "}}");
  }

  private static String pod(String name, String metadata) {
    return "{apiVersion: v1, kind: Pod, metadata: {name: %s, namespace: default, %s}}"
        .formatted(name, metadata);
  }

  private static String slice(String name, String ports, String... endpoints) {
    return "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, addressType: IPv4, metadata:"
        + " {name: %s, namespace: default, labels: {kubernetes.io/service-name: web}},"
            .formatted(name)
        + " ports: ["
        + ports
        + "], endpoints: ["
        + String.join(", ", endpoints)
        + "]}";
  }

  /** Those that are ready; a pod that is in the mesh speaks HBONE. */
  @Test
  void whatAServiceEntrySelects() {
    MeshFixture mesh =
        MeshFixture.of(
            Objects.waypoint("default", "wp"),
            Objects.entry(
                "default",
                "db",
                "istio.io/use-waypoint: wp",
                "{hosts: [db.example], addresses: [10.0.0.9], resolution: STATIC, workloadSelector:"
                    + " {labels: {app: db}}, ports: [{number: 3306, name: sql, protocol: TCP}]}"),
            Objects.workload(
                "default",
                "vm",
                "app: db",
                "{address: 192.0.2.7, ports: {sql: 13306}, weight: 3, locality: r/z}"),
            Objects.workload("other", "vm", "app: db", "{address: 192.0.2.8}"),
            Objects.pod("default", "db-1", "app: db", "10.1.0.1"),
            Objects.pod("default", "db-2", "app: db", "10.1.0.2").replace("True", "False"),
            Objects.pod("default", "web", "app: web", "10.1.0.3"));
    assertThat(mesh.endpoints())
        .containsExactlyInAnyOrder(
            "3306 192.0.2.7:13306 plain vm r/z/ x3", "3306 10.1.0.1:3306 hbone db-1 // x1");
    mesh.remove("WorkloadEntry", "default", "vm");
    assertThat(mesh.endpoints()).hasSize(1);
  }
}
