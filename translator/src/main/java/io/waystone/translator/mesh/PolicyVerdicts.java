package io.waystone.translator.mesh;

import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.AuthorizationPolicy;
import io.waystone.translator.input.AuthorizationPolicy.Target;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.ObjectRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The conditions of an AuthorizationPolicy: for each target whether and where it is enforced, and
 * whether it can be passed by; and what of it holds otherwise than written.
 */
final class PolicyVerdicts {

  /** A condition names so many of a kind, and counts the others. */
  private static final int NAMED = 8;

  private final Services services;
  private final Waypoints waypoints;
  private final Bypasses bypasses;
  private final Optional<TunnelPolicies> tunnel;
  private final Captures captures;
  private final Index<String, WaypointKey, Outcome<Waypoint>> byClass;
  private final Index<ObjectRef, PortKey, Outcome<PortPolicies>> saidAtPorts;
  private final Index<ObjectRef, WaypointKey, Outcome<PortPolicies>> saidOfPods;

  /**
   * Adds what they take to the graph.
   *
   * @param tunnel what becomes of those for ztunnel; empty where somebody else tells ztunnel
   */
  PolicyVerdicts(
      GraphBuilder graph,
      Services services,
      Waypoints waypoints,
      Captures captures,
      Policies policies,
      Bypasses bypasses,
      Optional<TunnelPolicies> tunnel) {
    this.services = services;
    this.waypoints = waypoints;
    this.captures = captures;
    this.bypasses = bypasses;
    this.tunnel = tunnel;
    byClass =
        graph.index(
            "waypoints by class",
            waypoints.waypoints,
            (_, waypoint) -> Set.of(waypoint.value().className()));
    saidAtPorts =
        graph.index(
            "port policies by what is said", policies.policies, (_, decides) -> said(decides));
    saidOfPods =
        graph.index("pod policies by what is said", policies.ofPods, (_, decides) -> said(decides));
  }

  private static Set<ObjectRef> said(Outcome<PortPolicies> decides) {
    return decides.diagnostics().stream()
        .map(diagnostic -> diagnostic.cause().object())
        .collect(Collectors.toSet());
  }

  /** The conditions; says as well which targets do not have it, and why. */
  Outcome<List<Condition>> verdict(Reader read, AuthorizationPolicy policy) {
    Outcome.Notes notes = new Outcome.Notes().cause(Cause.of(policy.ref()));
    List<Condition> conditions = new ArrayList<>();
    tunnel.ifPresent(told -> {
      told.verdict(read, policy).ifPresent(conditions::add);
      if (policy.targets().isEmpty()) {
        notes.diagnostic(untargeted(policy));
      }
    });
    for (int i = 0; i < policy.targets().size(); i++) {
      Enforced enforced = enforced(read, policy, policy.targets().get(i));
      Condition accepted = accepted(policy, enforced);
      conditions.add(accepted);
      bypass(policy, enforced).ifPresent(conditions::add);
      if (!accepted.status()) {
        notes.diagnostic(
            new Diagnostic(
                Code.WS0202,
                new Cause(policy.ref(), "spec.targetRefs[" + i + "]"),
                accepted.message(),
                "no waypoint enforces the policy for it",
                "Name a target that exists and has a waypoint"));
      }
    }
    if (!policy.targets().isEmpty()) {
      otherwise(read, policy).ifPresent(conditions::add);
    }
    return notes.outcome(conditions.stream().sorted().distinct().toList());
  }

  private static Diagnostic untargeted(AuthorizationPolicy policy) {
    return new Diagnostic(
        Code.WS0205,
        Cause.of(policy.ref()),
        "the policy has no targetRefs, it is for ztunnel",
        "no waypoint enforces it",
        "To enforce it at a waypoint, write targetRefs instead of a selector");
  }

  /**
   * A target.
   *
   * @param by the waypoints that enforce the policy for it
   * @param refused why none does
   * @param behind what the policy decides for, and whether one can get there without a waypoint
   */
  private record Enforced(
      ObjectRef about, SortedSet<WaypointKey> by, Optional<Refused> refused, BypassSummary behind) {

    static Enforced none(ObjectRef about, String reason, String message) {
      return new Enforced(
          about, new TreeSet<>(), Optional.of(new Refused(reason, message)), BypassSummary.NOTHING);
    }
  }

  private record Refused(String reason, String message) {}

  private Enforced enforced(Reader read, AuthorizationPolicy policy, Target target) {
    String namespace = policy.meta().namespace();
    return switch (target) {
      case Target.OfGateway gateway -> ofGateway(read, new WaypointKey(namespace, gateway.name()));
      case Target.OfService service ->
          ofService(read, new ObjectRef("Service", namespace, service.name()));
      case Target.OfServiceEntry entry ->
          ofService(read, new ObjectRef("ServiceEntry", namespace, entry.name()));
      case Target.OfGatewayClass c -> ofClass(read, namespace, c.name());
      case Target.OfNamespace _ ->
          new Enforced(
              new ObjectRef("Namespace", "", namespace),
              new TreeSet<>(),
              Optional.empty(),
              BypassSummary.NOTHING);
    };
  }

  private Enforced ofGateway(Reader read, WaypointKey waypoint) {
    ObjectRef about = Waypoints.gateway(waypoint);
    return read.find(waypoints.waypoints, waypoint).isPresent()
        ? new Enforced(
            about,
            new TreeSet<>(Set.of(waypoint)),
            Optional.empty(),
            bypasses.behind(read, waypoint))
        : Enforced.none(about, "TargetNotFound", "there is no waypoint of ours named " + about);
  }

  /** istiod: only a policy in the root namespace may target a class. */
  private Enforced ofClass(Reader read, String namespace, String name) {
    ObjectRef about = new ObjectRef("GatewayClass", "", name);
    if (!namespace.equals(read.get(services.rootNamespace, Services.MESH))) {
      return Enforced.none(
          about, "Invalid", "only a policy in the root namespace may target a class");
    }
    SortedSet<WaypointKey> by = new TreeSet<>(read.members(byClass, name));
    BypassSummary behind =
        by.stream()
            .map(waypoint -> bypasses.behind(read, waypoint))
            .reduce(BypassSummary.NOTHING, BypassSummary::and);
    return new Enforced(about, by, Optional.empty(), behind);
  }

  private Enforced ofService(Reader read, ObjectRef service) {
    List<Capture> found =
        read.bucket(captures.byObject, service).values().stream().map(Outcome::value).toList();
    if (found.isEmpty()) {
      return Enforced.none(service, "TargetNotFound", service + " not found");
    }
    SortedSet<WaypointKey> by =
        found.stream()
            .flatMap(capture -> capture.waypoint().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    if (by.isEmpty()) {
      return new Enforced(
          service,
          by,
          Optional.of(new Refused("AncestorNotBound", service + " is not bound to a waypoint")),
          unbound(read, service, found.getFirst()));
    }
    List<Bypass> behind =
        by.stream().flatMap(waypoint -> bypasses.of(read, waypoint, service).stream()).toList();
    return found.stream().allMatch(capture -> capture.ports().isEmpty())
        ? Enforced.none(
            service, "AncestorNotBound", service + " has no port that a waypoint serves")
        : new Enforced(service, by, Optional.empty(), BypassSummary.of(behind));
  }

  /** Who serves somebody else's Gateway knows what passes it by. */
  private BypassSummary unbound(Reader read, ObjectRef service, Capture capture) {
    return capture.foreign().isPresent()
        ? BypassSummary.NOTHING
        : BypassSummary.of(
            List.of(
                bypasses.unbound(
                    read,
                    service,
                    capture
                        .condition()
                        .map(said -> said.about().object())
                        .map(gateway -> new WaypointKey(gateway.namespace(), gateway.name())),
                    capture.condition().map(Condition::message).orElse("it names no waypoint"))));
  }

  private static Condition accepted(AuthorizationPolicy policy, Enforced enforced) {
    return Condition.of(
        enforced.about(),
        "WaypointAccepted",
        enforced.refused().isEmpty(),
        enforced.refused().map(Refused::reason).orElse("Accepted"),
        enforced
            .refused()
            .map(Refused::message)
            .orElseGet(() -> "bound to " + enforced.about() + where(policy, enforced)));
  }

  private static String where(AuthorizationPolicy policy, Enforced enforced) {
    if (enforced.about().kind().equals("Namespace")) {
      return "";
    }
    if (enforced.by().isEmpty()) {
      return "; no waypoint is of it";
    }
    String by =
        " by "
            + listed(
                enforced.by().stream().limit(NAMED).map(key -> "waypoint " + key),
                Math.max(0, enforced.by().size() - NAMED),
                ", ");
    return switch (policy.action()) {
      case ALLOW, DENY -> policy.dryRun() ? ", tried out" + by : ", enforced" + by;
      case CUSTOM -> policy.dryRun() ? "; it does nothing" : ", enforced" + by;
      case AUDIT -> policy.dryRun() ? "; it does nothing" : ", counted" + by;
    };
  }

  /** Only of what can refuse anybody. */
  private static Optional<Condition> bypass(AuthorizationPolicy policy, Enforced enforced) {
    BypassSummary behind = enforced.behind();
    if (behind.named().isEmpty() || !Policies.decides(policy)) {
      return Optional.empty();
    }
    return Optional.of(
        Condition.of(
            enforced.about(),
            "BypassPossible",
            behind.possible(),
            behind.named().getFirst().reason().word(),
            listed(behind.named().stream().map(Bypass::toString), behind.more(), "; ")));
  }

  /** What holds otherwise than it is written, here and there. */
  private Optional<Condition> otherwise(Reader read, AuthorizationPolicy policy) {
    if (policy.unreadable()) {
      return Optional.of(
          invalid(
              policy,
              "Invalid",
              "the policy cannot be read as written: "
                  + (policy.dryRun()
                      ? "as a dry run it counts everything that it targets"
                      : "it denies everything that it targets")));
    }
    Stream<String> unread =
        policy.rules().stream()
            .filter(rule ->
                rule.conditions().anyMatch(one -> one.invalidValues() || one.invalidNotValues()))
            .map(rule ->
                "rules[" + rule.index() + "] has values that cannot be read: it does without them");
    Collection<Outcome<PortPolicies>> ports = read.bucket(saidAtPorts, policy.ref()).values();
    Stream<String> narrowed =
        Stream.concat(
                ports.stream().limit(NAMED),
                read.bucket(saidOfPods, policy.ref()).values().stream())
            .flatMap(decides -> decides.diagnostics().stream())
            .filter(diagnostic -> diagnostic.cause().object().equals(policy.ref()))
            .map(diagnostic -> diagnostic.problem() + ": " + diagnostic.effect());
    List<String> said = Stream.concat(unread, narrowed).distinct().toList();
    return said.isEmpty()
        ? Optional.empty()
        : Optional.of(
            invalid(
                policy,
                "UnsupportedValue",
                listed(said.stream(), Math.max(0, ports.size() - NAMED), "; ")));
  }

  private static Condition invalid(AuthorizationPolicy policy, String reason, String message) {
    return Condition.of(policy.ref(), "PartiallyInvalid", true, reason, message);
  }

  private static String listed(Stream<String> named, int more, String between) {
    return Stream.concat(named, more == 0 ? Stream.of() : Stream.of("and " + more + " more"))
        .collect(Collectors.joining(between));
  }
}
