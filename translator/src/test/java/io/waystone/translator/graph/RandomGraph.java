package io.waystone.translator.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * A graph with stages of all kinds drawn from a seed; the same seed gives the same graph. Keys and
 * values are small numbers, so that reads often meet, are often of what is absent, and results are
 * often equal.
 */
final class RandomGraph {

  static final int KEYS = 8;

  final List<Input<Integer, Integer>> inputs = new ArrayList<>();
  final List<Collection<Integer, Integer>> collections = new ArrayList<>();
  final Graph graph;

  private final GraphBuilder builder = new GraphBuilder();
  private final List<Function<Integer, Integer>> functions = new ArrayList<>();
  private final List<Index<Integer, Integer, Integer>> indexes = new ArrayList<>();
  private final List<Keys<Integer>> keys = new ArrayList<>();
  private final Random random;

  RandomGraph(long seed) {
    random = new Random(seed);
    input(0);
    int stages = 4 + random.nextInt(16);
    for (int stage = 1; stage < stages; stage++) {
      switch (random.nextInt(9)) {
        case 0 -> input(stage);
        case 1, 2 -> functions.add(builder.function("function" + stage, program(40)::run));
        case 3, 4 -> collection(stage);
        case 5 -> recovering(stage);
        case 6, 7 -> index(stage);
        default -> keys.add(builder.union(any(keys), any(keys)));
      }
    }
    graph = builder.build();
  }

  private void input(int stage) {
    Input<Integer, Integer> input = builder.input("input" + stage);
    inputs.add(input);
    member(input);
  }

  private void collection(int stage) {
    Program program = program(12);
    int hole = random.nextInt(2, 9);
    member(
        builder.collection(
            "collection" + stage,
            any(keys),
            (reader, key) ->
                Optional.of(program.run(reader, key)).filter(value -> value % hole != 1)));
  }

  private void recovering(int stage) {
    Program program = program(4);
    int worse = random.nextInt(2, 9);
    member(
        builder.collection(
            "recovering" + stage,
            any(keys),
            (reader, key) -> Optional.of(program.run(reader, key)),
            (key, failed) -> {
              int words = Math.floorMod(failed.hashCode(), 50);
              if (words % worse == 1) {
                throw new IllegalArgumentException("no way out of " + failed);
              }
              return Optional.of(words).filter(value -> value % 7 != 3);
            }));
  }

  private void member(Collection<Integer, Integer> collection) {
    collections.add(collection);
    keys.add(collection.keys());
  }

  private void index(int stage) {
    int fewer = random.nextInt(2, KEYS);
    int bad = random.nextInt(10, 40);
    Index<Integer, Integer, Integer> index =
        builder.index(
            "index" + stage,
            any(collections),
            (key, value) -> {
              if (value % bad == 9) {
                throw new IllegalArgumentException("no bucket for " + value);
              }
              Set<Integer> buckets = new HashSet<>(Set.of(value % fewer));
              if (key % 3 == 0) {
                buckets.add((key + value) % KEYS);
              }
              return value % 6 == 5 ? Set.of() : buckets;
            });
    indexes.add(index);
    keys.add(index.buckets());
  }

  /** A pure function of a key and of what it reads from the stages so far. */
  private Program program(int rarely) {
    List<Step> steps = new ArrayList<>();
    for (int step = random.nextInt(1, 5); step > 0; step--) {
      int skip = random.nextInt(2, 6);
      Step read = read(random.nextInt(1, 4), random.nextInt(KEYS));
      boolean catches = random.nextInt(8) == 0;
      steps.add((reader, value) -> {
        if (value % skip == 1) {
          return value;
        }
        try {
          return read.next(reader, value);
        } catch (RuntimeException e) {
          if (catches) {
            return value + Math.floorMod(String.valueOf(e.getMessage()).hashCode(), 20);
          }
          throw e;
        }
      });
    }
    return new Program(
        steps, random.nextInt(1, 60), rarely + random.nextInt(10), random.nextInt(5));
  }

  private Step read(int factor, int offset) {
    return switch (random.nextInt(4)) {
      case 0 -> {
        if (functions.isEmpty()) {
          yield (reader, value) -> value + 1;
        }
        Function<Integer, Integer> function = any(functions);
        yield (reader, value) -> value + reader.get(function, (value * factor + offset) % KEYS);
      }
      case 1 -> {
        Collection<Integer, Integer> collection = any(collections);
        yield (reader, value) ->
            value + reader.find(collection, (value * factor + offset) % KEYS).orElse(17);
      }
      default -> indexes.isEmpty() ? (reader, value) -> value + 2 : bucket(factor, offset);
    };
  }

  private Step bucket(int factor, int offset) {
    Index<Integer, Integer, Integer> index = any(indexes);
    return switch (random.nextInt(4)) {
      case 0 ->
          (reader, value) -> {
            int sum = value;
            for (int key : reader.members(index, (value * factor + offset) % KEYS)) {
              sum = sum * 3 + key;
            }
            return Math.floorMod(sum, 1000);
          };
      case 1 ->
          (reader, value) ->
              value + reader.bucket(index, (value * factor) % KEYS).tailMap(offset).size();
      default ->
          (reader, value) ->
              Math.floorMod(value + reader.bucket(index, value % KEYS).hashCode(), 1000);
    };
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private interface Step {
    int next(Reader reader, int value);
  }

  private record Program(List<Step> steps, int values, int fails, int at) {
    int run(Reader reader, int key) {
      int value = key;
      for (Step step : steps) {
        value = step.next(reader, value);
      }
      if (value % fails == at) {
        throw new IllegalArgumentException("cannot do " + value);
      }
      return value % values;
    }
  }
}
