package io.waystone.translator;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.Objects;
import io.waystone.translator.mesh.PodPlace;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which pods run where, as revisions tell it to those who issue certificates for them. */
class PodPlaceTest {

  private static final ObjectRef A = new ObjectRef("Pod", "default", "a");
  private static final PodPlace PLACE = new PodPlace("uid-a", "reviews", "node-1", false);

  private final Translator translator = new Translator(Mesh.DEFAULT);

  @Test
  void aPodThatRunsHasAPlaceWhetherItIsInTheMeshOrNot() {
    assertThat(set(pod("Running", "node-1", "reviews"))).isEqualTo(Map.of(A, Optional.of(PLACE)));
    assertThat(set(pod("Running", "node-1", "reviews").replace("uid: ", "labels: {x: y}, uid: ")))
        .as("nothing that it depends on")
        .isEmpty();
  }

  @Test
  void onlyWhatHasANodeAndHasNotEnded() {
    assertThat(set(pod("Pending", "", "reviews"))).isEmpty();
    assertThat(set(pod("Pending", "node-1", "reviews"))).isEqualTo(Map.of(A, Optional.of(PLACE)));
    for (String ended : new String[] {"Succeeded", "Failed"}) {
      assertThat(set(pod(ended, "node-1", "reviews"))).isEqualTo(Map.of(A, Optional.empty()));
      assertThat(set(pod("Running", "node-1", "reviews"))).hasSize(1);
    }
    assertThat(translator.edit().remove(A).apply().places()).isEqualTo(Map.of(A, Optional.empty()));
  }

  @Test
  void itIsSaidWhichPodsAreOnTheNetworkOfTheirNode() {
    set(pod("Running", "node-1", "reviews"));
    assertThat(
            set(
                pod("Running", "node-1", "reviews")
                    .replace("spec: {", "spec: {hostNetwork: true, ")))
        .isEqualTo(Map.of(A, Optional.of(new PodPlace("uid-a", "reviews", "node-1", true))));
  }

  /** Kubernetes: a pod that names no service account runs as {@code default}. */
  @Test
  void aPodWithoutAServiceAccountRunsAsTheDefaultOne() {
    Optional<PodPlace> place = Optional.of(new PodPlace("uid-a", "default", "node-1", false));
    assertThat(set(pod("Running", "node-1", "\"\""))).isEqualTo(Map.of(A, place));
    assertThat(set(pod("Running", "node-1", ""))).isEmpty();
    assertThat(set(pod("Running", "node-1", "default"))).isEmpty();
  }

  @Test
  void aPodMoreCostsTheSameAmongMany() {
    Translator.Applied few = onePodMore(10);
    Translator.Applied many = onePodMore(1_000);
    assertThat(many.places()).isEqualTo(few.places()).hasSize(1);
    assertThat(many.counts()).isEqualTo(few.counts());
  }

  private static Translator.Applied onePodMore(int pods) {
    Translator translator = new Translator(Mesh.DEFAULT);
    Translator.Edit edit = translator.edit();
    for (int i = 0; i < pods; i++) {
      put(
          edit,
          pod("Running", "node-1", "reviews")
              .replace("name: a,", "name: a" + i + ",")
              .replace("10.1.0.1", "10.2.%d.%d".formatted(i / 250, i % 250)));
    }
    edit.apply();
    return put(translator.edit(), pod("Running", "node-1", "reviews")).apply();
  }

  @Test
  void theTrustDomainIsThatOfTheSettings() {
    assertThat(translator.mesh().trustDomain()).isEqualTo("cluster.local");
    put(
            translator.edit(),
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: istio, namespace: istio-system}
            data: {mesh: "trustDomain: example.org"}
            """)
        .apply();
    assertThat(translator.mesh().trustDomain()).isEqualTo("example.org");
  }

  private Map<ObjectRef, Optional<PodPlace>> set(String yaml) {
    return put(translator.edit(), yaml).apply().places();
  }

  private static Translator.Edit put(Translator.Edit edit, String yaml) {
    Objects.read(yaml).forEach(edit::set);
    return edit;
  }

  private static String pod(String phase, String node, String account) {
    return """
    apiVersion: v1
    kind: Pod
    spec: {nodeName: "%s", serviceAccountName: %s}
    status: {phase: %s, podIP: 10.1.0.1}
    metadata:
      {name: a, namespace: default, uid: uid-a}
    """
        .formatted(node, account, phase);
  }
}
