package io.waystone.translator.graph;

import com.google.common.collect.Maps;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/** Records what one run of a computation reads. */
final class Reading implements Reader {

  private final ComputedStage<?> stage;
  private final List<Cell> cells = new ArrayList<>();
  private boolean open = true;

  Reading(ComputedStage<?> stage) {
    this.stage = stage;
  }

  @Override
  public <K, V> V get(Function<K, V> function, K key) {
    FunctionStage<K, V> read = checked((FunctionStage<K, V>) function);
    return Reading.<V>value(record(read.demand(key))).orElseThrow();
  }

  @Override
  public <K, V> Optional<V> find(Collection<K, V> collection, K key) {
    MemberStage<K, V> read = MemberStage.of(collection);
    checked(read.stage());
    return value(record(read.slot(key)));
  }

  @Override
  public <I, K, V> SortedMap<K, V> bucket(Index<I, K, V> index, I bucket) {
    IndexStage<I, K, V> read = checked((IndexStage<I, K, V>) index);
    NavigableMap<Object, Slot> members = record(read.bucket(bucket)).members;
    return Maps.asMap(
        new KeysView<K>(this, members),
        key -> Reading.<V>value(member(members, key)).orElseThrow());
  }

  private Slot member(NavigableMap<Object, Slot> members, Object key) {
    checkOpen();
    return Objects.requireNonNull(members.get(key));
  }

  @Override
  public <I, K, V> SortedSet<K> members(Index<I, K, V> index, I bucket) {
    IndexStage<I, K, V> read = checked((IndexStage<I, K, V>) index);
    return new KeysView<>(this, record(read.bucket(bucket).membership).bucket.members);
  }

  /** Ends the reading: what it gave out is of no use any more. */
  List<Cell> close() {
    open = false;
    return cells;
  }

  /**
   * What an exception of this run makes of the key. What the failure speaks of counts as read, so
   * that it is recomputed when it would say something else.
   */
  Failed failed(Object key, Throwable thrown) {
    List<Cell> reads = List.copyOf(cells);
    Trace trace = Trace.from(stage.core, reads);
    cells.addAll(trace.cells());
    return switch (thrown) {
      case ExtractFailed e -> Trace.failed(e.index, key, e.thrown, reads, trace.inputKeys());
      default -> Trace.failed(stage.name, key, thrown, reads, trace.inputKeys());
    };
  }

  /** An entry of a bucket is looked at. */
  void visit() {
    checkOpen();
    stage.core.countVisit();
  }

  void checkOpen() {
    if (!open) {
      throw new IllegalStateException(
          "stage " + stage.name + " uses a reader or a bucket after its computation: copy it");
    }
  }

  private <S extends Stage> S checked(S read) {
    checkOpen();
    if (read.core != stage.core) {
      throw new StageOrderError(stage.name, read.name, "of another graph");
    }
    if (read.order >= stage.order) {
      throw new StageOrderError(stage.name, read.name, "not declared before it");
    }
    return read;
  }

  private <C extends Cell> C record(C cell) {
    cells.add(cell);
    return cell;
  }

  /** A slot holds values of the type that its stage was declared with. */
  @SuppressWarnings("unchecked")
  static <V> Optional<V> value(Slot slot) {
    return switch (slot.state) {
      case State.Present(Object value) -> Optional.of((V) value);
      case State.Absent none -> Optional.empty();
      case State.Broken(Failed failed) -> throw new ReadFailed(failed);
    };
  }
}
