package io.waystone.translator.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What throws fails its own key, says what it had read, and mends when that does. */
class FailureTest {

  private final GraphBuilder builder = new GraphBuilder();
  private final Input<String, String> input = builder.input("input");

  @Test
  void failsAndMends() {
    Collection<String, Integer> numbers = numbers();
    Graph graph = builder.build();

    graph.apply(new Batch().set(input, "a", "1").set(input, "b", "x"));
    assertThat(graph.snapshot(numbers)).isEqualTo(Map.of("a", 1));
    assertThat(graph.find(numbers, "b")).isEmpty();
    assertThat(graph.failures())
        .containsExactly(
            new Failed(
                "numbers", "b", "For input string: \"x\"", List.of("input b"), List.of("b")));

    Changes mended = graph.apply(new Batch().set(input, "b", "2"));
    assertThat(mended.of(numbers)).isEqualTo(Map.of("b", Optional.of(2)));
    assertThat(graph.failures()).isEmpty();

    Changes failed = graph.apply(new Batch().set(input, "b", "y"));
    assertThat(failed.of(numbers)).isEqualTo(Map.of("b", Optional.empty()));
  }

  @Test
  void failsWhoReadsItWithTheSameFailure() {
    Function<String, Integer> parsed = parsed();
    Collection<String, Integer> twice =
        builder.collection(
            "twice", input.keys(), (reader, key) -> Optional.of(2 * reader.get(parsed, key)));
    Collection<String, Integer> sums =
        builder.collection(
            "sums",
            input.keys(),
            (reader, key) -> Optional.of(1 + reader.find(twice, key).orElse(0)));
    Graph graph = builder.build();

    graph.apply(new Batch().set(input, "a", "x"));
    assertThat(graph.snapshot(sums)).isEmpty();
    assertThat(graph.failures()).extracting(Failed::stage).containsExactly("parsed");

    graph.apply(new Batch().set(input, "a", "4"));
    assertThat(graph.snapshot(sums)).isEqualTo(Map.of("a", 9));
  }

  @Test
  void recoversAndKeepsTheFailure() {
    Function<String, Integer> parsed = parsed();
    Collection<String, String> closed =
        builder.collection(
            "closed",
            input.keys(),
            (reader, key) -> Optional.of("open " + reader.get(parsed, key)),
            (key, failed) -> Optional.of("closed for " + failed.inputKeys()));
    Graph graph = builder.build();

    graph.apply(new Batch().set(input, "a", "x"));
    assertThat(graph.snapshot(closed)).isEqualTo(Map.of("a", "closed for [a]"));
    assertThat(graph.failures()).hasSize(1);

    graph.apply(new Batch().set(input, "a", "1"));
    assertThat(graph.snapshot(closed)).isEqualTo(Map.of("a", "open 1"));
    assertThat(graph.failures()).isEmpty();
  }

  @Test
  void failsWhenTheRecoveryFails() {
    Collection<String, Integer> hopeless =
        builder.collection(
            "hopeless",
            input.keys(),
            (reader, key) -> {
              throw new IllegalStateException("first");
            },
            (key, failed) -> {
              throw new IllegalStateException(failed.message() + " and last");
            });
    Graph graph = builder.build();

    graph.apply(new Batch().set(input, "a", ""));
    assertThat(graph.snapshot(hopeless)).isEmpty();
    assertThat(graph.failures()).extracting(Failed::message).containsExactly("first and last");
  }

  @Test
  void namesTheInputsBehindWhatItRead() {
    Index<String, String, String> byLength =
        builder.index("byLength", input, (key, value) -> Set.of("length " + value.length()));
    Function<String, Integer> count =
        builder.function("count", (reader, bucket) -> reader.members(byLength, bucket).size());
    Input<String, String> asks = builder.input("asks");
    builder.collection(
        "broken",
        asks.keys(),
        (reader, key) -> {
          throw new IllegalStateException("of " + reader.get(count, "length 1"));
        });
    Graph graph = builder.build();

    graph.apply(new Batch().set(input, "a", "1").set(input, "b", "2").set(asks, "k", ""));
    assertThat(graph.failures())
        .containsExactly(
            new Failed("broken", "k", "of 2", List.of("count length 1"), List.of("a", "b")));

    // The same count of others: what the failure had read is equal, what is behind it is not.
    graph.apply(new Batch().remove(input, "a").set(input, "c", "3"));
    assertThat(graph.failures())
        .containsExactly(
            new Failed("broken", "k", "of 2", List.of("count length 1"), List.of("b", "c")));
  }

  @Test
  void namesNoMoreThanTheLimit() {
    Index<String, String, String> all = builder.index("all", input, (key, value) -> Set.of("all"));
    Input<String, String> asks = builder.input("asks");
    builder.collection(
        "broken",
        asks.keys(),
        (reader, key) -> {
          throw new IllegalStateException("of " + reader.members(all, "all").size());
        });
    Graph graph = builder.build();
    Batch batch = new Batch().set(asks, "k", "");
    for (int i = 0; i < 3 * Failed.LIMIT; i++) {
      batch.set(input, "key" + i, "");
    }

    graph.apply(batch);
    assertThat(graph.failures().getFirst().inputKeys())
        .hasSizeBetween(Failed.LIMIT / 2, Failed.LIMIT);
  }

  @Test
  void failsTheMemberWhoseExtractThrows() {
    Index<Integer, String, String> byNumber =
        builder.index("byNumber", input, (key, value) -> Set.of(Integer.parseInt(value)));
    Collection<Integer, String> groups =
        builder.collection(
            "groups",
            byNumber.buckets(),
            (reader, number) -> Optional.of(reader.bucket(byNumber, number).toString()));
    Graph graph = builder.build();

    graph.apply(new Batch().set(input, "a", "1").set(input, "b", "x"));
    assertThat(graph.snapshot(input)).isEqualTo(Map.of("a", "1"));
    assertThat(graph.snapshot(groups)).isEqualTo(Map.of(1, "{a=1}"));
    assertThat(graph.failures())
        .extracting(Failed::stage, Failed::key, Failed::inputKeys)
        .containsExactly(tuple("byNumber", "b", List.of("b")));

    graph.apply(new Batch().set(input, "b", "1"));
    assertThat(graph.snapshot(groups)).isEqualTo(Map.of(1, "{a=1, b=1}"));
    assertThat(graph.failures()).isEmpty();
  }

  @Test
  void survivesAnEndlessRecursion() {
    Collection<String, Integer> deep =
        builder.collection("deep", input.keys(), (reader, key) -> Optional.of(deeper(key, 1)));
    Graph graph = builder.build();

    graph.apply(new Batch().set(input, "a", "").set(input, "end", ""));
    assertThat(graph.snapshot(deep)).isEqualTo(Map.of("end", 1));
    assertThat(graph.failures()).extracting(Failed::message).containsExactly("StackOverflowError");
  }

  private static int deeper(String key, int depth) {
    return key.equals("end") ? depth : deeper(key, depth + 1) + 1;
  }

  @Test
  void takesValuesThatCannotBeComparedAsChanged() {
    record Odd(String text) {
      @Override
      public boolean equals(Object other) {
        throw new IllegalStateException("cannot compare");
      }

      @Override
      public int hashCode() {
        return 0;
      }
    }
    Collection<String, Odd> odd =
        builder.collection(
            "odd",
            input.keys(),
            (reader, key) -> reader.find(input, key).map(String::trim).map(Odd::new));
    Graph graph = builder.build();

    graph.apply(new Batch().set(input, "a", "1"));
    assertThat(graph.apply(new Batch().set(input, "a", "1 ")).of(odd)).containsOnlyKeys("a");
    assertThat(graph.failures()).isEmpty();
  }

  @Test
  void failsWhatGivesNull() {
    builder.collection("nulls", input.keys(), FailureTest::nothing);
    Graph graph = builder.build();

    graph.apply(new Batch().set(input, "a", ""));
    assertThat(graph.failures())
        .extracting(Failed::message)
        .containsExactly("the computation gave null");
  }

  @SuppressWarnings({"NullAway", "NullOptional"}) // what a computation without the check may do
  private static Optional<String> nothing(Reader reader, String key) {
    return null;
  }

  private Function<String, Integer> parsed() {
    return builder.function(
        "parsed", (reader, key) -> Integer.parseInt(reader.find(input, key).orElseThrow()));
  }

  private Collection<String, Integer> numbers() {
    return builder.collection(
        "numbers", input.keys(), (reader, key) -> reader.find(input, key).map(Integer::parseInt));
  }
}
