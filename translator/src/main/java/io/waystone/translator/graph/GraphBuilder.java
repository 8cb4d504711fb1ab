package io.waystone.translator.graph;

import java.util.Optional;

/**
 * Declares the stages of a graph. A computation reads only stages declared before its own, so the
 * order of the declarations is the order of the work and there are no cycles.
 *
 * <p>Keys have {@code equals}, {@code hashCode}, {@code compareTo} and {@code toString} that agree
 * with each other and do not throw. Values are immutable and have {@code equals}; nothing is null.
 * Names are unique. A declaration throws an {@link IllegalArgumentException} for a name that is
 * taken or a stage of another graph, an {@link IllegalStateException} after {@link #build}.
 */
public final class GraphBuilder {

  private final Core core = new Core();

  /** A graph without stages. */
  public GraphBuilder() {}

  /** An input. */
  public <K extends Comparable<? super K>, V> Input<K, V> input(String name) {
    return core.declare(new InputStage<>(core, name));
  }

  /** A function of a key, memoised while something reads it. */
  public <K, V> Function<K, V> function(String name, Computation<K, V> computation) {
    return core.declare(new FunctionStage<>(core, name, computation));
  }

  /** A member for each key of {@code over} for which the computation has a value. */
  public <K extends Comparable<? super K>, V> Collection<K, V> collection(
      String name, Keys<K> over, Computation<K, Optional<V>> computation) {
    return declare(name, over, computation, Optional.empty());
  }

  /**
   * The same; what fails is recovered from.
   *
   * @param recovery gives the value of a key whose computation failed, or read what has failed. The
   *     failure stays among {@link Graph#failures()}
   */
  public <K extends Comparable<? super K>, V> Collection<K, V> collection(
      String name, Keys<K> over, Computation<K, Optional<V>> computation, Recovery<K, V> recovery) {
    return declare(name, over, computation, Optional.of(recovery));
  }

  private <K, V> Collection<K, V> declare(
      String name,
      Keys<K> over,
      Computation<K, Optional<V>> computation,
      Optional<Recovery<K, V>> recovery) {
    LiveKeys<K> keys = own(over);
    CollectionStage<K, V> stage =
        core.declare(new CollectionStage<>(core, name, keys, computation, recovery));
    keys.listeners().add(stage::ask);
    return stage;
  }

  /** An index of a collection: each member is in the buckets that {@code extract} names. */
  public <I extends Comparable<? super I>, K extends Comparable<? super K>, V> Index<I, K, V> index(
      String name, Collection<K, V> of, Extract<K, V, I> extract) {
    own(of.keys());
    IndexStage<I, K, V> stage = core.declare(new IndexStage<>(core, name, extract));
    MemberStage.of(of).members().indexes.add(stage);
    return stage;
  }

  /** The keys that are in either set. */
  public <K extends Comparable<? super K>> Keys<K> union(Keys<K> a, Keys<K> b) {
    LiveKeys<K> left = own(a);
    LiveKeys<K> right = own(b);
    String name = "union " + core.nextOrder();
    UnionStage<K> stage = core.declare(new UnionStage<>(core, name, left, right));
    left.listeners().add(stage::ask);
    right.listeners().add(stage::ask);
    return stage;
  }

  /** The graph, without any input. Afterwards nothing can be declared. */
  public Graph build() {
    core.nextOrder();
    core.built = true;
    return new Graph(core);
  }

  private <K> LiveKeys<K> own(Keys<K> keys) {
    LiveKeys<K> live =
        switch (keys) {
          case LiveKeys<K> known -> known;
        };
    if (live.stage().core != core) {
      throw new IllegalArgumentException(live.stage().name + " is of another graph");
    }
    return live;
  }
}
