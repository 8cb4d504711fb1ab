package io.waystone.translator.envoy;

import io.waystone.translator.graph.Changes;
import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.Graph;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Input;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.mesh.Authority;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.MeshModel;
import io.waystone.translator.mesh.Outcome;
import io.waystone.translator.mesh.Waypoint;
import io.waystone.translator.mesh.WaypointKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * The mesh as Envoy resources: the last stages. Every kind of resource has a stage of its own, so
 * that a change touches only what it changes.
 */
public final class EnvoyModel {

  private final MeshModel mesh;
  private final PortResources ports;
  private final BackendResources backends;
  private final DirectResources direct;
  private final ViewContents contents;

  /**
   * Declares the stages.
   *
   * @param wanted the views that somebody asks for, beside the standard one of each waypoint, which
   *     is always there
   */
  public EnvoyModel(GraphBuilder graph, MeshModel mesh, Input<ViewKey, Boolean> wanted) {
    this.mesh = mesh;
    LiveViews live = new LiveViews(graph, mesh, wanted.keys());
    ports = new PortResources(graph, mesh);
    backends = new BackendResources(graph, mesh, live.localities);
    direct = new DirectResources(graph, mesh);
    contents =
        new ViewContents(
            live,
            List.of(
                new SharedStage<>(
                    graph,
                    graph.collection("connect_terminate", live.entrances, this::terminator),
                    key -> key),
                new SharedStage<>(
                    graph,
                    graph.collection("tunnels", mesh.waypoints().keys(), this::tunnel),
                    Share.OfAll::new),
                new SharedStage<>(graph, direct.doors, Share.OfAll::new),
                new SharedStage<>(graph, direct.clusters, Share.OfAll::new),
                new SharedStage<>(graph, direct.pods, Share.OfAll::new),
                new SharedStage<>(graph, backends.clusters, key -> ofAll(key.waypoint())),
                new SharedStage<>(graph, backends.assignments, key -> ofAll(key.waypoint())),
                new SharedStage<>(graph, backends.localAssignments, LocalBackend::share),
                new SharedStage<>(graph, ports.listeners, key -> ofAll(key.waypoint())),
                new SharedStage<>(graph, ports.routes, key -> ofAll(key.waypoint())),
                new SharedStage<>(
                    graph,
                    graph.collection(
                        "authority clusters", mesh.authorities().keys(), this::authority),
                    key -> ofAll(key.waypoint()))));
  }

  private static Share ofAll(WaypointKey waypoint) {
    return new Share.OfAll(waypoint);
  }

  /** All that a view has, by type and name; nothing if its waypoint is not there. */
  public List<Resource> resources(Graph graph, ViewKey view) {
    return contents.resources(graph, view);
  }

  /**
   * How each view differs from what it was before, by type and name; one that is new has all its
   * resources here.
   */
  public SortedMap<ViewKey, List<ResourceChange>> changes(Graph graph, Changes changes) {
    return contents.changes(graph, changes);
  }

  /** The views that are no more. */
  public Set<ViewKey> gone(Changes changes) {
    return contents.gone(changes);
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
    return List.of(
        ports.listeners,
        backends.clusters,
        backends.assignments,
        backends.localAssignments,
        direct.pods);
  }

  private Optional<Outcome<List<Resource>>> terminator(Reader read, Share.OfEntrance key) {
    Mesh settings = mesh.mesh(read);
    return read.find(mesh.waypoints(), key.waypoint())
        .map(waypoint ->
            made(
                waypoint,
                List.of(
                    Resources.of(
                        Tunnel.listener(key.entrance(), settings), Tunnel.LINKS, waypoint.causes()),
                    Resources.of(
                        Readiness.listener(key.entrance()), Readiness.LINKS, waypoint.causes()))));
  }

  private Optional<Outcome<List<Resource>>> tunnel(Reader read, WaypointKey key) {
    Mesh settings = mesh.mesh(read);
    return read.find(mesh.waypoints(), key).map(waypoint -> tunnel(waypoint, settings));
  }

  private static Outcome<List<Resource>> tunnel(Outcome<Waypoint> waypoint, Mesh settings) {
    return made(
        waypoint,
        List.of(
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
