package io.waystone.translator.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** A graph of computations over inputs, kept up to date with them. One thread owns it. */
public final class Graph {

  private final Core core;

  /** Stays so when an error leaves a batch: what is computed then and what not is unknown. */
  private final AtomicBoolean busy = new AtomicBoolean();

  Graph(Core core) {
    this.core = core;
  }

  /**
   * Applies the writes and recomputes what they touch. No exception of a computation leaves it.
   *
   * @throws IllegalStateException when called while another call runs, or after an error left one
   * @throws IllegalArgumentException if the batch writes to an input of another graph
   */
  public Changes apply(Batch batch) {
    batch.writes().keySet().forEach(input -> checkOwn(MemberStage.of(input).stage()));
    if (!busy.compareAndSet(false, true)) {
      throw refusal();
    }
    write(batch);
    core.stages.forEach(Stage::update);
    core.stages.reversed().forEach(Stage::sweep);
    Changes changes = new Changes(drainMembers(), core.drainCounts(), core.journal.drain());
    busy.set(false);
    return changes;
  }

  private void write(Batch batch) {
    batch
        .writes()
        .forEach((input, writes) -> {
          switch (input) {
            case InputStage<?, ?> stage -> stage.write(writes);
          }
        });
  }

  private Map<Stage, List<? extends Members.Change<?, ?>>> drainMembers() {
    Map<Stage, List<? extends Members.Change<?, ?>>> changes = new HashMap<>();
    for (Stage stage : core.stages) {
      if (stage instanceof MemberStage<?, ?> collection) {
        List<? extends Members.Change<?, ?>> drained = collection.members().drain();
        if (!drained.isEmpty()) {
          changes.put(stage, drained);
        }
      }
    }
    return changes;
  }

  /** The members of a collection now, a copy. */
  public <K, V> SortedMap<K, V> snapshot(Collection<K, V> collection) {
    MemberStage<K, V> stage = own(collection);
    Members<K, V> members = stage.members();
    SortedMap<K, V> snapshot = new TreeMap<>();
    for (Slot slot : stage.slots()) {
      members.value(slot).ifPresent(value -> snapshot.put(members.key(slot), value));
    }
    return snapshot;
  }

  /** The member with a key; empty if there is none or it has failed. */
  public <K, V> Optional<V> find(Collection<K, V> collection, K key) {
    MemberStage<K, V> stage = own(collection);
    return stage.peek(key).flatMap(stage.members()::value);
  }

  /** The members of a bucket now, a copy. */
  public <I, K, V> SortedMap<K, V> bucket(Index<I, K, V> index, I bucket) {
    checkFree();
    IndexStage<I, K, V> stage =
        switch (index) {
          case IndexStage<I, K, V> known -> known;
        };
    checkOwn(stage);
    return stage.snapshot(bucket);
  }

  /** What fails now, recovered or not, each failure once; by stage, then by key. */
  public List<Failed> failures() {
    checkFree();
    List<Failed> failures = new ArrayList<>(core.failures.values());
    return failures.stream().distinct().sorted(new FailedOrder(core.stages)).toList();
  }

  /**
   * How many nodes live: values of inputs, functions and collections, index buckets and members,
   * keys of unions, and what is read though it is not there. Zero when all inputs are removed.
   */
  public int nodes() {
    checkFree();
    return core.stages.stream().mapToInt(Stage::size).sum();
  }

  /** Whether to keep the reasons of recomputations from now on; at first it does not. */
  public void explain(boolean on) {
    checkFree();
    core.journal.on = on;
  }

  private <K, V> MemberStage<K, V> own(Collection<K, V> collection) {
    checkFree();
    MemberStage<K, V> stage = MemberStage.of(collection);
    checkOwn(stage.stage());
    return stage;
  }

  private void checkOwn(Stage stage) {
    if (stage.core != core) {
      throw new IllegalArgumentException(stage.name + " is of another graph");
    }
  }

  /** A computation that looks at the graph itself would not be recomputed when that changes. */
  private void checkFree() {
    if (busy.get()) {
      throw refusal();
    }
  }

  private IllegalStateException refusal() {
    return new IllegalStateException(
        "the graph computes a batch: one thread owns it, and a computation uses its reader only;"
            + " or an error ended one, and the graph is of no use any more");
  }
}
