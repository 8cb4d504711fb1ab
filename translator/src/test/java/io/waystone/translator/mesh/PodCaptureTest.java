package io.waystone.translator.mesh;

import static io.waystone.translator.mesh.Objects.captured;
import static io.waystone.translator.mesh.Objects.created;
import static io.waystone.translator.mesh.Objects.entry;
import static io.waystone.translator.mesh.Objects.namespace;
import static io.waystone.translator.mesh.Objects.policy;
import static io.waystone.translator.mesh.Objects.service;
import static io.waystone.translator.mesh.Objects.target;
import static io.waystone.translator.mesh.Objects.waypoint;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which waypoint captures which pod, and to which addresses of pods it has a door. */
class PodCaptureTest {

  private static final String BOUND = "WaypointBound true WaypointAccepted";
  private static final String LABEL = " metadata.labels[istio.io/use-waypoint]";
  private static final String IN_MESH = "annotations: {ambient.istio.io/redirection: enabled}";
  private static final String WORKLOADS = "istio.io/waypoint-for: workload";

  /** The pod's label, its namespace's label, and the waypoint that captures ("-": none). */
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
        "istio.io/use-waypoint: '' | istio.io/use-waypoint: a | a",
      })
  void thePodsLabelGoesBeforeItsNamespaces(String pod, String inherited, String expected) {
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "a", WORKLOADS, "{}"),
            waypoint("default", "b", "istio.io/waypoint-for: all", "{}"),
            namespace("default", inherited == null ? "" : inherited),
            pod("default", "p", pod == null ? "" : pod, "10.244.0.1", "fd01::1"));
    if (expected.equals("-")) {
      assertThat(mesh.podDoors()).isEmpty();
    } else {
      assertThat(mesh.podDoors())
          .containsExactly(
              "default/" + expected + " 10.244.0.1", "default/" + expected + " fd01::1");
    }
  }

  /** What waypoint-for says; whether the pod is captured, by its own label and by inheritance. */
  @ParameterizedTest
  @CsvSource({"workload, true", "all, true", "service, false", "none, false", "'', false"})
  void waypointForDecides(String takes, boolean taken) {
    String gateway = waypoint("default", "wp", "istio.io/waypoint-for: '" + takes + "'", "{}");
    MeshFixture own =
        MeshFixture.of(gateway, pod("default", "p", "istio.io/use-waypoint: wp", "10.244.0.1"));
    assertThat(own.podDoors().isEmpty()).isEqualTo(!taken);
    assertThat(own.conditions("Pod", "default", "p"))
        .containsExactly(taken ? BOUND : "WaypointBound false UnsupportedTrafficType");
    assertThat(own.said()).isEqualTo(taken ? List.of() : List.of("WS0303 default/p Pod" + LABEL));
    assertThat(own.podPolicies("default", "wp").isPresent()).isEqualTo(taken);
    MeshFixture inherited =
        MeshFixture.of(
            gateway,
            namespace("default", "istio.io/use-waypoint: wp"),
            pod("default", "p", "", "10.244.0.1"));
    assertThat(inherited.podDoors().isEmpty()).isEqualTo(!taken);
    assertThat(inherited.conditions("Pod", "default", "p")).isEmpty();
    assertThat(inherited.said()).isEmpty();
  }

  /** Metadata, spec and status of a pod whose namespace names a waypoint that takes pods. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "annotations: {ambient.istio.io/redirection: enabled} | {} | {podIP: 10.244.0.1} | true",
        "labels: {networking.istio.io/tunnel: http} | {} | {podIP: 10.244.0.1} | true",
        "annotations: {ambient.istio.io/redirection: off} | {} | {podIP: 10.244.0.1} | false",
        "labels: {app: x} | {} | {podIP: 10.244.0.1} | false",
        "annotations: {ambient.istio.io/redirection: enabled} | {} | {} | false",
        "annotations: {ambient.istio.io/redirection: enabled} | {hostNetwork: true} | {podIP:"
            + " 10.0.0.1} | false",
        "annotations: {ambient.istio.io/redirection: enabled} | {hostNetwork: false} | {podIP:"
            + " 10.244.0.1} | true",
        "annotations: {ambient.istio.io/redirection: enabled} | {} | {phase: Running, podIP:"
            + " 10.244.0.1} | true",
        "annotations: {ambient.istio.io/redirection: enabled} | {} | {phase: Succeeded, podIP:"
            + " 10.244.0.1} | false",
        "annotations: {ambient.istio.io/redirection: enabled} | {} | {phase: Failed, podIP:"
            + " 10.244.0.1} | false",
        "annotations: {ambient.istio.io/redirection: enabled} | {} | {podIP: 127.0.0.1} | false",
        "annotations: {ambient.istio.io/redirection: enabled}, labels: {gateway.istio.io/managed:"
            + " istio.io-mesh-controller} | {} | {podIP: 10.244.0.1} | false",
      })
  void onlyRunningPodsOfTheMeshThatAreNoWaypoints(
      String metadata, String spec, String status, boolean captured) {
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp", WORKLOADS, "{}"),
            namespace("default", "istio.io/use-waypoint: wp"),
            "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: default, %s}, spec: %s, status: %s}"
                .formatted(metadata, spec, status));
    assertThat(mesh.podDoors().isEmpty()).isEqualTo(!captured);
    assertThat(mesh.said()).isEmpty();
  }

  @Test
  void allowedRoutesDecideForOtherNamespaces() {
    String labels = "istio.io/use-waypoint: wp, istio.io/use-waypoint-namespace: infra";
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("infra", "wp", WORKLOADS, "{from: All}"),
            pod("shop", "p", labels, "10.244.0.1"));
    assertThat(mesh.podDoors()).containsExactly("infra/wp 10.244.0.1");
    assertThat(mesh.conditions("Pod", "shop", "p")).containsExactly(BOUND);
    mesh.set(waypoint("infra", "wp", WORKLOADS, "{from: Same}"));
    assertThat(mesh.podDoors()).isEmpty();
    assertThat(mesh.conditions("Pod", "shop", "p"))
        .containsExactly("WaypointBound false AttachmentDenied");
    assertThat(mesh.said()).containsExactly("WS0302 shop/p Pod" + LABEL);
    mesh.remove("Gateway", "infra", "wp");
    assertThat(mesh.conditions("Pod", "shop", "p"))
        .containsExactly("WaypointBound false WaypointIsNotReady");
  }

  @Test
  void aLabelledPodOutsideOfTheMeshIsNotReached() {
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp", WORKLOADS, "{}"),
            pod("default", "p", "istio.io/use-waypoint: wp", "10.244.0.1")
                .replace("enabled", "disabled"));
    assertThat(mesh.podDoors()).isEmpty();
    assertThat(mesh.conditions("Pod", "default", "p"))
        .containsExactly("WaypointBound false NotInMesh");
    assertThat(mesh.said()).containsExactly("WS0311 default/p Pod" + LABEL);
  }

  @Test
  void aDoorGoesWithItsAddress() {
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp", WORKLOADS, "{}"),
            namespace("default", "istio.io/use-waypoint: wp"),
            pod("default", "p", "", "10.244.0.1"),
            pod("default", "q", "", "10.244.0.2"));
    mesh.set(pod("default", "p", "", "10.244.0.3"));
    assertThat(mesh.podDoors()).containsExactly("default/wp 10.244.0.2", "default/wp 10.244.0.3");
    mesh.remove("Pod", "default", "q");
    assertThat(mesh.podDoors()).containsExactly("default/wp 10.244.0.3");
  }

  @Test
  void aHeadlessServiceIsNotReachableAndItsPodsAre() {
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp", "istio.io/waypoint-for: all", "{}"),
            captured("default", "db", "wp", "None", "port: 5432"),
            pod("default", "db-0", "istio.io/use-waypoint: wp", "10.244.0.1"));
    assertThat(mesh.doors()).isEmpty();
    assertThat(mesh.podDoors()).containsExactly("default/wp 10.244.0.1");
    assertThat(mesh.conditions("Service", "default", "db"))
        .containsExactly(BOUND, "AddressAccepted false NoAddress");
    assertThat(mesh.conditions("Pod", "default", "db-0")).containsExactly(BOUND);
  }

  /** A door has one owner: Service, pod, ServiceEntry. */
  @Test
  void aServicesAddressIsNoPods() {
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp", "istio.io/waypoint-for: all", "{from: All}"),
            namespace("default", "istio.io/use-waypoint: wp"),
            pod("default", "p", "", "10.96.0.1"),
            service("default", "web", "", "10.96.0.1", "port: 80"));
    assertThat(mesh.podDoors()).isEmpty();
    assertThat(mesh.doors())
        .containsExactly("default/wp 10.96.0.1:80 -> web.default.svc.cluster.local:80");
    assertThat(mesh.said()).containsExactly("WS0304 default/p Pod");
  }

  @Test
  void aServiceEntryTakesNoPodsAddress() {
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp", "istio.io/waypoint-for: all", "{from: All}"),
            namespace("default", "istio.io/use-waypoint: wp"),
            pod("default", "p", "", "10.244.0.1"),
            entry(
                "other",
                "thief",
                "istio.io/use-waypoint: wp, istio.io/use-waypoint-namespace: default",
                "{hosts: [thief.example], addresses: [10.244.0.1, 240.0.0.1], resolution: STATIC,"
                    + " ports: [{number: 80, name: http, protocol: HTTP}]}"));
    assertThat(mesh.podDoors()).containsExactly("default/wp 10.244.0.1");
    assertThat(mesh.doors()).containsExactly("default/wp 240.0.0.1:80 -> thief.example:80");
    assertThat(mesh.said()).containsExactly("WS0304 other/thief ServiceEntry");
    assertThat(mesh.conditions("ServiceEntry", "other", "thief"))
        .containsExactly(BOUND, "AddressAccepted false AddressConflict");
    mesh.remove("Pod", "default", "p");
    assertThat(mesh.doors())
        .containsExactly(
            "default/wp 10.244.0.1:80 -> thief.example:80",
            "default/wp 240.0.0.1:80 -> thief.example:80");
  }

  /** One tenant's policy that cannot be read closes its own pods; the address has one owner. */
  @Test
  void aPolicyWithoutReadableTargetsClosesThePodsOfItsNamespace() {
    String all = "istio.io/use-waypoint: wp, istio.io/use-waypoint-namespace: default";
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp", WORKLOADS, "{from: All}"),
            created(
                "2024-01-02T00:00:00Z",
                pod("default", "p", "istio.io/use-waypoint: wp", "10.244.0.1")),
            created("2024-01-01T00:00:00Z", pod("other", "q", all, "10.244.0.1", "10.244.0.2")));
    assertThat(mesh.podDoors()).containsExactly("default/wp 10.244.0.1", "default/wp 10.244.0.2");
    mesh.set(policy("other", "broken", "{targetRefs: everything}"));
    assertThat(mesh.podDoors()).containsExactly("default/wp 10.244.0.1");
  }

  @Test
  void policiesOfTheGatewayAndItsClassDecideAndNoOthers() {
    String spec =
        "{action: ALLOW, targetRefs: [%s], rules: [{to: [{operation: {ports: [\"80\"]}}]}]}";
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp", "istio.io/waypoint-for: all", "{}"),
            captured("default", "web", "wp", "10.96.0.1", "port: 80"),
            policy("default", "on-gateway", spec.formatted(target("Gateway", "wp"))),
            policy("default", "on-service", spec.formatted(target("Service", "web"))),
            policy(
                "istio-system",
                "on-class",
                spec.formatted(target("GatewayClass", "istio-waypoint"))));
    PortPolicies policies = mesh.podPolicies("default", "wp").orElseThrow();
    for (PortPolicies.RuleSet rules : List.of(policies.http(), policies.tcp())) {
      assertThat(rules.allow())
          .extracting(Policy::name)
          .containsExactly("ns[default]-policy[on-gateway]", "ns[istio-system]-policy[on-class]");
      assertThat(RuleText.of(rules.allow())).contains("80");
    }
  }

  private static String pod(String namespace, String name, String labels, String... addresses) {
    return "{apiVersion: v1, kind: Pod, metadata: {name: %s, namespace: %s, labels: {%s}, %s}, status: {podIPs: [{ip: \"%s\"}]}}"
        .formatted(name, namespace, labels, IN_MESH, String.join("\"}, {ip: \"", addresses));
  }
}
