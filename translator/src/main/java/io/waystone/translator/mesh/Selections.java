package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.MeshObject;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.WorkloadSelector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The objects of one kind that select workloads by labels. Each is found by one of the labels that
 * it asks for, so that a workload sees the few that may mean it and not all of its namespace.
 */
final class Selections<V extends MeshObject> {

  /** A label that workloads of a namespace are asked for. */
  private record Asked(String namespace, String key, String value) implements Comparable<Asked> {
    private static final Comparator<Asked> ORDER =
        Comparator.comparing(Asked::namespace)
            .thenComparing(Asked::key)
            .thenComparing(Asked::value);

    @Override
    public int compareTo(Asked other) {
      return ORDER.compare(this, other);
    }
  }

  private final Function<V, Optional<WorkloadSelector>> selector;
  private final Index<Asked, ObjectRef, V> byLabel;

  /**
   * Adds the index to the graph.
   *
   * @param selector empty, or one without labels, for what selects nothing by labels
   */
  Selections(
      GraphBuilder graph,
      String name,
      Collection<ObjectRef, V> of,
      Function<V, Optional<WorkloadSelector>> selector) {
    this.selector = selector;
    byLabel = graph.index(name, of, (ref, object) -> asked(ref.namespace(), object));
  }

  private Set<Asked> asked(String namespace, V object) {
    return selector
        .apply(object)
        .flatMap(written -> written.labels().entrySet().stream().findFirst())
        .map(label -> Set.of(new Asked(namespace, label.getKey(), label.getValue())))
        .orElse(Set.of());
  }

  /** The objects of a namespace that select a workload with these labels, in no order. */
  List<V> of(Reader read, String namespace, Map<String, String> labels) {
    List<V> found = new ArrayList<>();
    labels.forEach((key, value) ->
        read.bucket(byLabel, new Asked(namespace, key, value)).values().stream()
            .filter(object ->
                selector.apply(object).filter(written -> written.selects(labels)).isPresent())
            .forEach(found::add));
    return found;
  }
}
