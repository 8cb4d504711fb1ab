package io.waystone.translator;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.ResourceChange;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.input.Gateway;
import io.waystone.translator.input.Meta;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.Pod;
import io.waystone.translator.input.WaypointLabels;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.WaypointKey;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A change of a pod behind a waypoint recomputes as much among 1,000 pods as among 10, and sends
 * one resource, which has a few bytes for each pod.
 */
class DirectPodCountsTest {

  private static final WaypointKey WAYPOINT = new WaypointKey("default", "wp");
  private static final ViewKey VIEW = new ViewKey(WAYPOINT, Dialect.STANDARD);
  private static final int BYTES_OF_A_POD = 24;

  @Test
  void aPodMoreOrLessCostsTheSame() {
    Translator small = mesh(10);
    Translator large = mesh(1_000);
    for (Pod changed : List.of(pod(5, "10.9.9.9"), pod(5, address(5)), pod(2_000, "10.9.9.8"))) {
      Translator.Applied few = small.edit().set(changed).apply();
      Translator.Applied many = large.edit().set(changed).apply();
      assertThat(many.counts().recomputed()).isEqualTo(few.counts().recomputed());
      // The one function over all of them sees each once.
      assertThat(many.counts().visited() - few.counts().visited()).isEqualTo(990);
      assertThat(many.revision().changes().get(VIEW))
          .extracting(change -> change.id().type())
          .containsExactly(ResourceType.ROUTES);
      assertThat(bytes(many) - bytes(few)).isLessThan(990 * BYTES_OF_A_POD);
    }
    Pod same = pod(7, address(7));
    assertThat(large.edit().set(same).apply().revision().changes()).isEmpty();
  }

  private static int bytes(Translator.Applied applied) {
    return applied.revision().changes().getOrDefault(VIEW, List.of()).stream()
        .map(ResourceChange::resource)
        .flatMap(Optional::stream)
        .mapToInt(resource -> resource.body().size())
        .sum();
  }

  private static Translator mesh(int pods) {
    Translator translator = new Translator(Mesh.DEFAULT);
    Translator.Edit edit = translator.edit();
    edit.set(
        new Gateway(meta("Gateway", WAYPOINT.name()), "waystone", "workload", "wp", List.of()));
    for (int i = 0; i < pods; i++) {
      edit.set(pod(i, address(i)));
    }
    edit.apply();
    return translator;
  }

  private static String address(int i) {
    return "10.244.%d.%d".formatted(i / 250, i % 250 + 1);
  }

  private static Pod pod(int i, String address) {
    return new Pod(
        meta("Pod", "p" + i),
        List.of(address),
        "",
        "default",
        true,
        "p",
        "p",
        "",
        false,
        new WaypointLabels(Optional.of(WAYPOINT.name()), Optional.empty()),
        Pod.Instance.UNKNOWN);
  }

  private static Meta meta(String kind, String name) {
    return new Meta(new ObjectRef(kind, WAYPOINT.namespace(), name), Optional.empty());
  }
}
