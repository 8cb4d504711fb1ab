package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.Function;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Attribute;
import io.waystone.translator.input.AuthorizationPolicy;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which policies decide for each service port, and for pods that are addressed directly. All that
 * are attached count, there is no precedence between those of the class, the waypoint and the
 * service (istiod).
 */
final class Policies {

  final Collection<PortKey, Outcome<PortPolicies>> policies;

  private final Function<PortKey, Guard> guards;

  /** Those for the pods behind each waypoint that takes requests to pods. */
  final Collection<WaypointKey, Outcome<PortPolicies>> ofPods;

  private final Services services;
  private final Providers providers;
  private final Waypoints waypoints;
  private final Index<TargetKey, ObjectRef, AuthorizationPolicy> byTarget;

  Policies(
      GraphBuilder graph,
      Inputs inputs,
      Services services,
      Providers providers,
      Waypoints waypoints,
      Ports ports) {
    this.services = services;
    this.providers = providers;
    this.waypoints = waypoints;
    byTarget =
        graph.index("policies by target", inputs.policies, (_, policy) -> TargetKey.of(policy));
    policies =
        graph.collection(
            "policies",
            ports.ports.keys(),
            (read, key) -> read.find(ports.ports, key).map(port -> policies(read, port.value())));
    guards =
        graph.function(
            "guards",
            (read, key) ->
                read.find(policies, key)
                    .map(decides -> Guard.of(decides.value()))
                    .orElse(Guard.NONE));
    ofPods =
        graph.collection(
            "policies of pods", waypoints.ofPods, (read, key) -> Optional.of(ofPods(read, key)));
  }

  /** What a way to a port must keep; nothing if there is no such port. */
  Guard guard(Reader read, PortKey port) {
    return read.get(guards, port);
  }

  /**
   * Whether a policy denies everything of a namespace: one whose targets cannot be read. Pods of
   * several namespaces are behind one listener, so theirs are not reached at all.
   */
  boolean closes(Reader read, String namespace) {
    return read
        .bucket(byTarget, new TargetKey(TargetKey.Kind.NAMESPACE, namespace, ""))
        .values()
        .stream()
        .anyMatch(policy -> !policy.dryRun());
  }

  /** istiod: a policy for a service or a pod itself is none for it here. */
  private Outcome<PortPolicies> ofPods(Reader read, WaypointKey waypoint) {
    Mesh mesh = read.get(services.mesh, Services.MESH);
    Outcome.Notes notes = new Outcome.Notes();
    List<AuthorizationPolicy> attached = attached(read, ofWaypoint(read, waypoint, mesh), notes);
    Place pods = new Place.OfPods(waypoint);
    return notes.outcome(
        new PortPolicies(
            Optional.empty(),
            rules(read, attached, PolicyForm.HTTP, pods, mesh, notes),
            rules(read, attached, PolicyForm.TCP, pods, mesh, notes),
            Set.of(),
            Set.of()));
  }

  private Outcome<PortPolicies> policies(Reader read, MeshPort port) {
    Mesh mesh = read.get(services.mesh, Services.MESH);
    Outcome.Notes notes = new Outcome.Notes();
    List<TargetKey> targets = ofWaypoint(read, port.key().waypoint(), mesh);
    targets.addAll(ofService(port.service()));
    List<AuthorizationPolicy> attached = attached(read, targets, notes);
    Place place = new Place.OfPort(port);
    // In the form of requests always, for a route may send them to a port for bytes; but what is
    // said is of the forms that clients of the port see.
    Outcome.Notes said = port.protocol().mayBeHttp() ? notes : new Outcome.Notes();
    return notes.outcome(
        new PortPolicies(
            Optional.of(port.service()),
            rules(read, attached, PolicyForm.HTTP, place, mesh, said),
            port.protocol().mayBeTcp()
                ? rules(read, attached, PolicyForm.TCP, place, mesh, notes)
                : PortPolicies.RuleSet.OPEN,
            own(read, port.service(), attached),
            placed(attached)));
  }

  /** Those that decide and are the service's own. */
  private Set<ObjectRef> own(Reader read, ServiceKey service, List<AuthorizationPolicy> attached) {
    Set<ObjectRef> own =
        ofService(service).stream()
            .flatMap(target -> read.members(byTarget, target).stream())
            .collect(Collectors.toSet());
    return deciding(attached)
        .map(AuthorizationPolicy::ref)
        .filter(own::contains)
        .collect(Collectors.toSet());
  }

  private static Set<ObjectRef> placed(List<AuthorizationPolicy> attached) {
    return deciding(attached)
        .filter(policy -> policy.rules().stream().anyMatch(Policies::asksWhere))
        .map(AuthorizationPolicy::ref)
        .collect(Collectors.toSet());
  }

  private static Stream<AuthorizationPolicy> deciding(List<AuthorizationPolicy> attached) {
    return attached.stream().filter(Policies::decides);
  }

  /** Whether a policy can refuse anybody: AUDIT and a dry run do not. */
  static boolean decides(AuthorizationPolicy policy) {
    return !policy.dryRun()
        && switch (policy.action()) {
          case ALLOW, DENY, CUSTOM -> true;
          case AUDIT -> false;
        };
  }

  private static boolean asksWhere(AuthorizationPolicy.Rule rule) {
    return rule.conditions()
        .anyMatch(condition ->
            condition.attribute() == Attribute.PORTS
                || condition.attribute() == Attribute.DESTINATION_IP);
  }

  /** What a policy names to be a service's own. */
  private static List<TargetKey> ofService(ServiceKey service) {
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

  /** What a policy for everything behind a waypoint is attached to. */
  private List<TargetKey> ofWaypoint(Reader read, WaypointKey waypoint, Mesh mesh) {
    List<TargetKey> targets = new ArrayList<>();
    targets.add(new TargetKey(TargetKey.Kind.GATEWAY, waypoint.namespace(), waypoint.name()));
    // istiod: only a policy in the root namespace may target a class.
    Optional<Outcome<Waypoint>> ours = read.find(waypoints.waypoints, waypoint);
    ours.ifPresent(w ->
        targets.add(
            new TargetKey(
                TargetKey.Kind.GATEWAY_CLASS, mesh.rootNamespace(), w.value().className())));
    targets.add(new TargetKey(TargetKey.Kind.NAMESPACE, waypoint.namespace(), ""));
    return targets;
  }

  /** By name, each once. */
  private List<AuthorizationPolicy> attached(
      Reader read, List<TargetKey> targets, Outcome.Notes notes) {
    SortedMap<ObjectRef, AuthorizationPolicy> found = new TreeMap<>();
    for (TargetKey target : targets) {
      found.putAll(read.bucket(byTarget, target));
    }
    found.keySet().forEach(policy -> notes.cause(Cause.of(policy)));
    return List.copyOf(found.values());
  }

  private PortPolicies.RuleSet rules(
      Reader read,
      List<AuthorizationPolicy> attached,
      PolicyForm form,
      Place place,
      Mesh mesh,
      Outcome.Notes notes) {
    PolicySorter sorter = new PolicySorter();
    for (AuthorizationPolicy policy : attached) {
      sorter.add(policy, Narrowing.read(policy, form, place, mesh, notes), notes);
    }
    return sorter.rules(form, name -> providers.of(read, name), notes);
  }
}
