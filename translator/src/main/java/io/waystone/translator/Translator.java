package io.waystone.translator;

import io.waystone.translator.envoy.EnvoyModel;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceChange;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.graph.Batch;
import io.waystone.translator.graph.Changes;
import io.waystone.translator.graph.Counts;
import io.waystone.translator.graph.Failed;
import io.waystone.translator.graph.Graph;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Input;
import io.waystone.translator.graph.Recomputation;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.MeshObject;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.mesh.Condition;
import io.waystone.translator.mesh.Inputs;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.MeshModel;
import io.waystone.translator.mesh.Outcome;
import io.waystone.translator.mesh.Waypoint;
import io.waystone.translator.mesh.WaypointKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Objects in, xDS resources out: the whole way of the data, as one value that one thread owns.
 * Nothing here waits, reads a clock or touches the world.
 */
public final class Translator {

  private final Inputs inputs;
  private final Input<ViewKey, Boolean> wanted;
  private final MeshModel mesh;
  private final EnvoyModel envoy;
  private final Graph graph;
  private final Map<WaypointKey, Set<ViewKey>> live = new HashMap<>();
  private Set<Diagnostic> failing = Set.of();
  private long revision;

  /** A translator without objects; {@code defaults} holds where the mesh settings say nothing. */
  public Translator(Mesh defaults) {
    GraphBuilder builder = new GraphBuilder();
    inputs = new Inputs(builder);
    wanted = builder.input("wanted views");
    mesh = new MeshModel(builder, inputs, defaults);
    envoy = new EnvoyModel(builder, mesh, wanted);
    graph = builder.build();
  }

  /** Changes to the inputs that become visible together. */
  public final class Edit {
    private final Batch batch = new Batch();

    private Edit() {}

    /** Adds or replaces an object. */
    public Edit set(MeshObject object) {
      inputs.set(batch, object);
      return this;
    }

    /** Removes the object of that name, if it is there. */
    public Edit remove(ObjectRef object) {
      inputs.remove(batch, object);
      return this;
    }

    /** From now on the view is wanted. */
    public Edit want(ViewKey view) {
      batch.set(wanted, view, true);
      return this;
    }

    /** From now on the view is not wanted. */
    public Edit release(ViewKey view) {
      batch.remove(wanted, view);
      return this;
    }

    /** Computes what follows. */
    public Applied apply() {
      return Translator.this.apply(batch);
    }
  }

  /**
   * What came of an edit.
   *
   * @param diagnostics of the objects whose verdicts changed; not all there are
   * @param waypointsChanged whether {@link #waypoints} gives something else than before
   * @param counts what it cost
   * @param recomputations what was computed and why, in order; only after {@link #explain}
   */
  public record Applied(
      Revision revision,
      List<Diagnostic> diagnostics,
      boolean waypointsChanged,
      Counts counts,
      List<Recomputation> recomputations) {
    public Applied {
      diagnostics = List.copyOf(diagnostics);
      recomputations = List.copyOf(recomputations);
    }
  }

  /** From now on every edit says what it computed and why. */
  public void explain() {
    graph.explain(true);
  }

  /** Begins an edit; edits do not overlap. */
  public Edit edit() {
    return new Edit();
  }

  private Applied apply(Batch batch) {
    Changes changes = graph.apply(batch);
    Set<Diagnostic> said = new TreeSet<>(newFailures());
    mesh.diagnostics(changes).forEach(said::add);
    envoy.diagnostics(changes).forEach(said::add);
    return new Applied(
        revision(changes),
        List.copyOf(said),
        !changes.of(mesh.waypoints()).isEmpty(),
        changes.counts(),
        changes.recomputations());
  }

  private Set<Diagnostic> newFailures() {
    Set<Diagnostic> before = failing;
    failing = envoy.failures(graph).collect(Collectors.toSet());
    Set<Diagnostic> fresh = new HashSet<>(failing);
    fresh.removeAll(before);
    return fresh;
  }

  private Revision revision(Changes changes) {
    SortedMap<WaypointKey, List<ResourceChange>> shared = envoy.shared(changes);
    SortedMap<ViewKey, List<ResourceChange>> byView = new TreeMap<>();
    SortedMap<ViewKey, Optional<Resource>> terminators = changes.of(envoy.terminators());
    Set<ViewKey> gone = new HashSet<>();
    terminators.forEach((view, terminator) -> {
      if (terminator.isEmpty()) {
        end(view);
        gone.add(view);
      }
    });
    Set<WaypointKey> touched = new TreeSet<>(shared.keySet());
    terminators.keySet().forEach(view -> touched.add(view.waypoint()));
    for (WaypointKey waypoint : touched) {
      for (ViewKey view : live.getOrDefault(waypoint, Set.of())) {
        List<ResourceChange> changed = new ArrayList<>(shared.getOrDefault(waypoint, List.of()));
        Optional.ofNullable(terminators.get(view))
            .flatMap(terminator -> terminator)
            .ifPresent(terminator -> changed.add(change(terminator)));
        if (!changed.isEmpty()) {
          byView.put(view, sorted(changed));
        }
      }
    }
    begin(terminators, byView);
    return new Revision(++revision, byView, gone);
  }

  /** Views that are new have all their resources; one walk serves all that begin together. */
  private void begin(
      SortedMap<ViewKey, Optional<Resource>> terminators,
      SortedMap<ViewKey, List<ResourceChange>> byView) {
    SortedMap<ViewKey, Resource> fresh = new TreeMap<>();
    terminators.forEach((view, terminator) ->
        terminator.filter(_ -> !isLive(view)).ifPresent(present -> fresh.put(view, present)));
    if (fresh.isEmpty()) {
      return;
    }
    SortedMap<WaypointKey, List<Resource>> shared = envoy.shared(graph);
    fresh.forEach((view, terminator) -> {
      live.computeIfAbsent(view.waypoint(), _ -> new TreeSet<>()).add(view);
      List<ResourceChange> all = new ArrayList<>();
      shared.getOrDefault(view.waypoint(), List.of()).forEach(r -> all.add(change(r)));
      all.add(change(terminator));
      byView.put(view, sorted(all));
    });
  }

  private boolean isLive(ViewKey view) {
    return live.getOrDefault(view.waypoint(), Set.of()).contains(view);
  }

  private void end(ViewKey view) {
    Set<ViewKey> views = live.computeIfAbsent(view.waypoint(), _ -> new TreeSet<>());
    views.remove(view);
    if (views.isEmpty()) {
      live.remove(view.waypoint());
    }
  }

  private static ResourceChange change(Resource resource) {
    return new ResourceChange(resource.id(), Optional.of(resource));
  }

  private static List<ResourceChange> sorted(List<ResourceChange> changes) {
    return changes.stream().sorted(Comparator.comparing(ResourceChange::id)).toList();
  }

  /** All that a view has, by type and name; nothing if its waypoint is not there. */
  public List<Resource> resources(ViewKey view) {
    return graph
        .find(envoy.terminators(), view)
        .map(terminator -> {
          List<Resource> all =
              new ArrayList<>(envoy.shared(graph).getOrDefault(view.waypoint(), List.of()));
          all.add(terminator);
          all.sort(Comparator.comparing(Resource::id));
          return List.copyOf(all);
        })
        .orElse(List.of());
  }

  /** The waypoints of ours. */
  public SortedMap<WaypointKey, Waypoint> waypoints() {
    SortedMap<WaypointKey, Waypoint> found = new TreeMap<>();
    graph.snapshot(mesh.waypoints()).forEach((key, waypoint) -> found.put(key, waypoint.value()));
    return found;
  }

  /** The conditions of every object that has a verdict. */
  public SortedMap<ObjectRef, List<Condition>> conditions() {
    SortedMap<ObjectRef, List<Condition>> found = new TreeMap<>();
    for (Map.Entry<ObjectRef, Outcome<List<Condition>>> entry :
        graph.snapshot(mesh.statuses()).entrySet()) {
      found.put(entry.getKey(), entry.getValue().value());
    }
    return found;
  }

  /** What fails now; nothing ever should. */
  List<Failed> failures() {
    return graph.failures();
  }

  /** How many nodes the graph holds; none without objects. */
  int nodes() {
    return graph.nodes();
  }

  /** Everything that is to be said now, sorted; a walk over everything. */
  public List<Diagnostic> diagnostics() {
    return java.util.stream.Stream.concat(mesh.diagnostics(graph), envoy.diagnostics(graph))
        .sorted()
        .distinct()
        .toList();
  }
}
