package io.waystone.translator;

import io.waystone.api.authorization.Authorization;
import io.waystone.api.workload.Address;
import io.waystone.translator.envoy.EnvoyModel;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.explain.Request;
import io.waystone.translator.explain.Verdict;
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
import io.waystone.translator.mesh.Authority;
import io.waystone.translator.mesh.Condition;
import io.waystone.translator.mesh.Inputs;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.MeshModel;
import io.waystone.translator.mesh.Mode;
import io.waystone.translator.mesh.Outcome;
import io.waystone.translator.mesh.PodPlace;
import io.waystone.translator.mesh.PortDecision;
import io.waystone.translator.mesh.Waypoint;
import io.waystone.translator.mesh.WaypointKey;
import io.waystone.translator.ztunnel.Named;
import io.waystone.translator.ztunnel.ZtunnelChange;
import io.waystone.translator.ztunnel.ZtunnelId;
import io.waystone.translator.ztunnel.ZtunnelModel;
import io.waystone.translator.ztunnel.ZtunnelResource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Objects in, xDS resources out: the whole way of the data, as one value that one thread owns.
 * Nothing here waits, reads a clock or touches the world.
 */
public final class Translator {

  private final Inputs inputs;
  private final Input<ViewKey, Boolean> wanted;
  private final MeshModel mesh;
  private final EnvoyModel envoy;
  private final Optional<ZtunnelModel> ztunnel;
  private final Graph graph;
  private Set<Diagnostic> failing = Set.of();
  private long revision;

  /** The same for waypoints and ztunnels. */
  public Translator(Mesh defaults) {
    this(defaults, Mode.ALONE);
  }

  /**
   * A translator without objects.
   *
   * @param defaults holds where the mesh settings say nothing
   * @param mode for whom it translates: what nobody asks for is not computed, and nothing is said
   *     of it
   */
  public Translator(Mesh defaults, Mode mode) {
    GraphBuilder builder = new GraphBuilder();
    inputs = new Inputs(builder);
    wanted = builder.input("wanted views");
    mesh = new MeshModel(builder, inputs, defaults, mode);
    envoy = new EnvoyModel(builder, mesh, wanted);
    ztunnel =
        switch (mode) {
          case ALONE ->
              Optional.of(new ZtunnelModel(builder, mesh.workloads(), defaults.cluster()));
          case BESIDE_ISTIOD -> Optional.empty();
        };
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
   * @param ztunnel how what ztunnels get differs from before, by type and name
   * @param diagnostics of the objects whose verdicts changed; not all there are
   * @param waypointsChanged whether {@link #waypoints} gives something else than before
   * @param places the pods that came to a node, or run as something else there; empty for those
   *     that run on none any more
   * @param counts what it cost
   * @param recomputations what was computed and why, in order; only after {@link #explain}
   */
  public record Applied(
      Revision revision,
      List<ZtunnelChange> ztunnel,
      List<Diagnostic> diagnostics,
      boolean waypointsChanged,
      SortedMap<ObjectRef, Optional<PodPlace>> places,
      Counts counts,
      List<Recomputation> recomputations) {
    public Applied {
      ztunnel = List.copyOf(ztunnel);
      diagnostics = List.copyOf(diagnostics);
      places = Collections.unmodifiableSortedMap(places);
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
    return new Applied(
        revision(changes),
        ztunnel.map(told -> told.changes(changes)).orElse(List.of()),
        diagnostics(changes),
        !changes.of(mesh.waypoints()).isEmpty(),
        changes.of(mesh.places()),
        changes.counts(),
        changes.recomputations());
  }

  private List<Diagnostic> diagnostics(Changes changes) {
    Set<Diagnostic> before = failing;
    failing = envoy.failures(graph).collect(Collectors.toSet());
    Stream<Diagnostic> failed = failing.stream().filter(failure -> !before.contains(failure));
    return sorted(
        Stream.concat(
            Stream.concat(mesh.diagnostics(changes), envoy.diagnostics(changes)), failed));
  }

  private static List<Diagnostic> sorted(Stream<Diagnostic> diagnostics) {
    return diagnostics.sorted().distinct().toList();
  }

  private Revision revision(Changes changes) {
    return new Revision(++revision, envoy.changes(graph, changes), envoy.gone(changes));
  }

  /** All that a view has, by type and name; nothing if its waypoint is not there. */
  public List<Resource> resources(ViewKey view) {
    return envoy.resources(graph, view);
  }

  /** The waypoints of ours. */
  public SortedMap<WaypointKey, Waypoint> waypoints() {
    SortedMap<WaypointKey, Waypoint> found = new TreeMap<>();
    graph.snapshot(mesh.waypoints()).forEach((key, waypoint) -> found.put(key, waypoint.value()));
    return found;
  }

  /** What ztunnel is told of workloads and services, by xDS name. */
  public SortedMap<String, Outcome<Named<Address>>> addresses() {
    return ztunnel.map(told -> told.addresses(graph)).orElseGet(Collections::emptySortedMap);
  }

  /** What ztunnel is told of who may connect, by xDS name. */
  public SortedMap<String, Outcome<Named<Authorization>>> authorizations() {
    return ztunnel.map(told -> told.authorizations(graph)).orElseGet(Collections::emptySortedMap);
  }

  /** All that ztunnels get, as it is sent. */
  public SortedMap<ZtunnelId, ZtunnelResource> ztunnelResources() {
    return ztunnel.map(told -> told.resources(graph)).orElseGet(Collections::emptySortedMap);
  }

  /** The settings of the mesh as a whole. */
  public Mesh mesh() {
    return mesh.mesh(graph);
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

  /**
   * What the policies of a waypoint decide about a request or a connection to one of its service
   * ports or pods; empty if its address and port are none of theirs.
   */
  public Optional<Verdict> verdict(WaypointKey waypoint, Request request) {
    return mesh.deciding(graph, new Authority(waypoint, request.destination(), request.port()))
        .map(decides ->
            Verdict.of(request.http().isPresent() ? decides.http() : decides.tcp(), request));
  }

  /** What decides for each service port, and for the pods behind each waypoint. */
  public List<PortDecision> decisions() {
    return mesh.decisions(graph);
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
    return sorted(
        Stream.concat(
            Stream.concat(mesh.diagnostics(graph), envoy.diagnostics(graph)),
            envoy.failures(graph)));
  }
}
