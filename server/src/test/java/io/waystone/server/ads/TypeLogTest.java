package io.waystone.server.ads;

import static io.waystone.server.ads.Samples.cluster;
import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TypeLogTest {

  private final TypeLog log = new TypeLog();

  private void remove(int from, int to) {
    for (int place = from; place < to; place++) {
      ResourceId id = new ResourceId(ResourceType.CLUSTER, "gone-" + place);
      log.append(new Entry.Gone(id, place, 1, Set.of(), Optional.empty()));
    }
  }

  @Test
  void lastChangeIsAtTheEndAndOnlyThere() {
    log.append(Entry.Live.of(cluster("a", "v1"), 1, 1));
    log.append(Entry.Live.of(cluster("b", "v1"), 2, 1));
    log.append(Entry.Live.of(cluster("a", "v2"), 3, 2));
    assertThat(log.after(0)).extracting(Entry::name).containsExactly("b", "a");
    assertThat(log.after(2)).extracting(Entry::name).containsExactly("a");
    assertThat(log.end()).isEqualTo(3);
  }

  @Test
  void removalsThatAllHavePassedAreForgotten() {
    log.append(Entry.Live.of(cluster("a", "v1"), 1, 1));
    remove(2, 102);
    log.trim(() -> 51);
    assertThat(log.floor()).isEqualTo(51);
    assertThat(log.find("gone-51")).isEmpty();
    assertThat(log.find("gone-52")).isPresent();
    assertThat(log.find("a")).isPresent();
  }

  @Test
  void removalsAreBoundedWhateverIsStillToBeRead() {
    for (int rounds = 0; rounds < 5; rounds++) {
      remove(1 + rounds * 9_000, 1 + (rounds + 1) * 9_000);
      log.trim(() -> 0);
    }
    assertThat(log.after(0)).hasSizeLessThanOrEqualTo(2 * TypeLog.MOST_REMOVALS);
    assertThat(log.floor()).isPositive();
    assertThat(log.find("gone-45000")).isPresent();
  }
}
