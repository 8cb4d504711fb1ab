package io.waystone.translator.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** Choices that a seed determines. */
public final class Draw {

  private final Random random;

  /** The same seed gives the same choices. */
  public Draw(long seed) {
    random = new Random(seed);
  }

  /** A number from 0 to {@code bound - 1}. */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** Whether it happens, in so many of 100 cases. */
  public boolean percent(int of100) {
    return below(100) < of100;
  }

  /** One of these. */
  public <T> T of(List<T> choices) {
    return choices.get(below(choices.size()));
  }

  /** One of these. */
  @SafeVarargs
  public final <T> T of(T... choices) {
    return choices[below(choices.length)];
  }

  /** Something in so many of 100 cases. */
  public <T> Optional<T> maybe(int of100, Supplier<T> supplier) {
    return percent(of100) ? Optional.of(supplier.get()) : Optional.empty();
  }

  /** From {@code least} to {@code most} things. */
  public <T> List<T> list(int least, int most, Supplier<T> supplier) {
    List<T> drawn = new ArrayList<>();
    for (int i = least + below(most - least + 1); i > 0; i--) {
      drawn.add(supplier.get());
    }
    return List.copyOf(drawn);
  }

  /** The same, each thing once. */
  public <T> List<T> distinct(int least, int most, Supplier<T> supplier) {
    return list(least, most, supplier).stream().distinct().toList();
  }
}
