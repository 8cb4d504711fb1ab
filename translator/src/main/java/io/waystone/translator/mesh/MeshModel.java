package io.waystone.translator.mesh;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ListMultimap;
import io.waystone.translator.graph.Changes;
import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.Graph;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Keys;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * What the objects mean: the stages between input and Envoy, in the order in which they are
 * computed. Nothing here knows how a proxy is told.
 */
public final class MeshModel {

  private final Services services;
  private final Waypoints waypoints;
  private final Captures captures;
  private final PodCaptures pods;
  private final PodPlaces places;
  private final Ports ports;
  private final Endpoints endpoints;
  private final Preferences preferences;
  private final HttpRoutes routes;
  private final TcpRoutes tcpRoutes;
  private final TcpTables connections;
  private final RouteTables tables;
  private final Destinations destinations;
  private final Policies policies;
  private final PodDoors podDoors;
  private final WorkloadModel workloads;
  private final Bypasses bypasses;
  private final Statuses statuses;
  private final Mode mode;

  /**
   * Declares the stages.
   *
   * @param defaults holds where the objects say nothing
   * @param mode who is told of it
   */
  public MeshModel(GraphBuilder graph, Inputs inputs, Mesh defaults, Mode mode) {
    this.mode = mode;
    services = new Services(graph, inputs, defaults);
    waypoints = new Waypoints(graph, inputs, services);
    Bindings bindings = new Bindings(graph, inputs, waypoints);
    captures = new Captures(graph, inputs, services, bindings);
    pods = new PodCaptures(graph, inputs, bindings, defaults.localEndpoints());
    places = new PodPlaces(graph, inputs);
    ports = new Ports(graph, services, captures, pods);
    preferences = new Preferences(graph, inputs, services);
    workloads =
        new WorkloadModel(
            graph,
            inputs,
            services,
            waypoints,
            bindings,
            captures,
            pods,
            preferences,
            mode,
            defaults.localEndpoints());
    endpoints = new Endpoints(graph, inputs, services, workloads, defaults.localEndpoints());
    Attachments attachments = new Attachments(graph, inputs, services, waypoints, captures);
    Layers layers = new Layers(graph, services, attachments);
    Backends targets = new Backends(inputs, services, captures, new Grants(graph, inputs));
    routes = new HttpRoutes(graph, inputs, attachments, targets);
    policies =
        new Policies(graph, inputs, services, new Providers(graph, services), waypoints, ports);
    podDoors = new PodDoors(graph, ports, policies);
    Ways ways = new Ways(ports, policies);
    tcpRoutes = new TcpRoutes(graph, inputs, attachments, targets);
    connections = new TcpTables(graph, ports, layers, tcpRoutes, ways);
    tables = new RouteTables(graph, ports, layers, routes, connections, ways);
    destinations =
        new Destinations(graph, services, captures, ports, policies, tables, connections);
    RouteVerdicts verdicts =
        new RouteVerdicts(attachments, layers, routes, tcpRoutes, captures, policies);
    bypasses =
        new Bypasses(
            graph, waypoints, pods, policies, new DirectAccess(graph, inputs, services, workloads));
    Optional<WorkloadModel> told = ztunnels();
    PolicyVerdicts policyVerdicts =
        new PolicyVerdicts(
            graph,
            services,
            waypoints,
            captures,
            policies,
            bypasses,
            told.map(WorkloadModel::tunnelPolicies));
    statuses =
        new Statuses(
            graph,
            inputs,
            waypoints,
            captures,
            pods,
            ports,
            verdicts,
            policyVerdicts,
            told.map(WorkloadModel::peerVerdicts));
  }

  /** The settings of the mesh. */
  public Mesh mesh(Reader read) {
    return read.get(services.mesh, Services.MESH);
  }

  /** The same outside of a computation. */
  public Mesh mesh(Graph graph) {
    return services.mesh(graph);
  }

  /** Which pods run on which node. */
  public Collection<ObjectRef, PodPlace> places() {
    return places.places;
  }

  /** What the settings of the mesh say of all HTTP. */
  public RequestSettings requestSettings(Reader read) {
    return read.get(services.requests, Services.MESH);
  }

  /** The waypoints of ours. */
  public Collection<WaypointKey, Outcome<Waypoint>> waypoints() {
    return waypoints.waypoints;
  }

  /** The service ports behind each waypoint. */
  public Collection<PortKey, Outcome<MeshPort>> ports() {
    return ports.ports;
  }

  /** The service port that each address and port leads to. */
  public Collection<Authority, Outcome<PortKey>> authorities() {
    return ports.authorities;
  }

  /** The routes of each service port that may speak HTTP. */
  public Collection<PortKey, Outcome<RouteTable>> routes() {
    return tables.tables;
  }

  /** Where the connections to each service port go that may speak something else than HTTP. */
  public Collection<PortKey, Outcome<TcpTable>> connections() {
    return connections.tables;
  }

  /** What decides for each service port. */
  public Collection<PortKey, Outcome<PortPolicies>> policies() {
    return policies.policies;
  }

  /** The waypoints that take requests to pods. */
  public Keys<WaypointKey> podWaypoints() {
    return waypoints.ofPods;
  }

  /** What decides for pods that are addressed directly, at each of these. */
  public Collection<WaypointKey, Outcome<PortPolicies>> podPolicies() {
    return policies.ofPods;
  }

  /** The addresses of pods that lead through a waypoint; canonical text, sorted. */
  public Outcome<List<String>> podAddresses(Reader read, WaypointKey waypoint) {
    return podDoors.of(read, waypoint);
  }

  /** Where each waypoint sends to. */
  public Collection<BackendKey, Outcome<Backend>> backends() {
    return destinations.backends;
  }

  /** Where a backend is served; sorted, each once. */
  public Outcome<List<Endpoint>> endpoints(Reader read, BackendKey backend) {
    return read.get(endpoints.endpoints, new Endpoints.Key(backend.service(), backend.port()));
  }

  /** Which of its endpoints are preferred by where they are. */
  public Outcome<Preference> preference(Reader read, BackendKey backend) {
    return read.get(preferences.preferences, backend.service());
  }

  /**
   * What decides for the port of a service or the pod that an address and port at a waypoint are;
   * empty if they are none.
   */
  public Optional<PortPolicies> deciding(Graph graph, Authority asked) {
    return graph
        .find(ports.authorities, asked)
        .flatMap(port -> graph.find(policies.policies, port.value()))
        .or(() ->
            graph
                .find(podDoors.doors, new WaypointAddress(asked.waypoint(), asked.address()))
                .filter(door -> door.value().open())
                .flatMap(_ -> graph.find(policies.ofPods, asked.waypoint())))
        .map(Outcome::value);
  }

  /** All that decides, for each service port and then for pods; a walk over everything. */
  public List<PortDecision> decisions(Graph graph) {
    SortedMap<Reach, Bypass> ways = graph.snapshot(bypasses.bypasses);
    ListMultimap<WaypointKey, Bypass> pods = ArrayListMultimap.create();
    ways.forEach((reach, bypass) -> {
      if (reach.isOfPods()) {
        pods.put(reach.waypoint(), bypass);
      }
    });
    SortedMap<PortKey, Outcome<MeshPort>> known = graph.snapshot(ports.ports);
    List<PortDecision> decisions = new ArrayList<>();
    graph
        .snapshot(policies.policies)
        .forEach((key, decides) -> {
          Optional<MeshPort> port = Optional.ofNullable(known.get(key)).map(Outcome::value);
          decisions.add(
              new PortDecision(
                  key.waypoint(),
                  port,
                  decides.value(),
                  decides.diagnostics(),
                  port
                      .map(p -> new Reach(key.waypoint(), p.service().object()))
                      .flatMap(reach -> Optional.ofNullable(ways.get(reach)))
                      .stream()
                      .toList()));
        });
    graph
        .snapshot(policies.ofPods)
        .forEach((waypoint, decides) ->
            decisions.add(
                new PortDecision(
                    waypoint,
                    Optional.empty(),
                    decides.value(),
                    decides.diagnostics(),
                    pods.get(waypoint))));
    return decisions;
  }

  /** The workloads and services as ztunnel is told of them. */
  public WorkloadModel workloads() {
    return workloads;
  }

  /** The conditions of every object that has a verdict. */
  public Collection<ObjectRef, Outcome<List<Condition>>> statuses() {
    return statuses.statuses;
  }

  /** All that is to be said now; a walk over everything, for printing. */
  public Stream<Diagnostic> diagnostics(Graph graph) {
    return verdicts().stream()
        .flatMap(collection -> graph.snapshot(collection).values().stream())
        .flatMap(outcome -> outcome.diagnostics().stream());
  }

  /** What is to be said of what a change touched. */
  public Stream<Diagnostic> diagnostics(Changes changes) {
    return verdicts().stream()
        .flatMap(collection -> changes.of(collection).values().stream())
        .flatMap(Optional::stream)
        .flatMap(outcome -> outcome.diagnostics().stream());
  }

  private List<Collection<?, ? extends Outcome<?>>> verdicts() {
    return Stream.concat(
            Stream.of(
                waypoints.waypoints,
                captures.captures,
                pods.captures,
                podDoors.doors,
                ports.ports,
                ports.authorities,
                routes.routes,
                tcpRoutes.routes,
                connections.tables,
                tables.tables,
                policies.policies,
                policies.ofPods,
                statuses.statuses),
            ofZtunnels())
        .toList();
  }

  /** Beside an istiod, that one says what becomes of what is for ztunnels. */
  private Optional<WorkloadModel> ztunnels() {
    return switch (mode) {
      case ALONE -> Optional.of(workloads);
      case BESIDE_ISTIOD -> Optional.empty();
    };
  }

  private Stream<Collection<?, ? extends Outcome<?>>> ofZtunnels() {
    return ztunnels().stream()
        .flatMap(told ->
            Stream.of(told.workloads(), told.services(), told.policies(), told.peerVerdicts()));
  }
}
