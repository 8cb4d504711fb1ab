package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Groups;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.ParentRef;
import io.waystone.translator.input.RouteObject;
import io.waystone.translator.input.ServiceEntry;
import io.waystone.translator.mesh.Attachment.ServicePorts;
import io.waystone.translator.mesh.Attachment.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What each route object is attached to, of whatever kind it is. */
final class Attachments {

  final Collection<ObjectRef, Attachment> attachments;

  /**
   * Routes by the objects that they name as parents. Of the routes as they are written, not of what
   * they came to: a route that failed is not a route that is gone.
   */
  final Index<ObjectRef, ObjectRef, RouteObject> byParent;

  private final Inputs inputs;
  private final Services services;
  private final Waypoints waypoints;
  private final Captures captures;

  Attachments(
      GraphBuilder graph,
      Inputs inputs,
      Services services,
      Waypoints waypoints,
      Captures captures) {
    this.inputs = inputs;
    this.services = services;
    this.waypoints = waypoints;
    this.captures = captures;
    byParent = graph.index("routes by parent", inputs.routes, (_, route) -> parents(route));
    attachments =
        graph.collection(
            "attachments",
            inputs.routes.keys(),
            (read, ref) -> read.find(inputs.routes, ref).map(route -> attachment(read, route)));
  }

  private static Set<ObjectRef> parents(RouteObject route) {
    return route.parents().stream().map(ParentRef::object).collect(Collectors.toSet());
  }

  private Attachment attachment(Reader read, RouteObject route) {
    return new Attachment(
        route.meta(),
        route.parents().stream()
            .map(parent -> new Attachment.Parent(parent, verdict(read, route, parent)))
            .toList());
  }

  private Verdict verdict(Reader read, RouteObject route, ParentRef parent) {
    return switch (parent.group() + "/" + parent.kind()) {
      case "/Service" ->
          services(
              read, route, parent, Set.of(ServiceKey.service(parent.namespace(), parent.name())));
      case Groups.NETWORKING + "/ServiceEntry" ->
          services(read, route, parent, hosts(read, parent.object()));
      case Groups.GATEWAY + "/Gateway" -> waypoint(read, route, parent);
      default ->
          refused(
              "a route for a waypoint attaches to a Service, a ServiceEntry or the waypoint's"
                  + " Gateway, not to a "
                  + parent.kind()
                  + (parent.group().isEmpty() ? "" : " of " + parent.group()),
              "Write {group: \"\", kind: Service, name: ...}");
    };
  }

  private Set<ServiceKey> hosts(Reader read, ObjectRef entry) {
    return read.find(inputs.serviceEntries, entry).map(ServiceEntry::hosts).stream()
        .flatMap(List::stream)
        .map(host -> ServiceKey.entry(entry.namespace(), entry.name(), host))
        .collect(Collectors.toSet());
  }

  private Verdict services(
      Reader read, RouteObject route, ParentRef parent, Set<ServiceKey> named) {
    List<MeshService> found =
        named.stream().sorted().flatMap(key -> read.find(services.services, key).stream()).toList();
    if (found.isEmpty()) {
      return refused(
          parent.kind() + " \"" + parent.name() + "\" not found in namespace " + parent.namespace(),
          "Name a " + parent.kind() + " that exists");
    }
    List<ServicePorts> ports =
        found.stream()
            .map(service -> new ServicePorts(service.key(), ports(service, parent)))
            .filter(one -> !one.ports().isEmpty())
            .toList();
    if (ports.isEmpty()) {
      return refused(
          parent.kind() + " \"" + parent.name() + "\" has no such port",
          "Name one of its ports, or none for all");
    }
    RouteKind kind = RouteKind.of(route.ref());
    List<ServicePorts> able =
        ports.stream()
            .map(one -> new ServicePorts(one.service(), able(read, kind, one)))
            .filter(one -> !one.ports().isEmpty())
            .toList();
    if (able.isEmpty()) {
      return new Verdict.Refused(
          Code.WS0111,
          "NoMatchingParent",
          kind.ofRequests()
              ? "no requests are seen on its ports: they speak TCP or TLS"
              : "its ports speak HTTP: their connections are not routed one by one",
          kind.ofRequests()
              ? "Write appProtocol: http at the port, or a TCPRoute"
              : "Write an HTTPRoute, or appProtocol: tcp at the port");
    }
    Layer layer = layer(route, parent);
    List<ServicePorts> taken =
        able.stream().filter(one -> taken(read, layer, one.service())).toList();
    return taken.isEmpty()
        ? new Verdict.Refused(
            Code.WS0102,
            "NotAllowedByListeners",
            "the waypoint of "
                + parent.object()
                + " takes no routes of namespace "
                + layer.namespace(),
            "Widen allowedRoutes.namespaces of its HBONE listener")
        : new Verdict.OfServices(layer, taken);
  }

  /**
   * The route of a consumer is followed by the waypoint of another: its owner says whose routes it
   * takes (Gateway API: allowedRoutes).
   */
  private boolean taken(Reader read, Layer layer, ServiceKey service) {
    return switch (layer.kind()) {
      case CONSUMER ->
          read.find(captures.captures, service)
              .flatMap(capture -> capture.value().waypoint())
              .map(waypoint -> captures.admits(read, waypoint, layer.namespace()))
              .orElse(true);
      case PRODUCER, WAYPOINT -> true;
    };
  }

  private static Set<Integer> ports(MeshService service, ParentRef parent) {
    return service.ports().values().stream()
        .filter(p -> parent.port().isEmpty() || parent.port().getAsInt() == p.number())
        .filter(p -> parent.sectionName().isEmpty() || parent.sectionName().get().equals(p.name()))
        .map(MeshService.Port::number)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Set<Integer> able(Reader read, RouteKind kind, ServicePorts of) {
    MeshService service = read.find(services.services, of.service()).orElseThrow();
    return service.ports().values().stream()
        .filter(port -> of.ports().contains(port.number()) && kind.actsOn(port.protocol()))
        .map(MeshService.Port::number)
        .collect(Collectors.toSet());
  }

  private static Layer layer(RouteObject route, ParentRef parent) {
    String namespace = route.meta().namespace();
    return namespace.equals(parent.namespace()) ? Layer.PRODUCER : Layer.consumer(namespace);
  }

  private Verdict waypoint(Reader read, RouteObject route, ParentRef parent) {
    WaypointKey key = new WaypointKey(parent.namespace(), parent.name());
    Optional<Waypoint> waypoint = read.find(waypoints.waypoints, key).map(Outcome::value);
    if (waypoint.isEmpty()) {
      return refused(
          "there is no waypoint of ours named " + key, "Name a waypoint's Gateway, or a Service");
    }
    if ((parent.port().isPresent() && parent.port().getAsInt() != Waypoints.HBONE_PORT)
        || parent.sectionName().filter(name -> !hasListener(read, key, name)).isPresent()) {
      return refused(
          "Gateway \"" + parent.name() + "\" has no such listener",
          "Leave port and sectionName out: a route for a waypoint is for all its services");
    }
    return captures.admits(read, key, route.meta().namespace())
        ? new Verdict.OfWaypoint(key)
        : new Verdict.Refused(
            Code.WS0102,
            "NotAllowedByListeners",
            "waypoint " + key + " does not take routes of namespace " + route.meta().namespace(),
            "Widen allowedRoutes.namespaces of its HBONE listener");
  }

  private boolean hasListener(Reader read, WaypointKey key, String name) {
    return read.find(inputs.gateways, Waypoints.gateway(key)).stream()
        .flatMap(gateway -> gateway.listeners().stream())
        .anyMatch(listener -> listener.name().equals(name));
  }

  private static Verdict refused(String problem, String fix) {
    return new Verdict.Refused(Code.WS0101, "NoMatchingParent", problem, fix);
  }

  /** The attachments of routes that name one of these as parent, each once. */
  Stream<Attachment> of(Reader read, ObjectRef parent) {
    return read.members(byParent, parent).stream()
        .flatMap(route -> read.find(attachments, route).stream());
  }
}
