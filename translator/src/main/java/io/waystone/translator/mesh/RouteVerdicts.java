package io.waystone.translator.mesh;

import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.mesh.Attachment.ServicePorts;
import io.waystone.translator.mesh.Attachment.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The conditions of a route for each of its parents, whatever kind it is. */
final class RouteVerdicts {

  private final Attachments attachments;
  private final Layers layers;
  private final HttpRoutes requests;
  private final TcpRoutes connections;
  private final Captures captures;
  private final Policies policies;

  RouteVerdicts(
      Attachments attachments,
      Layers layers,
      HttpRoutes requests,
      TcpRoutes connections,
      Captures captures,
      Policies policies) {
    this.policies = policies;
    this.attachments = attachments;
    this.layers = layers;
    this.requests = requests;
    this.connections = connections;
    this.captures = captures;
  }

  /** The conditions of a route; says as well which parents do not have it, and why. */
  Optional<Outcome<List<Condition>>> verdict(Reader read, ObjectRef ref) {
    return resolved(read, ref)
        .map(route -> {
          Outcome.Notes notes = new Outcome.Notes().causes(route.causes());
          Attachment attachment = read.find(attachments.attachments, ref).orElseThrow();
          List<Condition> conditions = conditions(read, attachment, route, notes);
          return notes.outcome(conditions.stream().sorted().distinct().toList());
        });
  }

  private Optional<? extends Outcome<? extends Resolved>> resolved(Reader read, ObjectRef ref) {
    return RouteKind.of(ref).ofRequests()
        ? read.find(requests.routes, ref)
        : read.find(connections.routes, ref);
  }

  private List<Condition> conditions(
      Reader read, Attachment route, Outcome<? extends Resolved> resolved, Outcome.Notes notes) {
    Optional<Diagnostic> unresolved =
        resolved.diagnostics().stream().filter(RouteVerdicts::ofReference).findFirst();
    List<Target> targets = resolved.value().targets().toList();
    Resolved.Validity validity = validity(resolved);
    List<Condition> conditions = new ArrayList<>();
    for (int i = 0; i < route.parents().size(); i++) {
      Attachment.Parent parent = route.parents().get(i);
      Cause cause = new Cause(route.meta().ref(), "spec.parentRefs[" + i + "]");
      Subject about = Subject.of(parent.written());
      Acceptance acceptance = acceptance(read, route, parent.verdict());
      acceptance
          .refusal()
          .ifPresent(refused ->
              notes.diagnostic(
                  new Diagnostic(
                      refused.code(),
                      cause,
                      refused.problem(),
                      "the route is not in force for it",
                      refused.fix())));
      conditions.add(
          validity == Resolved.Validity.NONE && acceptance.refusal().isEmpty()
              ? nothingValid(about, route)
              : acceptance.condition(about));
      conditions.add(
          resolvedRefs(
              about,
              unresolved,
              elsewhere(acceptance.waypoints(), targets),
              guarded(read, acceptance.waypoints(), parent, targets),
              guarded(
                  read, acceptance.waypoints(), parent, resolved.value().unguarded().toList())));
      if (parent.verdict() instanceof Verdict.OfServices && acceptance.waypoints().isEmpty()) {
        conditions.add(
            new Condition(
                about,
                "ResolvedWaypoints",
                false,
                "WaypointMissing",
                "No waypoint captures "
                    + parent.written().object()
                    + ": nobody follows the route"));
      }
      if (validity == Resolved.Validity.SOME) {
        conditions.add(
            new Condition(
                about,
                "PartiallyInvalid",
                true,
                "UnsupportedValue",
                RouteKind.of(route.meta().ref()).ofRequests()
                    ? "Requests of rules that cannot be followed as written get 500"
                    : "Connections of rules that cannot be followed as written are closed"));
      }
    }
    return conditions;
  }

  /**
   * Gateway API: rules that are left out, here answered with 500 or closed, are said on each
   * parent.
   */
  private static Resolved.Validity validity(Outcome<? extends Resolved> route) {
    Resolved.Validity validity = route.value().validity();
    boolean ofBackends = route.diagnostics().stream().anyMatch(one -> one.code() == Code.WS0103);
    return validity == Resolved.Validity.ALL && ofBackends ? Resolved.Validity.SOME : validity;
  }

  private static Condition nothingValid(Subject about, Attachment route) {
    return new Condition(
        about,
        "Accepted",
        false,
        "UnsupportedValue",
        RouteKind.of(route.meta().ref()).ofRequests()
            ? "No rule can be followed as written: requests get 500"
            : "No rule can be followed as written: connections are closed");
  }

  /**
   * Whether a parent has the route.
   *
   * @param waypoints those that follow it
   */
  private record Acceptance(
      Set<WaypointKey> waypoints, String message, Optional<Verdict.Refused> refusal) {

    Condition condition(Subject about) {
      return new Condition(
          about,
          "Accepted",
          refusal.isEmpty(),
          refusal.map(Verdict.Refused::reason).orElse("Accepted"),
          refusal.map(Verdict.Refused::problem).orElse(message));
    }
  }

  private Acceptance acceptance(Reader read, Attachment route, Verdict verdict) {
    return switch (verdict) {
      case Verdict.Refused refused -> new Acceptance(Set.of(), "", Optional.of(refused));
      case Verdict.OfWaypoint of -> {
        Optional<RouteKind> before = layers.before(read, route.meta().ref(), of.waypoint());
        yield before.isPresent()
            ? conflicted(Set.of(of.waypoint()), before.get())
            : accepted(Set.of(of.waypoint()), "Route was valid");
      }
      case Verdict.OfServices of -> {
        Set<WaypointKey> waypoints = waypoints(read, of.services());
        Set<RouteKind> before = new TreeSet<>();
        Set<Integer> lost = new TreeSet<>();
        int kept = 0;
        for (ServicePorts service : of.services()) {
          for (int port : service.ports()) {
            Optional<RouteKind> first =
                layers.before(
                    read,
                    route.meta().ref(),
                    new Layers.ServicePort(service.service(), port),
                    of.layer());
            first.ifPresent(kind -> {
              before.add(kind);
              lost.add(port);
            });
            kept += first.isEmpty() ? 1 : 0;
          }
        }
        yield kept == 0
            ? conflicted(waypoints, before.iterator().next())
            : accepted(waypoints, message(of.layer(), lost));
      }
    };
  }

  private static String message(Layer layer, Set<Integer> lost) {
    String message =
        switch (layer.kind()) {
          case CONSUMER -> "Route was valid, for clients of namespace " + layer.namespace();
          case PRODUCER, WAYPOINT -> "Route was valid";
        };
    return lost.isEmpty()
        ? message
        : message
            + ", except for the ports "
            + lost.stream().map(String::valueOf).collect(Collectors.joining(", "))
            + ", which have a route of a kind that goes before";
  }

  private static Acceptance accepted(Set<WaypointKey> waypoints, String message) {
    return new Acceptance(waypoints, message, Optional.empty());
  }

  private static Acceptance conflicted(Set<WaypointKey> waypoints, RouteKind before) {
    return new Acceptance(
        waypoints,
        "",
        Optional.of(
            new Verdict.Refused(
                Code.WS0112,
                "Conflicted",
                "it has a " + before.kindName() + ", which goes before",
                "Attach routes of one kind to a port")));
  }

  private Set<WaypointKey> waypoints(Reader read, List<ServicePorts> services) {
    return services.stream()
        .flatMap(service -> read.find(captures.captures, service.service()).stream())
        .flatMap(capture -> capture.value().waypoint().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** A target whose waypoint is not the one that follows the route. */
  private static Optional<Target.Port> elsewhere(Set<WaypointKey> waypoints, List<Target> targets) {
    return ports(targets)
        .filter(port ->
            port.waypoint().isPresent()
                && waypoints.stream().anyMatch(waypoint -> !port.waypoint().get().equals(waypoint)))
        .findFirst();
  }

  /** The backends whose own policies hold for what is sent there. */
  private List<String> guarded(
      Reader read, Set<WaypointKey> waypoints, Attachment.Parent parent, List<Target> targets) {
    return ports(targets)
        .filter(port -> !port.service().object().equals(parent.written().object()))
        .filter(port ->
            port.waypoint()
                .filter(waypoints::contains)
                .map(waypoint -> new PortKey(waypoint, port.host(), port.port()))
                .filter(key -> policies.guard(read, key).own())
                .isPresent())
        .map(port -> port.service().object().toString())
        .distinct()
        .toList();
  }

  private static Stream<Target.Port> ports(List<Target> targets) {
    return targets.stream().filter(Target.Port.class::isInstance).map(Target.Port.class::cast);
  }

  private static boolean ofReference(Diagnostic diagnostic) {
    return switch (diagnostic.code()) {
      case WS0105, WS0106, WS0107, WS0108, WS0115 -> true;
      default -> false;
    };
  }

  private static Condition resolvedRefs(
      Subject about,
      Optional<Diagnostic> unresolved,
      Optional<Target.Port> elsewhere,
      List<String> guarded,
      List<String> closed) {
    if (unresolved.isPresent()) {
      return new Condition(
          about,
          "ResolvedRefs",
          false,
          switch (unresolved.get().code()) {
            case WS0105 -> "RefNotPermitted";
            case WS0106 -> "InvalidKind";
            case WS0115 -> "UnsupportedProtocol";
            default -> "BackendNotFound";
          },
          unresolved.get().problem());
    }
    if (!closed.isEmpty()) {
      return new Condition(
          about,
          "ResolvedRefs",
          false,
          "BackendHasPolicies",
          "The policies of "
              + String.join(", ", closed)
              + " cannot be kept on the way there: it is closed");
    }
    return elsewhere
        .map(port ->
            new Condition(
                about,
                "ResolvedRefs",
                false,
                "BackendCapturedElsewhere",
                "waypoint "
                    + port.waypoint().orElseThrow()
                    + " captures "
                    + port.service().object()
                    + ", and its policies would be passed by"))
        .orElse(
            new Condition(
                about,
                "ResolvedRefs",
                true,
                "ResolvedRefs",
                guarded.isEmpty()
                    ? "All references resolved"
                    : "All references resolved; the policies of "
                        + String.join(", ", guarded)
                        + " hold for what is sent there"));
  }
}
