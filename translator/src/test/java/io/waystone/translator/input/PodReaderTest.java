package io.waystone.translator.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a Pod means something to the mesh. */
class PodReaderTest {

  @Test
  void aPod() {
    Pod pod =
        Reading.good(
            Pod.class,
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: reviews-v1-6d-x
              uid: 6ba7b810
              labels: {app: reviews, version: v1, pod-template-hash: 6d}
              annotations: {ambient.istio.io/redirection: enabled}
              ownerReferences: [{kind: ReplicaSet, name: reviews-v1-6d, controller: true}]
            spec:
              nodeName: node-a
              serviceAccountName: bookinfo-reviews
              containers:
              - ports: [{name: web, containerPort: 9080}, {containerPort: 9}]
              - ports: [{name: web, containerPort: 9081}, {name: dns, containerPort: 53, protocol: UDP}]
              - {anything: goes}
              initContainers:
              - {restartPolicy: Always, ports: [{name: side, containerPort: 7}]}
              - {ports: [{name: gone, containerPort: 8}]}
            status:
              phase: Running
              podIP: 10.244.1.21
              podIPs: [{ip: 10.244.1.21}, {ip: "fd00::21"}]
              conditions: [{type: PodScheduled, status: "True"}, {type: Ready, status: "True"}]
            """);
    assertThat(pod)
        .isEqualTo(
            new Pod(
                pod.meta(),
                List.of("10.244.1.21", "fd00::21"),
                "node-a",
                "bookinfo-reviews",
                true,
                "reviews-v1",
                "reviews",
                "v1",
                false,
                WaypointLabels.NONE,
                new Pod.Instance(
                    "6ba7b810",
                    false,
                    false,
                    List.of("10.244.1.21", "fd00::21"),
                    true,
                    false,
                    Map.of("web", 9080, "side", 7),
                    Map.of("app", "reviews", "version", "v1", "pod-template-hash", "6d"))));
  }

  @Test
  void aPodWithoutAnything() {
    Pod pod = pod("", "");
    assertThat(pod)
        .isEqualTo(
            new Pod(
                pod.meta(),
                List.of(),
                "",
                "default",
                false,
                "a",
                "a",
                "",
                false,
                WaypointLabels.NONE,
                Pod.Instance.UNKNOWN));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "phase: Pending                                    | false",
        "conditions: [{type: Ready, status: 'True'}]       | true ",
        "conditions: [{type: Ready, status: 'False'}]      | false",
        "conditions: [{type: Initialized, status: 'True'}] | false",
        "conditions: 5                                     | false",
      })
  void isReadyWhereItSaysSo(String status, boolean ready) {
    String head = "{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: b%s}, status: {%s}}";
    Pod pod = Reading.object(Pod.class, Reading.one(head.formatted("", status)));
    assertThat(pod.instance().ready()).isEqualTo(ready);
    String deleting = ", deletionTimestamp: '2026-01-01T00:00:00Z'";
    Pod going = Reading.object(Pod.class, Reading.one(head.formatted(deleting, status)));
    assertThat(going.instance().ready()).isFalse();
  }

  /** Its address may be another pod's by then. */
  @ParameterizedTest
  @CsvSource({"Succeeded", "Failed"})
  void oneThatHasEndedHasNoAddress(String phase) {
    Pod pod = pod("", ", status: {phase: " + phase + ", podIP: 10.0.0.1}");
    assertThat(pod.ips()).isEmpty();
    assertThat(pod.instance().addresses()).isEmpty();
    assertThat(pod.instance().ended()).isTrue();
  }

  @Test
  void onTheNetworkOfItsNodeTheAddressIsNotItsOwn() {
    Pod pod = pod("", ", spec: {hostNetwork: true}, status: {podIP: 10.0.0.1}");
    assertThat(pod.ips()).isEmpty();
    assertThat(pod.instance().addresses()).containsExactly("10.0.0.1");
    assertThat(pod.instance().hostNetwork()).isTrue();
  }

  @Test
  void anEmptyServiceAccountIsTheDefaultOne() {
    assertThat(pod("", ", spec: {serviceAccountName: ''}").serviceAccount()).isEqualTo("default");
  }

  @Test
  void oneThatTunnelsItselfIsCaptured() {
    Pod pod = pod(", labels: {networking.istio.io/tunnel: http}", "");
    assertThat(pod.captured()).isTrue();
    assertThat(pod.instance().nativeTunnel()).isTrue();
  }

  @Test
  void whoReadsNoInstanceSeesNoLabelAndNoReadiness() {
    Pod before = pod(", labels: {team: a}", ", status: {podIP: 10.0.0.1}");
    Pod after =
        pod(
            ", labels: {team: b}",
            ", status: {podIP: 10.0.0.1, conditions: [{type: Ready, status: 'True'}]}");
    assertThat(after).isNotEqualTo(before);
    assertThat(after.withoutInstance()).isEqualTo(before.withoutInstance());
  }

  private static Pod pod(String metadata, String rest) {
    return Reading.good(
        Pod.class,
        "{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: b"
            + metadata
            + "}"
            + rest
            + "}");
  }
}
