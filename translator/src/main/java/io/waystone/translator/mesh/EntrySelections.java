package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.graph.Keys;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.ServiceEntry;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which pods and WorkloadEntries each ServiceEntry selects by labels. */
final class EntrySelections {

  /** By workload; those that are selected. */
  final Collection<WorkloadKey, SortedSet<ObjectRef>> entries;

  private final Selections<ServiceEntry> bySelector;
  private final Index<ObjectRef, WorkloadKey, SortedSet<ObjectRef>> byEntry;

  /**
   * Adds them to the graph.
   *
   * @param workloads those that are asked
   */
  EntrySelections(GraphBuilder graph, Inputs inputs, Keys<WorkloadKey> workloads) {
    bySelector =
        new Selections<>(
            graph,
            "service entries by selector",
            inputs.serviceEntries,
            entry -> entry.workloads().selector());
    entries =
        graph.collection(
            "workloads of entries' selectors",
            workloads,
            (read, key) ->
                Optional.of(of(read, key, WorkloadBases.labels(inputs, read, key)))
                    .filter(selecting -> !selecting.isEmpty()));
    byEntry = graph.index("workloads by service entry", entries, (_, selecting) -> selecting);
  }

  /** The entries that select a workload with these labels. */
  SortedSet<ObjectRef> of(Reader read, WorkloadKey key, Map<String, String> labels) {
    SortedSet<ObjectRef> found = new TreeSet<>();
    bySelector.of(read, key.namespace(), labels).forEach(entry -> found.add(entry.ref()));
    return java.util.Collections.unmodifiableSortedSet(found);
  }

  /** The workloads that an entry selects. */
  SortedSet<WorkloadKey> selectedBy(Reader read, ObjectRef entry) {
    return read.members(byEntry, entry);
  }
}
