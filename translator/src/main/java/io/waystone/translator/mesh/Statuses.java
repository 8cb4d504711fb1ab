package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.graph.Keys;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.AuthorizationPolicy;
import io.waystone.translator.input.AuthorizationPolicy.Target;
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
  private final Services services;
  private final Waypoints waypoints;
  private final PodCaptures pods;
  private final RouteVerdicts routes;
  private final TunnelPolicies tunnel;
  private final Collection<ObjectRef, Outcome<Condition>> peers;
  private final Index<ObjectRef, ServiceKey, Outcome<Capture>> captures;
  private final Index<ObjectRef, PortKey, Outcome<MeshPort>> lostPorts;
  private final Index<ObjectRef, Authority, Outcome<PortKey>> lostAuthorities;

  Statuses(
      GraphBuilder graph,
      Inputs inputs,
      Services services,
      Waypoints waypoints,
      Captures captures,
      PodCaptures pods,
      Ports ports,
      RouteVerdicts routes,
      TunnelPolicies tunnel,
      Collection<ObjectRef, Outcome<Condition>> peers) {
    this.inputs = inputs;
    this.services = services;
    this.waypoints = waypoints;
    this.pods = pods;
    this.routes = routes;
    this.tunnel = tunnel;
    this.peers = peers;
    this.captures =
        graph.index(
            "captures by object",
            captures.captures,
            (_, capture) -> Set.of(capture.value().service().object()));
    lostPorts = graph.index("ports by loser", ports.ports, (_, port) -> losers(port));
    lostAuthorities =
        graph.index("authorities by loser", ports.authorities, (_, port) -> losers(port));
    Index<ObjectRef, WaypointKey, Outcome<Waypoint>> gateways =
        graph.index(
            "waypoints by gateway",
            waypoints.waypoints,
            (key, _) -> Set.of(Waypoints.gateway(key)));
    Keys<ObjectRef> attached =
        graph.union(graph.union(inputs.routes.keys(), inputs.policies.keys()), peers.keys());
    Keys<ObjectRef> bound = graph.union(this.captures.buckets(), gateways.buckets());
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
      case "AuthorizationPolicy" -> read.find(inputs.policies, ref).map(p -> policy(read, p));
      case "Pod" ->
          read.find(pods.captures, ref)
              .flatMap(pod ->
                  pod.value()
                      .condition()
                      .map(
                          condition -> new Outcome<>(List.of(condition), List.of(), pod.causes())));
      case "PeerAuthentication" ->
          read.find(peers, ref)
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
    List<Outcome<Capture>> captured = List.copyOf(read.bucket(captures, ref).values());
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

  private Outcome<List<Condition>> policy(Reader read, AuthorizationPolicy policy) {
    Outcome.Notes notes = new Outcome.Notes().cause(Cause.of(policy.ref()));
    List<Condition> conditions = new ArrayList<>();
    tunnel.verdict(read, policy).ifPresent(conditions::add);
    if (policy.targets().isEmpty()) {
      notes.diagnostic(
          new Diagnostic(
              Code.WS0205,
              Cause.of(policy.ref()),
              "the policy has no targetRefs, it is for ztunnel",
              "no waypoint enforces it",
              "To enforce it at a waypoint, write targetRefs instead of a selector"));
    }
    for (int i = 0; i < policy.targets().size(); i++) {
      Condition condition = target(read, policy, policy.targets().get(i));
      conditions.add(condition);
      if (!condition.status()) {
        notes.diagnostic(
            new Diagnostic(
                Code.WS0202,
                new Cause(policy.ref(), "spec.targetRefs[" + i + "]"),
                condition.message(),
                "no waypoint enforces the policy for it",
                "Name a target that exists and has a waypoint"));
      }
    }
    return notes.outcome(conditions.stream().sorted().distinct().toList());
  }

  private Condition target(Reader read, AuthorizationPolicy policy, Target target) {
    String namespace = policy.meta().namespace();
    return switch (target) {
      case Target.OfGateway gateway -> {
        ObjectRef ref = new ObjectRef("Gateway", namespace, gateway.name());
        yield read.find(waypoints.waypoints, new WaypointKey(namespace, gateway.name())).isPresent()
            ? accepted(ref)
            : refused(ref, "TargetNotFound", "there is no waypoint of ours named " + ref);
      }
      case Target.OfService service ->
          bound(read, new ObjectRef("Service", namespace, service.name()));
      case Target.OfServiceEntry entry ->
          bound(read, new ObjectRef("ServiceEntry", namespace, entry.name()));
      case Target.OfGatewayClass c -> {
        ObjectRef ref = new ObjectRef("GatewayClass", "", c.name());
        yield namespace.equals(read.get(services.mesh, Services.MESH).rootNamespace())
            ? accepted(ref)
            : refused(ref, "Invalid", "only a policy in the root namespace may target a class");
      }
      case Target.OfNamespace _ -> accepted(new ObjectRef("Namespace", "", namespace));
    };
  }

  private Condition bound(Reader read, ObjectRef service) {
    List<Outcome<Capture>> found = List.copyOf(read.bucket(captures, service).values());
    if (found.isEmpty()) {
      return refused(service, "TargetNotFound", service + " not found");
    }
    return found.stream().anyMatch(capture -> capture.value().waypoint().isPresent())
        ? accepted(service)
        : refused(service, "AncestorNotBound", service + " is not bound to a waypoint");
  }

  private static Condition accepted(ObjectRef about) {
    return Condition.of(about, "WaypointAccepted", true, "Accepted", "bound to " + about);
  }

  private static Condition refused(ObjectRef about, String reason, String message) {
    return Condition.of(about, "WaypointAccepted", false, reason, message);
  }
}
