package io.waystone.translator.graph;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a batch changed, and what that cost. */
public final class Changes {

  private final Map<Stage, List<? extends Members.Change<?, ?>>> members;
  private final Counts counts;
  private final List<Recomputation> recomputations;

  Changes(
      Map<Stage, List<? extends Members.Change<?, ?>>> members,
      Counts counts,
      List<Recomputation> recomputations) {
    this.members = members;
    this.counts = counts;
    this.recomputations = recomputations;
  }

  /**
   * The members of a collection that came, changed or went.
   *
   * @return by key the value now, empty for a member that went (its key went, or it failed); a copy
   */
  public <K, V> SortedMap<K, Optional<V>> of(Collection<K, V> collection) {
    SortedMap<K, Optional<V>> changes = new TreeMap<>();
    for (Members.Change<K, V> change : in(collection)) {
      changes.put(change.key(), change.value());
    }
    return changes;
  }

  /**
   * What those members were before.
   *
   * @return by key the value before, empty for a member that came; a copy
   */
  public <K, V> SortedMap<K, Optional<V>> before(Collection<K, V> collection) {
    SortedMap<K, Optional<V>> changes = new TreeMap<>();
    for (Members.Change<K, V> change : in(collection)) {
      changes.putIfAbsent(change.key(), change.before());
    }
    return changes;
  }

  @SuppressWarnings("unchecked") // a stage's changes are of its types
  private <K, V> List<Members.Change<K, V>> in(Collection<K, V> collection) {
    Stage stage = MemberStage.of(collection).stage();
    return (List<Members.Change<K, V>>) members.getOrDefault(stage, List.of());
  }

  /** What the batch cost. */
  public Counts counts() {
    return counts;
  }

  /** The computations that ran, in their order; none unless {@link Graph#explain} is on. */
  public List<Recomputation> recomputations() {
    return recomputations;
  }
}
