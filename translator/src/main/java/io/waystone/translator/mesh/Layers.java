package io.waystone.translator.mesh;

import io.waystone.translator.graph.Function;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Meta;
import io.waystone.translator.input.ObjectRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The routes of each service port and of each waypoint, by layer. */
final class Layers {

  /** A port of a service, wherever it is captured. */
  record ServicePort(ServiceKey service, int port) {}

  /**
   * The routes of a layer that are in force together.
   *
   * @param kind the one kind of them
   * @param routes in order of precedence: older first
   */
  record Routes(RouteKind kind, List<ObjectRef> routes) {
    Routes {
      routes = List.copyOf(routes);
    }
  }

  /** The layers of a service port that have a route: those of consumers, that of the producer. */
  private final Function<ServicePort, SortedMap<Layer, Routes>> ofPorts;

  /** The routes of a waypoint, of every kind. */
  private final Function<WaypointKey, List<ObjectRef>> ofWaypoints;

  private final Services services;
  private final Attachments attachments;

  Layers(GraphBuilder graph, Services services, Attachments attachments) {
    this.services = services;
    this.attachments = attachments;
    ofPorts = graph.function("route layers", this::layers);
    ofWaypoints =
        graph.function(
            "routes of waypoints",
            (read, waypoint) ->
                sorted(
                    attachments
                        .of(read, Waypoints.gateway(waypoint))
                        .filter(route -> route.isFor(waypoint))));
  }

  private SortedMap<Layer, Routes> layers(Reader read, ServicePort at) {
    SortedMap<Layer, Routes> layers = new TreeMap<>();
    Optional<Protocol> protocol =
        read.find(services.services, at.service())
            .map(service -> service.ports().get(at.port()))
            .map(MeshService.Port::protocol);
    SortedMap<Layer, List<Attachment>> byLayer = new TreeMap<>();
    attachments
        .of(read, at.service().object())
        .forEach(route ->
            layers(route, at)
                .distinct()
                .forEach(
                    layer -> byLayer.computeIfAbsent(layer, _ -> new ArrayList<>()).add(route)));
    byLayer.forEach((layer, routes) ->
        protocol
            .flatMap(spoken -> first(spoken, sorted(routes.stream())))
            .ifPresent(first -> layers.put(layer, first)));
    return layers;
  }

  private static Stream<Layer> layers(Attachment route, ServicePort at) {
    return route.parents().stream()
        .map(Attachment.Parent::verdict)
        .flatMap(verdict ->
            verdict instanceof Attachment.Verdict.OfServices of
                ? Stream.of(of.layer())
                : Stream.empty())
        .filter(layer -> route.isFor(at.service(), at.port(), layer));
  }

  /** Those of the first kind that can act on the port, in the order they have. */
  private static Optional<Routes> first(Protocol protocol, List<ObjectRef> routes) {
    return routes.stream()
        .map(RouteKind::of)
        .filter(kind -> kind.actsOn(protocol))
        .min(Comparator.naturalOrder())
        .map(kind ->
            new Routes(
                kind, routes.stream().filter(route -> RouteKind.of(route) == kind).toList()));
  }

  private static List<ObjectRef> sorted(Stream<Attachment> routes) {
    return routes.map(Attachment::meta).sorted(Meta.OLDEST_FIRST).map(Meta::ref).toList();
  }

  /** The layers of a port behind a waypoint that have a route, the first to decide first. */
  SortedMap<Layer, Routes> of(Reader read, MeshPort port) {
    SortedMap<Layer, Routes> layers =
        new TreeMap<>(read.get(ofPorts, new ServicePort(port.service(), port.key().port())));
    List<ObjectRef> all =
        read.get(ofWaypoints, port.key().waypoint()).stream()
            .filter(route -> mayRoute(route, port))
            .toList();
    first(port.protocol(), all).ifPresent(first -> layers.put(Layer.WAYPOINT, first));
    return layers;
  }

  /**
   * The waypoint's owner routes for all its services, others for those of their own namespace: who
   * may bind services to a shared waypoint must not get the requests of its other tenants.
   */
  private static boolean mayRoute(ObjectRef route, MeshPort port) {
    return route.namespace().equals(port.key().waypoint().namespace())
        || route.namespace().equals(port.service().namespace());
  }

  /**
   * The kind that goes before this route on a port in its layer; empty if the route is in force
   * there.
   */
  Optional<RouteKind> before(Reader read, ObjectRef route, ServicePort at, Layer layer) {
    return Optional.ofNullable(read.get(ofPorts, at).get(layer))
        .map(Routes::kind)
        .filter(kind -> kind != RouteKind.of(route));
  }

  /** The same at a waypoint: the kind of requests or of connections that goes before. */
  Optional<RouteKind> before(Reader read, ObjectRef route, WaypointKey waypoint) {
    RouteKind own = RouteKind.of(route);
    return read.get(ofWaypoints, waypoint).stream()
        .map(RouteKind::of)
        .filter(kind -> kind.ofRequests() == own.ofRequests() && kind.compareTo(own) < 0)
        .findFirst();
  }
}
