package io.waystone.translator.mesh;

import io.waystone.translator.graph.Batch;
import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.Graph;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.MeshObject;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.ReadResult;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** YAML in, verdicts out: what the mesh model says, as short lines that a table can have. */
final class MeshFixture {

  private final Inputs inputs;
  private final MeshModel model;
  private final Collection<BackendKey, Outcome<List<Endpoint>>> endpoints;
  private final Collection<BackendKey, Preference> preferences;
  private final Collection<WaypointKey, List<String>> podAddresses;
  private final Graph graph;

  private MeshFixture(Mesh settings) {
    GraphBuilder builder = new GraphBuilder();
    inputs = new Inputs(builder);
    model = new MeshModel(builder, inputs, settings, Mode.ALONE);
    endpoints =
        builder.collection(
            "endpoints of backends",
            model.backends().keys(),
            (read, key) -> Optional.of(model.endpoints(read, key)));
    preferences =
        builder.collection(
            "preferences of backends",
            model.backends().keys(),
            (read, key) -> Optional.of(model.preference(read, key).value()));
    podAddresses =
        builder.collection(
            "addresses of pods",
            model.waypoints().keys(),
            (read, key) -> Optional.of(model.podAddresses(read, key).value()));
    graph = builder.build();
  }

  /** A mesh of these objects; each text may have several documents. */
  static MeshFixture of(String... yaml) {
    return of(Mesh.DEFAULT, yaml);
  }

  /** The same with other settings. */
  static MeshFixture of(Mesh settings, String... yaml) {
    MeshFixture mesh = new MeshFixture(settings);
    mesh.set(yaml);
    return mesh;
  }

  /** Adds or replaces objects. */
  void set(String... yaml) {
    Batch batch = new Batch();
    objects(yaml).forEach(object -> inputs.set(batch, object));
    graph.apply(batch);
  }

  void remove(String kind, String namespace, String name) {
    Batch batch = new Batch();
    inputs.remove(batch, new ObjectRef(kind, namespace, name));
    graph.apply(batch);
  }

  /** The records of the texts; parts that cannot be read are left out as they are in the field. */
  static List<MeshObject> objects(String... yaml) {
    return Objects.results(yaml).stream()
        .map(ReadResult::object)
        .flatMap(Optional::stream)
        .toList();
  }

  /** {@code WaypointBound true WaypointAccepted}, for each condition of the object. */
  List<String> conditions(String kind, String namespace, String name) {
    return written(kind, namespace, name)
        .map(c -> c.type() + " " + c.status() + " " + c.reason())
        .toList();
  }

  /** The messages of its conditions. */
  List<String> messages(String kind, String namespace, String name) {
    return written(kind, namespace, name).map(Condition::message).toList();
  }

  private Stream<Condition> written(String kind, String namespace, String name) {
    return graph
        .find(model.statuses(), new ObjectRef(kind, namespace, name))
        .map(Outcome::value)
        .orElse(List.of())
        .stream();
  }

  /** All that is said. */
  List<Diagnostic> diagnostics() {
    return model.diagnostics(graph).sorted().distinct().toList();
  }

  /** {@code WS0301 default/a Service metadata.labels[...]}, for each. */
  List<String> said() {
    return diagnostics().stream().map(d -> d.code() + " " + d.cause()).toList();
  }

  /** {@code default/wp reviews.default.svc.cluster.local:9080 HTTP}, for each service port. */
  List<String> ports() {
    return graph.snapshot(model.ports()).values().stream()
        .map(Outcome::value)
        .map(p -> text(p.key()) + " " + p.protocol())
        .toList();
  }

  /** Which object owns each service port. */
  Map<String, String> owners() {
    SortedMap<String, String> owners = new TreeMap<>();
    graph
        .snapshot(model.ports())
        .forEach((key, port) -> owners.put(text(key), port.value().service().object().toString()));
    return owners;
  }

  /** {@code default/wp 10.96.0.12:9080 -> reviews.default.svc.cluster.local:9080}, for each. */
  List<String> doors() {
    return graph.snapshot(model.authorities()).entrySet().stream()
        .map(e ->
            e.getKey().waypoint()
                + " "
                + e.getKey().text()
                + " -> "
                + e.getValue().value().host()
                + ":"
                + e.getValue().value().port())
        .toList();
  }

  /** {@code default/wp 10.244.0.1}, for each address of a pod that leads through a waypoint. */
  List<String> podDoors() {
    return graph.snapshot(podAddresses).entrySet().stream()
        .flatMap(e -> e.getValue().stream().map(address -> e.getKey() + " " + address))
        .toList();
  }

  /** What decides for pods behind the waypoint; empty where it takes none. */
  Optional<PortPolicies> podPolicies(String namespace, String name) {
    return graph.find(model.podPolicies(), new WaypointKey(namespace, name)).map(Outcome::value);
  }

  private static String text(PortKey key) {
    return key.waypoint() + " " + key.host() + ":" + key.port();
  }

  /** The waypoints, each with what it takes: {@code default/wp SERVICE}. */
  List<String> waypoints() {
    return graph.snapshot(model.waypoints()).values().stream()
        .map(Outcome::value)
        .map(w -> w.key() + " " + w.traffic())
        .toList();
  }

  /** {@code host:port address:port hbone|plain workload region/zone/subzone xWEIGHT}, for each. */
  List<String> endpoints() {
    return graph.snapshot(endpoints).entrySet().stream()
        .flatMap(e ->
            e.getValue().value().stream().map(endpoint -> e.getKey().port() + " " + text(endpoint)))
        .toList();
  }

  /** {@code 80 SAME_ZONE}, for each port. */
  List<String> preferences() {
    return graph.snapshot(preferences).entrySet().stream()
        .map(e -> e.getKey().port() + " " + e.getValue())
        .toList();
  }

  private static String text(Endpoint e) {
    return e.address()
        + ":"
        + e.port()
        + (e.hbone() ? " hbone " : " plain ")
        + (e.workload().name().isEmpty() ? "-" : e.workload().name())
        + " "
        + e.locality().region()
        + "/"
        + e.locality().zone()
        + "/"
        + e.locality().subzone()
        + " x"
        + e.weight();
  }

  /** The routes of the port of that host in order: {@code NAME PATH -> HOST:PORTxWEIGHT ...}. */
  List<String> routes(String host, int port) {
    return table(host, port).routes().stream()
        .map(route -> route.name() + " " + text(route) + " -> " + text(route.action()))
        .toList();
  }

  /** The table of the port of that host; it is there once, at one waypoint. */
  RouteTable table(String host, int port) {
    return one(model.routes(), host, port);
  }

  /** Where connections to the port of that host go: {@code NAME SERVER -> HOST:PORT xWEIGHT}. */
  List<String> connections(String host, int port) {
    return one(model.connections(), host, port).entries().stream()
        .map(entry ->
            entry.name()
                + entry.clients().map(namespace -> " from " + namespace).orElse("")
                + " "
                + text(entry.server())
                + " -> "
                + (entry.destinations().isEmpty()
                    ? "closed"
                    : entry.destinations().stream()
                        .map(to -> text(to.destination()) + " x" + to.weight())
                        .collect(Collectors.joining(", "))))
        .toList();
  }

  private static String text(ServerName server) {
    return switch (server) {
      case ServerName.Exact exact -> exact.host();
      case ServerName.Below below -> "*." + below.domain();
      case ServerName.Tls _ -> "tls";
      case ServerName.Any _ -> "any";
    };
  }

  /** The policies of the port of that host. */
  PortPolicies policies(String host, int port) {
    return one(model.policies(), host, port);
  }

  private <T> T one(Collection<PortKey, Outcome<T>> collection, String host, int port) {
    List<T> found =
        graph.snapshot(collection).entrySet().stream()
            .filter(e -> e.getKey().host().equals(host) && e.getKey().port() == port)
            .map(e -> e.getValue().value())
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " of " + host + ":" + port + " in " + ports());
    }
    return found.getFirst();
  }

  private static String text(Route route) {
    return route.clients().map(namespace -> "from " + namespace + " ").orElse("")
        + route.hostname().map(host -> "to " + host + " ").orElse("")
        + route.match().method().map(method -> method + " ").orElse("")
        + route.match().path().type().name().toLowerCase(Locale.ROOT)
        + " "
        + route.match().path().value();
  }

  private static String text(Route.Action action) {
    return switch (action) {
      case Route.Action.Respond respond -> Integer.toString(respond.status());
      case Route.Action.Redirect redirect ->
          "redirect " + redirect.filters().redirect().orElseThrow().status();
      case Route.Action.Forward forward ->
          forward.destinations().stream().map(MeshFixture::text).collect(Collectors.joining(", "));
    };
  }

  private static String text(Route.Weighted weighted) {
    return text(weighted.destination()) + " x" + weighted.weight();
  }

  private static String text(Route.Destination destination) {
    return switch (destination) {
      case Route.Destination.Nowhere nowhere ->
          "nowhere " + nowhere.what() + (nowhere.status() == 500 ? "" : " " + nowhere.status());
      case Route.Destination.To to ->
          to.host() + ":" + to.port() + (to.captured() ? "" : " uncaptured");
    };
  }

  /** The workloads by {@code Kind namespace/name[/address]}. */
  SortedMap<String, Workload> workloads() {
    SortedMap<String, Workload> found = new TreeMap<>();
    graph
        .snapshot(model.workloads().workloads())
        .forEach((key, workload) -> {
          String name = key.origin().kind() + " " + key.namespace() + "/" + key.name();
          found.put(key.address().isEmpty() ? name : name + "/" + key.address(), workload.value());
        });
    return found;
  }

  /** The workload of that name, as {@link #workloads} has it. */
  Workload workload(String name) {
    return Optional.ofNullable(workloads().get(name))
        .orElseThrow(() -> new AssertionError(name + " not in " + workloads().keySet()));
  }

  /** The services that ztunnel is told of, by {@code namespace/host}. */
  SortedMap<String, AnnouncedService> announced() {
    SortedMap<String, AnnouncedService> found = new TreeMap<>();
    graph
        .snapshot(model.workloads().services())
        .forEach((host, service) -> found.put(host.toString(), service.value()));
    return found;
  }

  /** The PeerAuthentications that are policies of their own: {@code strict [8080]}, for each. */
  SortedMap<String, String> peerPolicies() {
    SortedMap<String, String> found = new TreeMap<>();
    graph
        .snapshot(model.workloads().peerPolicies())
        .forEach((ref, policy) ->
            found.put(
                ref.namespace() + "/" + ref.name(),
                (policy.value().strict() ? "strict but " : "strict on ") + policy.value().ports()));
    return found;
  }

  /** What failed; a fault of the model. */
  int failures() {
    return graph.failures().size();
  }
}
