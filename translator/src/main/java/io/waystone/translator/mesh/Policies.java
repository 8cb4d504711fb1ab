package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.Function;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.AuthorizationPolicy;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which policies decide for each service port. All that are attached count, there is no precedence
 * between those of the class, the waypoint and the service (istiod).
 */
final class Policies {

  final Collection<PortKey, Outcome<PortPolicies>> policies;

  /** Whether a port has policies that are its service's own. */
  private final Function<PortKey, Boolean> own;

  private final Services services;
  private final Waypoints waypoints;
  private final Index<TargetKey, ObjectRef, AuthorizationPolicy> byTarget;

  Policies(GraphBuilder graph, Inputs inputs, Services services, Waypoints waypoints, Ports ports) {
    this.services = services;
    this.waypoints = waypoints;
    byTarget =
        graph.index("policies by target", inputs.policies, (_, policy) -> TargetKey.of(policy));
    policies =
        graph.collection(
            "policies",
            ports.ports.keys(),
            (read, key) -> read.find(ports.ports, key).map(port -> policies(read, port.value())));
    own =
        graph.function(
            "guarded ports",
            (read, key) ->
                read.find(policies, key).map(decides -> decides.value().own()).orElse(false));
  }

  /** Whether a port has policies that are its service's own; false if there is no such port. */
  boolean guarded(Reader read, PortKey port) {
    return read.get(own, port);
  }

  private Outcome<PortPolicies> policies(Reader read, MeshPort port) {
    Mesh mesh = read.get(services.mesh, Services.MESH);
    Outcome.Notes notes = new Outcome.Notes();
    List<AuthorizationPolicy> attached = attached(read, port, mesh);
    attached.forEach(policy -> notes.cause(Cause.of(policy.ref())));
    List<AuthorizationPolicy> enforced = attached.stream().filter(p -> enforced(p, notes)).toList();
    PortPolicies.RuleSet http =
        port.protocol().mayBeHttp()
            ? rules(enforced, PolicyForm.HTTP, port, mesh, notes)
            : PortPolicies.RuleSet.OPEN;
    PortPolicies.RuleSet tcp =
        port.protocol().mayBeTcp()
            ? rules(enforced, PolicyForm.TCP, port, mesh, notes)
            : PortPolicies.RuleSet.OPEN;
    return notes.outcome(new PortPolicies(http, tcp, own(read, port.service(), enforced)));
  }

  private boolean own(Reader read, ServiceKey service, List<AuthorizationPolicy> enforced) {
    return enforced.stream()
        .map(AuthorizationPolicy::ref)
        .anyMatch(policy ->
            targets(service).stream()
                .anyMatch(target -> read.members(byTarget, target).contains(policy)));
  }

  /** What a policy names to be a service's own. */
  private static List<TargetKey> targets(ServiceKey service) {
    return List.of(
        new TargetKey(
            switch (service.origin()) {
              case SERVICE -> TargetKey.Kind.SERVICE;
              case SERVICE_ENTRY -> TargetKey.Kind.SERVICE_ENTRY;
            },
            service.namespace(),
            service.name()),
        new TargetKey(TargetKey.Kind.NAMESPACE, service.namespace(), ""));
  }

  /** By name, each once. */
  private List<AuthorizationPolicy> attached(Reader read, MeshPort port, Mesh mesh) {
    WaypointKey waypoint = port.key().waypoint();
    List<TargetKey> targets = new ArrayList<>(targets(port.service()));
    targets.add(new TargetKey(TargetKey.Kind.GATEWAY, waypoint.namespace(), waypoint.name()));
    // istiod: only a policy in the root namespace may target a class.
    Optional<Outcome<Waypoint>> ours = read.find(waypoints.waypoints, waypoint);
    ours.ifPresent(w ->
        targets.add(
            new TargetKey(
                TargetKey.Kind.GATEWAY_CLASS, mesh.rootNamespace(), w.value().className())));
    targets.add(new TargetKey(TargetKey.Kind.NAMESPACE, waypoint.namespace(), ""));
    SortedMap<ObjectRef, AuthorizationPolicy> found = new TreeMap<>();
    for (TargetKey target : targets) {
      found.putAll(read.bucket(byTarget, target));
    }
    return List.copyOf(found.values());
  }

  private static boolean enforced(AuthorizationPolicy policy, Outcome.Notes notes) {
    if (policy.dryRun()) {
      notes.diagnostic(
          new Diagnostic(
              Code.WS0208,
              new Cause(policy.ref(), "metadata.annotations[istio.io/dry-run]"),
              "the policy is a dry run",
              "it refuses nothing, and its verdicts are not reported in this version",
              ""));
      return false;
    }
    return switch (policy.action()) {
      case ALLOW, DENY -> true;
      case AUDIT -> {
        notes.diagnostic(
            new Diagnostic(
                Code.WS0208,
                new Cause(policy.ref(), "spec.action"),
                "action AUDIT is not supported in this version",
                "nothing is audited; no request is refused or allowed by it",
                ""));
        yield false;
      }
      case CUSTOM -> {
        notes.diagnostic(
            new Diagnostic(
                Code.WS0206,
                new Cause(policy.ref(), "spec.action"),
                "action CUSTOM is not supported in this version",
                "what its rules match is denied",
                "Write it as ALLOW or DENY"));
        yield true;
      }
    };
  }

  private static PortPolicies.RuleSet rules(
      List<AuthorizationPolicy> enforced,
      PolicyForm form,
      MeshPort port,
      Mesh mesh,
      Outcome.Notes notes) {
    List<Policy> deny = new ArrayList<>();
    List<Policy> allow = new ArrayList<>();
    for (AuthorizationPolicy policy : enforced) {
      Policy read = Narrowing.read(policy, form, port, mesh, notes);
      if (policy.action() == AuthorizationPolicy.Action.ALLOW) {
        allow.add(read);
      } else if (!read.rules().isEmpty()) {
        deny.add(read);
      }
    }
    return new PortPolicies.RuleSet(deny, allow);
  }
}
