package io.waystone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.identity.ServiceAccount;
import io.waystone.server.identity.Workload.BoundPod;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.mesh.PodPlace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NodeResidentsTest {

  private static final ServiceAccount REVIEWS = new ServiceAccount("default", "reviews");

  private final NodeResidents residents = new NodeResidents();

  @Test
  void anAccountIsOnANodeAsLongAsAPodIs() {
    take("a", place("u1", "reviews", "node-1"));
    take("b", place("u2", "reviews", "node-1"));
    take("a", Optional.empty());
    assertThat(residents.runsOn("node-1", REVIEWS)).isTrue();
    assertThat(residents.runsOn("node-2", REVIEWS)).isFalse();
    assertThat(residents.runsOn("node-1", new ServiceAccount("other", "reviews"))).isFalse();
    take("b", Optional.empty());
    assertThat(residents.runsOn("node-1", REVIEWS)).isFalse();
  }

  @Test
  void aPodThatIsReplacedLeavesNothingBehind() {
    take("a", place("u1", "reviews", "node-1"));
    take("a", place("u2", "ratings", "node-1"));
    assertThat(residents.runsOn("node-1", REVIEWS)).isFalse();
    take("a", place("u3", "reviews", "node-2"));
    assertThat(residents.runsOn("node-1", new ServiceAccount("default", "ratings"))).isFalse();
    assertThat(residents.runsOn("node-2", REVIEWS)).isTrue();
  }

  /** No proxy serves it; and the proxy itself may be such a one. */
  @Test
  void aPodOnTheNetworkOfItsNodeIsNobodyToSpeakForAndStillItself() {
    Optional<PodPlace> onHost = Optional.of(new PodPlace("u1", "reviews", "node-1", true));
    take("a", onHost);
    assertThat(residents.runsOn("node-1", REVIEWS)).isFalse();
    assertThat(residents.nodeOf(new BoundPod("a", "u1"), REVIEWS)).contains("node-1");

    take("b", place("u2", "reviews", "node-1"));
    take("a", Optional.empty());
    assertThat(residents.runsOn("node-1", REVIEWS)).isTrue();
    take("b", onHost);
    assertThat(residents.runsOn("node-1", REVIEWS)).isFalse();
  }

  @Test
  void thePodOfATokenIsThatWithItsUidAndAccount() {
    take("a", place("u1", "reviews", "node-1"));
    assertThat(residents.nodeOf(new BoundPod("a", "u1"), REVIEWS)).contains("node-1");
    assertThat(residents.nodeOf(new BoundPod("a", "u2"), REVIEWS)).isEmpty();
    assertThat(residents.nodeOf(new BoundPod("b", "u1"), REVIEWS)).isEmpty();
    assertThat(residents.nodeOf(new BoundPod("a", "u1"), new ServiceAccount("default", "ratings")))
        .isEmpty();
    assertThat(residents.nodeOf(new BoundPod("a", "u1"), new ServiceAccount("other", "reviews")))
        .isEmpty();
    take("a", Optional.empty());
    assertThat(residents.nodeOf(new BoundPod("a", "u1"), REVIEWS)).isEmpty();
  }

  /** After any changes it says what a look at all pods would say. */
  @Test
  void itIsWhatThePodsAre() {
    long seed = 20_261_123L;
    Random random = new Random(seed);
    Map<ObjectRef, PodPlace> pods = new HashMap<>();
    List<String> accounts = List.of("reviews", "ratings");
    List<String> nodes = List.of("node-1", "node-2");
    for (int step = 0; step < 500; step++) {
      Map<ObjectRef, Optional<PodPlace>> changes = new HashMap<>();
      for (int i = 0; i <= random.nextInt(3); i++) {
        ObjectRef pod = pod("p" + random.nextInt(6));
        Optional<PodPlace> place =
            random.nextInt(3) == 0
                ? Optional.empty()
                : place("u" + step, accounts.get(random.nextInt(2)), nodes.get(random.nextInt(2)));
        changes.put(pod, place);
        place.ifPresentOrElse(now -> pods.put(pod, now), () -> pods.remove(pod));
      }
      residents.take(changes);
      for (String node : nodes) {
        for (String account : accounts) {
          assertThat(residents.runsOn(node, new ServiceAccount("default", account)))
              .as("seed %d, step %d", seed, step)
              .isEqualTo(
                  pods.values().stream()
                      .anyMatch(
                          pod -> pod.node().equals(node) && pod.serviceAccount().equals(account)));
        }
      }
    }
  }

  private void take(String name, Optional<PodPlace> place) {
    residents.take(Map.of(pod(name), place));
  }

  private static ObjectRef pod(String name) {
    return new ObjectRef("Pod", "default", name);
  }

  private static Optional<PodPlace> place(String uid, String account, String node) {
    return Optional.of(new PodPlace(uid, account, node, false));
  }
}
