package io.waystone.translator.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * After any history a graph is what a fresh one is with the same inputs. More histories than the
 * build runs: {@code -Dgraph.histories=100000}; another start: {@code -Dgraph.seed=7000000}.
 */
class HistoryTest {

  private static final int HISTORIES = Integer.getInteger("graph.histories", 2_000);
  private static final long FIRST = Long.getLong("graph.seed", 0);

  @Test
  void isAlwaysWhatAFreshGraphIs() {
    for (long seed = FIRST; seed < FIRST + HISTORIES; seed++) {
      try {
        new History(seed).run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("history of -Dgraph.seed=" + seed + " -Dgraph.histories=1", e);
      }
    }
  }

  /** Random batches against one graph, with its inputs kept beside it. */
  private static final class History {

    private final long seed;
    private final Random random;
    private final RandomGraph tried;
    private final List<Map<Integer, Integer>> inputs = new ArrayList<>();

    History(long seed) {
      this.seed = seed;
      random = new Random(~seed);
      tried = new RandomGraph(seed);
      tried.inputs.forEach(input -> inputs.add(new HashMap<>()));
    }

    void run() {
      tried.graph.explain(random.nextBoolean());
      int batches = 3 + random.nextInt(10);
      for (int number = 0; number < batches; number++) {
        applyAndCompareChanges(batch(random.nextInt(4) == 0 ? 20 : 1 + random.nextInt(4)));
        if (random.nextInt(3) == 0 || number == batches - 1) {
          compareWithFresh();
        }
      }
      assertThat(tried.graph.apply(allInputs()).counts().recomputed()).isZero();
      removeAll();
      assertThat(tried.graph.nodes()).as("nodes without inputs").isZero();
      assertThat(tried.graph.failures()).isEmpty();
    }

    private Batch batch(int writes) {
      Batch batch = new Batch();
      for (int write = 0; write < writes; write++) {
        int input = random.nextInt(inputs.size());
        int key = random.nextInt(RandomGraph.KEYS);
        if (random.nextInt(3) == 0) {
          inputs.get(input).remove(key);
          batch.remove(tried.inputs.get(input), key);
        } else {
          int value = random.nextInt(40);
          inputs.get(input).put(key, value);
          batch.set(tried.inputs.get(input), key, value);
        }
      }
      return batch;
    }

    private void applyAndCompareChanges(Batch batch) {
      List<SortedMap<Integer, Integer>> before = snapshots(tried);
      Changes changes = tried.graph.apply(batch);
      List<SortedMap<Integer, Integer>> after = snapshots(tried);
      for (int i = 0; i < before.size(); i++) {
        assertThat(changes.of(tried.collections.get(i)))
            .as("changes of %s", tried.collections.get(i).name())
            .isEqualTo(difference(before.get(i), after.get(i)));
      }
      if (!changes.recomputations().isEmpty()) {
        assertThat(changes.recomputations()).hasSize((int) changes.counts().recomputed());
      }
    }

    private void compareWithFresh() {
      RandomGraph fresh = new RandomGraph(seed);
      Batch all = new Batch();
      for (int i = 0; i < inputs.size(); i++) {
        Input<Integer, Integer> input = fresh.inputs.get(i);
        inputs.get(i).forEach((key, value) -> all.set(input, key, value));
      }
      fresh.graph.apply(all);
      assertThat(snapshots(tried)).isEqualTo(snapshots(fresh));
      assertThat(tried.graph.failures()).isEqualTo(fresh.graph.failures());
      assertThat(tried.graph.nodes()).as("nodes").isEqualTo(fresh.graph.nodes());
    }

    private Batch allInputs() {
      Batch all = new Batch();
      for (int i = 0; i < inputs.size(); i++) {
        Input<Integer, Integer> input = tried.inputs.get(i);
        inputs.get(i).forEach((key, value) -> all.set(input, key, value));
      }
      return all;
    }

    private void removeAll() {
      Batch none = new Batch();
      for (int i = 0; i < inputs.size(); i++) {
        Input<Integer, Integer> input = tried.inputs.get(i);
        inputs.get(i).keySet().forEach(key -> none.remove(input, key));
      }
      tried.graph.apply(none);
    }

    private static List<SortedMap<Integer, Integer>> snapshots(RandomGraph of) {
      return of.collections.stream().map(of.graph::snapshot).toList();
    }

    private static SortedMap<Integer, Optional<Integer>> difference(
        SortedMap<Integer, Integer> before, SortedMap<Integer, Integer> after) {
      SortedMap<Integer, Optional<Integer>> difference = new TreeMap<>();
      before.keySet().forEach(key -> difference.put(key, Optional.empty()));
      after.forEach((key, value) -> difference.put(key, Optional.of(value)));
      difference
          .entrySet()
          .removeIf(e -> e.getValue().equals(Optional.ofNullable(before.get(e.getKey()))));
      return difference;
    }
  }
}
