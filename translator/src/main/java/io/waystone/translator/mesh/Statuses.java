package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.graph.Keys;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The conditions of every object that has a verdict. */
final class Statuses {

  /** By object; sorted. */
  final Collection<ObjectRef, Outcome<List<Condition>>> statuses;

  private final Inputs inputs;
  private final Waypoints waypoints;
  private final PodCaptures pods;
  private final RouteVerdicts routes;
  private final PolicyVerdicts policies;
  private final Optional<Collection<ObjectRef, Outcome<Condition>>> peers;
  private final Captures captures;
  private final Index<ObjectRef, PortKey, Outcome<MeshPort>> lostPorts;
  private final Index<ObjectRef, Authority, Outcome<PortKey>> lostAuthorities;

  /**
   * Adds them to the graph.
   *
   * @param peers of PeerAuthentications; empty where somebody else tells ztunnel of them
   */
  Statuses(
      GraphBuilder graph,
      Inputs inputs,
      Waypoints waypoints,
      Captures captures,
      PodCaptures pods,
      Ports ports,
      RouteVerdicts routes,
      PolicyVerdicts policies,
      Optional<Collection<ObjectRef, Outcome<Condition>>> peers) {
    this.inputs = inputs;
    this.waypoints = waypoints;
    this.pods = pods;
    this.routes = routes;
    this.policies = policies;
    this.peers = peers;
    this.captures = captures;
    lostPorts = graph.index("ports by loser", ports.ports, (_, port) -> losers(port));
    lostAuthorities =
        graph.index("authorities by loser", ports.authorities, (_, port) -> losers(port));
    Index<ObjectRef, WaypointKey, Outcome<Waypoint>> gateways =
        graph.index(
            "waypoints by gateway",
            waypoints.waypoints,
            (key, _) -> Set.of(Waypoints.gateway(key)));
    Keys<ObjectRef> written = graph.union(inputs.routes.keys(), inputs.policies.keys());
    Keys<ObjectRef> attached = peers.map(told -> graph.union(written, told.keys())).orElse(written);
    Keys<ObjectRef> bound = graph.union(captures.byObject.buckets(), gateways.buckets());
    Keys<ObjectRef> labelledPods =
        graph
            .index(
                "labelled pods",
                pods.captures,
                (ref, pod) -> pod.value().condition().isPresent() ? Set.of(ref) : Set.of())
            .buckets();
    statuses =
        graph.collection(
            "statuses", graph.union(graph.union(attached, bound), labelledPods), this::status);
  }

  private Optional<Outcome<List<Condition>>> status(Reader read, ObjectRef ref) {
    return switch (ref.kind()) {
      case "HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute" -> routes.verdict(read, ref);
      case "AuthorizationPolicy" ->
          read.find(inputs.policies, ref).map(p -> policies.verdict(read, p));
      case "Pod" ->
          read.find(pods.captures, ref)
              .flatMap(pod ->
                  pod.value()
                      .condition()
                      .map(
                          condition -> new Outcome<>(List.of(condition), List.of(), pod.causes())));
      case "PeerAuthentication" ->
          peers
              .flatMap(told -> read.find(told, ref))
              .map(peer -> new Outcome<>(List.of(peer.value()), List.of(), peer.causes()));
      case "Gateway" ->
          read.find(waypoints.waypoints, new WaypointKey(ref.namespace(), ref.name()))
              .map(waypoint -> gateway(ref, waypoint));
      default -> service(read, ref);
    };
  }

  private static Outcome<List<Condition>> gateway(ObjectRef ref, Outcome<Waypoint> waypoint) {
    return new Outcome<>(
        List.of(
            Condition.of(ref, "Accepted", true, "Accepted", "Resource accepted"),
            Condition.of(ref, "Programmed", true, "Programmed", "The waypoint is served")),
        List.of(),
        waypoint.causes());
  }

  /** Those whose claim another one's goes before. */
  private static Set<ObjectRef> losers(Outcome<?> owned) {
    return owned.diagnostics().stream()
        .filter(diagnostic -> diagnostic.code() == Code.WS0304)
        .map(diagnostic -> diagnostic.cause().object())
        .collect(Collectors.toSet());
  }

  private Optional<Outcome<List<Condition>>> service(Reader read, ObjectRef ref) {
    List<Outcome<Capture>> captured = List.copyOf(read.bucket(captures.byObject, ref).values());
    List<Outcome<?>> verdicts = new ArrayList<>(captured);
    verdicts.addAll(read.bucket(lostPorts, ref).values());
    verdicts.addAll(read.bucket(lostAuthorities, ref).values());
    List<Condition> conditions =
        Stream.concat(
                captured.stream().flatMap(capture -> capture.value().condition().stream()),
                verdicts.stream()
                    .flatMap(verdict -> verdict.diagnostics().stream())
                    .filter(diagnostic -> diagnostic.cause().object().equals(ref))
                    .flatMap(diagnostic -> addresses(ref, diagnostic).stream()))
            .sorted()
            .distinct()
            .toList();
    return conditions.isEmpty()
        ? Optional.empty()
        : Optional.of(new Outcome.Notes().cause(Cause.of(ref)).outcome(conditions));
  }

  /** What is wrong with an address as a condition: no request comes in by it. */
  private static Optional<Condition> addresses(ObjectRef ref, Diagnostic diagnostic) {
    Optional<String> reason =
        switch (diagnostic.code()) {
          case WS0304 -> Optional.of("AddressConflict");
          case WS0305 -> Optional.of("NoAddress");
          case WS0307 -> Optional.of("AddressRange");
          default -> Optional.empty();
        };
    return reason.map(
        word -> Condition.of(ref, "AddressAccepted", false, word, diagnostic.problem()));
  }
}
