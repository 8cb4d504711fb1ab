package io.waystone.translator.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;

class GraphTest {

  private final GraphBuilder builder = new GraphBuilder();
  private final Input<String, Integer> input = builder.input("input");

  @Test
  void computesAFunctionOnceForAllItsReaders() {
    List<String> ran = new ArrayList<>();
    Function<String, Integer> shared =
        builder.function(
            "shared",
            (reader, key) -> {
              ran.add(key);
              return 10;
            });
    Collection<String, Integer> sums =
        builder.collection(
            "sums",
            input.keys(),
            (reader, key) ->
                reader.find(input, key).map(value -> value + reader.get(shared, "all")));
    Graph graph = builder.build();

    graph.apply(new Batch().set(input, "a", 1).set(input, "b", 2));
    graph.apply(new Batch().set(input, "a", 3));
    assertThat(graph.snapshot(sums)).isEqualTo(Map.of("a", 13, "b", 12));
    assertThat(ran).containsExactly("all");
  }

  @Test
  void keepsAFunctionThatOneReaderLeavesAndAnotherTakes() {
    List<String> ran = new ArrayList<>();
    Function<String, Integer> shared =
        builder.function(
            "shared",
            (reader, key) -> {
              ran.add(key);
              return 10;
            });
    builder.collection(
        "readers", input.keys(), (reader, key) -> Optional.of(reader.get(shared, "all")));
    Graph graph = builder.build();

    graph.apply(new Batch().set(input, "a", 1));
    graph.apply(new Batch().remove(input, "a").set(input, "b", 1));
    assertThat(ran).containsExactly("all");
    graph.apply(new Batch().remove(input, "b"));
    assertThat(graph.nodes()).isZero();
    graph.apply(new Batch().set(input, "a", 1));
    assertThat(ran).containsExactly("all", "all");
  }

  @Test
  void tellsTheReaderOfAMembershipNothingOfValues() {
    Index<String, String, Integer> all = builder.index("all", input, (key, value) -> Set.of("x"));
    Collection<String, String> keys =
        builder.collection(
            "keys",
            all.buckets(),
            (reader, bucket) -> Optional.of(reader.members(all, bucket).toString()));
    Collection<String, String> values =
        builder.collection(
            "values",
            all.buckets(),
            (reader, bucket) -> Optional.of(reader.bucket(all, bucket).toString()));
    Graph graph = builder.build();

    graph.apply(new Batch().set(input, "b", 1).set(input, "a", 2));
    assertThat(graph.find(keys, "x")).contains("[a, b]");
    assertThat(graph.find(values, "x")).contains("{a=2, b=1}");
    assertThat(graph.apply(new Batch().set(input, "a", 3)).counts().recomputed()).isEqualTo(1);
    assertThat(graph.find(values, "x")).contains("{a=3, b=1}");
  }

  @Test
  void hasAKeyOfAUnionWhileEitherHasIt() {
    Input<String, Integer> other = builder.input("other");
    Keys<String> either = builder.union(input.keys(), other.keys());
    Collection<String, String> keys =
        builder.collection("keys", either, (reader, key) -> Optional.of(key));
    Graph graph = builder.build();

    graph.apply(new Batch().set(input, "a", 1).set(other, "a", 1));
    assertThat(graph.apply(new Batch().remove(input, "a")).counts().recomputed()).isZero();
    assertThat(graph.snapshot(keys)).containsOnlyKeys("a");
    graph.apply(new Batch().remove(other, "a"));
    assertThat(graph.snapshot(keys)).isEmpty();
  }

  @Test
  void lastWriteOfAKeyCounts() {
    Graph graph = builder.build();
    Batch batch = new Batch();
    assertThat(batch.isEmpty()).isTrue();
    batch.set(input, "a", 1).remove(input, "a").set(input, "b", 1).set(input, "b", 2);
    assertThat(batch.isEmpty()).isFalse();
    assertThat(graph.apply(batch).of(input)).isEqualTo(Map.of("b", Optional.of(2)));
  }

  @Test
  void saysWhyItRecomputed() {
    Function<String, Integer> parity =
        builder.function("parity", (reader, key) -> reader.find(input, key).orElse(0) % 2);
    builder.collection(
        "odd", input.keys(), (reader, key) -> Optional.of(reader.get(parity, key) == 1));
    Graph graph = builder.build();

    assertThat(graph.apply(new Batch().set(input, "a", 1)).recomputations()).isEmpty();
    graph.explain(true);
    assertThat(graph.apply(new Batch().set(input, "a", 3)).recomputations())
        .containsExactly(new Recomputation("parity", "a", "input a", false));
    assertThat(graph.apply(new Batch().set(input, "a", 2).set(input, "b", 2)).recomputations())
        .containsExactly(
            new Recomputation("parity", "a", "input a", true),
            new Recomputation("parity", "b", "new key", true),
            new Recomputation("odd", "b", "new key", true),
            new Recomputation("odd", "a", "parity a", true));
    graph.explain(false);
    assertThat(graph.apply(new Batch().set(input, "a", 1)).recomputations()).isEmpty();
  }

  @Test
  void endsWhenAStageReadsALaterOne() {
    List<Function<String, Integer>> later = new ArrayList<>();
    builder.collection(
        "early",
        input.keys(),
        (reader, key) -> Optional.of(reader.get(later.getFirst(), key)),
        (key, failed) -> Optional.of(0));
    later.add(builder.function("late", (reader, key) -> 1));
    Graph graph = builder.build();

    assertThatThrownBy(() -> graph.apply(new Batch().set(input, "a", 1)))
        .isInstanceOf(Error.class)
        .hasMessage("stage early reads late, which is not declared before it");
    assertThatThrownBy(() -> graph.snapshot(input)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void endsWhenAStageReadsItself() {
    List<Function<Integer, Integer>> self = new ArrayList<>();
    self.add(builder.function("self", (reader, key) -> reader.get(self.getFirst(), key - 1)));
    builder.collection(
        "reader", input.keys(), (reader, key) -> Optional.of(reader.get(self.getFirst(), 3)));
    Graph graph = builder.build();

    assertThatThrownBy(() -> graph.apply(new Batch().set(input, "a", 1)))
        .isInstanceOf(Error.class)
        .hasMessage("stage self reads self, which is not declared before it");
  }

  @Test
  void refusesAComputationThatUsesTheGraphItself() {
    List<Graph> graphs = new ArrayList<>();
    builder.collection(
        "applies",
        input.keys(),
        (reader, key) -> Optional.of(graphs.getFirst().apply(new Batch())));
    builder.collection("looks", input.keys(), (reader, key) -> graphs.getFirst().find(input, key));
    graphs.add(builder.build());

    graphs.getFirst().apply(new Batch().set(input, "a", 1));
    assertThat(graphs.getFirst().failures())
        .hasSize(2)
        .allSatisfy(
            failed -> assertThat(failed.message()).startsWith("the graph computes a batch"));
  }

  @Test
  void refusesABucketAfterItsComputation() {
    Index<String, String, Integer> all = builder.index("all", input, (key, value) -> Set.of("x"));
    Function<String, SortedMap<String, Integer>> kept =
        builder.function("kept", (reader, bucket) -> reader.bucket(all, bucket));
    Function<String, SortedSet<String>> keys =
        builder.function("keys", (reader, bucket) -> reader.members(all, bucket));
    builder.collection(
        "uses", all.buckets(), (reader, bucket) -> Optional.of(reader.get(kept, bucket).size()));
    builder.collection(
        "walks", all.buckets(), (reader, bucket) -> Optional.of(reader.get(keys, bucket).first()));
    Graph graph = builder.build();

    graph.apply(new Batch().set(input, "a", 1));
    assertThat(graph.failures())
        .extracting(Failed::message)
        .containsExactly(
            "stage kept uses a reader or a bucket after its computation: copy it",
            "stage keys uses a reader or a bucket after its computation: copy it");
  }

  @Test
  void givesPartsOfABucket() {
    Index<String, String, Integer> all = builder.index("all", input, (key, value) -> Set.of("x"));
    Collection<String, String> parts =
        builder.collection(
            "parts",
            all.buckets(),
            (reader, bucket) -> {
              SortedMap<String, Integer> map = reader.bucket(all, bucket);
              SortedSet<String> set = reader.members(all, bucket);
              return Optional.of(
                  List.of(
                          map.headMap("b"),
                          map.tailMap("b"),
                          map.subMap("b", "c"),
                          map.firstKey() + map.lastKey() + map.get("b") + map.containsKey("d"),
                          set.headSet("b"),
                          set.tailSet("b"),
                          set.subSet("b", "c"),
                          set.first() + set.last() + set.size() + set.contains("d"))
                      .toString());
            });
    Graph graph = builder.build();

    graph.apply(new Batch().set(input, "a", 1).set(input, "b", 2).set(input, "c", 3));
    assertThat(graph.find(parts, "x"))
        .contains("[{a=1}, {b=2, c=3}, {b=2}, ac2false, [a], [b, c], [b], ac3false]");
  }

  @Test
  void refusesWhatIsOfAnotherGraph() {
    Graph graph = builder.build();
    GraphBuilder others = new GraphBuilder();
    Input<String, Integer> other = others.input("other");

    assertThatThrownBy(() -> graph.apply(new Batch().set(other, "a", 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> graph.snapshot(other)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> others.union(other.keys(), input.keys()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(graph.apply(new Batch().set(input, "a", 1)).of(input)).hasSize(1);
  }

  @Test
  void refusesANameTwiceAndAStageAfterTheBuild() {
    assertThatThrownBy(() -> builder.input("input")).isInstanceOf(IllegalArgumentException.class);
    assertThat(builder.build().nodes()).isZero();
    assertThatThrownBy(() -> builder.input("late")).isInstanceOf(IllegalStateException.class);
  }
}
