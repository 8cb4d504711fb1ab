package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.Function;
import io.waystone.translator.graph.Graph;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Keys;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.AuthorizationProvider;
import io.waystone.translator.input.MeshSettings;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.Service;
import io.waystone.translator.input.ServiceEntry;
import io.waystone.translator.input.ServicePort;
import io.waystone.translator.input.WaypointLabels;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the mesh is called, and its services: Kubernetes Services and hosts of ServiceEntries. */
final class Services {

  /** The one key of {@link #mesh}. */
  static final String MESH = "mesh";

  /** The settings of the mesh. */
  final Function<String, Mesh> mesh;

  /** Of the settings, these: a change of the others does not reach those who ask for them. */
  final Function<String, RequestSettings> requests;

  /** The providers that policies may ask. */
  final Function<String, List<AuthorizationProvider>> providers;

  /** The same of the trust domain. */
  final Function<String, String> trustDomain;

  /** The same of the namespace of what holds for the whole mesh. */
  final Function<String, String> rootNamespace;

  /** The same of the last part of a service's host name. */
  final Function<String, String> clusterDomain;

  final Collection<ServiceKey, MeshService> services;

  private final Inputs inputs;
  private final Mesh defaults;

  Services(GraphBuilder graph, Inputs inputs, Mesh defaults) {
    this.inputs = inputs;
    this.defaults = defaults;
    mesh = graph.function("mesh", (read, _) -> mesh(read));
    providers =
        graph.function(
            "extension providers",
            (read, _) -> settings(read).map(MeshSettings::providers).orElse(List.of()));
    requests =
        graph.function(
            "request settings",
            (read, key) ->
                new RequestSettings(
                    read.get(mesh, key).pathNormalization(), !read.get(providers, key).isEmpty()));
    trustDomain = graph.function("trust domain", (read, key) -> read.get(mesh, key).trustDomain());
    rootNamespace =
        graph.function("root namespace", (read, key) -> read.get(mesh, key).rootNamespace());
    clusterDomain =
        graph.function("cluster domain", (read, key) -> read.get(mesh, key).clusterDomain());
    Keys<ServiceKey> fromServices =
        graph.index("services by key", inputs.services, (_, service) -> keys(service)).buckets();
    Keys<ServiceKey> fromEntries =
        graph
            .index("service entries by host", inputs.serviceEntries, (_, entry) -> keys(entry))
            .buckets();
    services = graph.collection("services", graph.union(fromServices, fromEntries), this::service);
  }

  private static Set<ServiceKey> keys(Service service) {
    return service.external()
        ? Set.of()
        : Set.of(ServiceKey.service(service.meta().namespace(), service.meta().name()));
  }

  private static Set<ServiceKey> keys(ServiceEntry entry) {
    return entry.hosts().stream()
        .map(host -> ServiceKey.entry(entry.meta().namespace(), entry.meta().name(), host))
        .collect(Collectors.toSet());
  }

  /** The settings of the mesh, outside of a computation. */
  Mesh mesh(Graph graph) {
    return mesh(graph.find(inputs.settings, settings()));
  }

  private Mesh mesh(Reader read) {
    return mesh(settings(read));
  }

  /** Where the settings of the mesh are written. */
  ObjectRef settings() {
    return new ObjectRef("ConfigMap", defaults.rootNamespace(), "istio");
  }

  private Mesh mesh(Optional<MeshSettings> written) {
    return written
        .map(settings ->
            new Mesh(
                settings.trustDomain().orElse(defaults.trustDomain()),
                settings.trustDomainAliases(),
                settings.rootNamespace().orElse(defaults.rootNamespace()),
                defaults.clusterDomain(),
                defaults.cluster(),
                defaults.localEndpoints(),
                settings.pathNormalization().orElse(defaults.pathNormalization())))
        .orElse(defaults);
  }

  private Optional<MeshSettings> settings(Reader read) {
    return read.find(inputs.settings, settings());
  }

  private Optional<MeshService> service(Reader read, ServiceKey key) {
    return switch (key.origin()) {
      case SERVICE ->
          read.find(inputs.services, key.object())
              .map(service -> ofService(key, service, read.get(mesh, MESH).clusterDomain()));
      case SERVICE_ENTRY ->
          read.find(inputs.serviceEntries, key.object()).map(entry -> ofEntry(key, entry));
    };
  }

  private static MeshService ofService(ServiceKey key, Service service, String clusterDomain) {
    return new MeshService(
        key,
        service.meta(),
        key.name() + "." + key.namespace() + ".svc." + clusterDomain,
        service.addresses(),
        ports(service.ports()),
        // A waypoint's own Service never has a waypoint (istiod).
        service.waypointInstance()
            ? new WaypointLabels(Optional.of("none"), Optional.empty())
            : service.waypoint(),
        service.distribution());
  }

  private static MeshService ofEntry(ServiceKey key, ServiceEntry entry) {
    return new MeshService(
        key,
        entry.meta(),
        key.host(),
        entry.addresses(),
        ports(entry.ports()),
        entry.waypoint(),
        entry.distribution());
  }

  private static SortedMap<Integer, MeshService.Port> ports(List<ServicePort> written) {
    SortedMap<Integer, MeshService.Port> ports = new TreeMap<>();
    for (ServicePort port : written) {
      Protocol protocol =
          Protocol.of(port.transport(), port.appProtocol(), port.name(), port.number());
      // The same number by TCP and UDP is two ports of a Service; a waypoint has the TCP one.
      if (protocol != Protocol.UNSUPPORTED) {
        ports.putIfAbsent(
            port.number(), new MeshService.Port(port.number(), port.name(), protocol));
      }
    }
    return ports;
  }
}
