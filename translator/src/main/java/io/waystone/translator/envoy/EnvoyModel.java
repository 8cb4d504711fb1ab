package io.waystone.translator.envoy;

import io.waystone.translator.graph.Changes;
import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.Graph;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Input;
import io.waystone.translator.graph.Keys;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.mesh.Authority;
import io.waystone.translator.mesh.BackendKey;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.MeshModel;
import io.waystone.translator.mesh.Outcome;
import io.waystone.translator.mesh.PortKey;
import io.waystone.translator.mesh.Waypoint;
import io.waystone.translator.mesh.WaypointKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The mesh as Envoy resources: the last stages. Every kind of resource has a stage of its own, so
 * that a change touches only what it changes.
 */
public final class EnvoyModel {

  private final MeshModel mesh;
  private final PortResources ports;
  private final BackendResources backends;
  private final Collection<ViewKey, Resource> terminators;
  private final List<SharedStage<?>> shared;

  /**
   * Declares the stages.
   *
   * @param wanted the views that somebody asks for, beside the standard one of each waypoint, which
   *     is always there
   */
  public EnvoyModel(GraphBuilder graph, MeshModel mesh, Input<ViewKey, Boolean> wanted) {
    this.mesh = mesh;
    ports = new PortResources(graph, mesh);
    backends = new BackendResources(graph, mesh);
    Keys<ViewKey> standard =
        graph
            .index(
                "standard views",
                mesh.waypoints(),
                (key, waypoint) -> Set.of(new ViewKey(key, Dialect.STANDARD)))
            .buckets();
    terminators =
        graph.collection(
            "connect_terminate", graph.union(standard, wanted.keys()), this::terminator);
    shared =
        List.of(
            new SharedStage<>(
                graph,
                graph.collection("tunnels", mesh.waypoints().keys(), this::tunnel),
                Function.identity()),
            new SharedStage<>(graph, backends.clusters, BackendKey::waypoint),
            new SharedStage<>(graph, backends.assignments, BackendKey::waypoint),
            new SharedStage<>(graph, ports.listeners, PortKey::waypoint),
            new SharedStage<>(graph, ports.routes, PortKey::waypoint),
            new SharedStage<>(
                graph,
                graph.collection("authority clusters", mesh.authorities().keys(), this::authority),
                Authority::waypoint));
  }

  /** What each view has of its own; a view whose waypoint is not there is not there. */
  public Collection<ViewKey, Resource> terminators() {
    return terminators;
  }

  /** All resources that the views of a waypoint share. */
  public List<Resource> shared(Graph graph, WaypointKey waypoint) {
    return shared.stream()
        .flatMap(stage -> graph.bucket(stage.byWaypoint, waypoint).values().stream())
        .toList();
  }

  /** What changed of the resources that views share, by waypoint. */
  public SortedMap<WaypointKey, List<ResourceChange>> shared(Changes changes) {
    SortedMap<WaypointKey, List<ResourceChange>> byWaypoint = new TreeMap<>();
    for (SharedStage<?> stage : shared) {
      changes
          .of(stage.resources)
          .forEach((key, resource) ->
              byWaypoint
                  .computeIfAbsent(key.waypoint(), _ -> new ArrayList<>())
                  .add(new ResourceChange(key.id(), resource)));
    }
    return byWaypoint;
  }

  /** All that is to be said now of what is sent. */
  public Stream<Diagnostic> diagnostics(Graph graph) {
    return checked().stream()
        .flatMap(stage -> graph.snapshot(stage).values().stream())
        .flatMap(made -> made.diagnostics().stream());
  }

  /** What fails now. */
  public Stream<Diagnostic> failures(Graph graph) {
    return graph.failures().stream().map(Failures::diagnostic);
  }

  /** What is to be said of what a change touched. */
  public Stream<Diagnostic> diagnostics(Changes changes) {
    return checked().stream()
        .flatMap(stage -> changes.of(stage).values().stream())
        .flatMap(Optional::stream)
        .flatMap(made -> made.diagnostics().stream());
  }

  /** The stages that may have something to say. */
  private List<Collection<?, Outcome<List<Resource>>>> checked() {
    return List.of(ports.listeners, backends.clusters, backends.assignments);
  }

  private Optional<Resource> terminator(Reader read, ViewKey view) {
    Mesh settings = mesh.mesh(read);
    return read.find(mesh.waypoints(), view.waypoint())
        .map(waypoint ->
            Resources.of(
                Tunnel.listener(view.dialect().entrance(), settings), Tunnel.LINKS, waypoint.causes()));
  }

  private Optional<Outcome<List<Resource>>> tunnel(Reader read, WaypointKey key) {
    Mesh settings = mesh.mesh(read);
    return read.find(mesh.waypoints(), key).map(waypoint -> tunnel(waypoint, settings));
  }

  private static Outcome<List<Resource>> tunnel(Outcome<Waypoint> waypoint, Mesh settings) {
    return made(
        waypoint,
        List.of(
            Resources.of(Tunnel.routes(), Links.NONE, waypoint.causes()),
            Resources.of(Originate.listener(), Originate.LINKS, waypoint.causes()),
            Resources.of(Originate.cluster(settings), Links.NONE, waypoint.causes())));
  }

  private Optional<Outcome<List<Resource>>> authority(Reader read, Authority authority) {
    return read.find(mesh.authorities(), authority)
        .map(port ->
            made(
                port,
                List.of(
                    Resources.of(
                        AuthorityCluster.cluster(authority, port.value()),
                        AuthorityCluster.links(port.value()),
                        port.causes()))));
  }

  private static Outcome<List<Resource>> made(Outcome<?> of, List<Resource> resources) {
    return new Outcome<>(resources, List.of(), of.causes());
  }
}
