package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.Function;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.graph.Keys;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.mesh.DirectAccess.Account;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Whether what is behind a waypoint can be reached without it. */
final class Bypasses {

  /** Of everything that a waypoint has and for which a policy decides there. */
  final Collection<Reach, Bypass> bypasses;

  /** The namespaces with pods that a waypoint takes requests for. */
  private final Collection<Reach, Boolean> podsOf;

  private final Index<WaypointKey, Reach, Bypass> open;
  private final Index<WaypointKey, Reach, Bypass> closed;

  /** Of all that a waypoint has, so that each of its policies need not look through them. */
  private final Function<WaypointKey, BypassSummary> summaries;

  private final Waypoints waypoints;
  private final Policies policies;
  private final DirectAccess access;

  Bypasses(
      GraphBuilder graph,
      Waypoints waypoints,
      PodCaptures pods,
      Policies policies,
      DirectAccess access) {
    this.waypoints = waypoints;
    this.policies = policies;
    this.access = access;
    Keys<Reach> ofServices =
        graph
            .index(
                "services with policies",
                policies.policies,
                (port, decides) -> ofService(port.waypoint(), decides.value()))
            .buckets();
    Keys<Reach> ofPods =
        graph
            .index(
                "namespaces of captured pods",
                pods.captures,
                (pod, capture) -> ofPod(pod, capture.value()))
            .buckets();
    podsOf = graph.collection("namespaces with captured pods", ofPods, (_, _) -> Optional.of(true));
    bypasses = graph.collection("bypasses", graph.union(ofServices, ofPods), this::bypass);
    open =
        graph.index(
            "open bypasses",
            bypasses,
            (reach, bypass) -> bypass.possible() ? Set.of(reach.waypoint()) : Set.of());
    closed =
        graph.index(
            "closed bypasses",
            bypasses,
            (reach, bypass) -> bypass.possible() ? Set.of() : Set.of(reach.waypoint()));
    summaries = graph.function("bypasses of waypoints", this::summary);
  }

  private static Set<Reach> ofService(WaypointKey waypoint, PortPolicies decides) {
    return decides.service().stream()
        .filter(_ -> decides.decides())
        .map(service -> new Reach(waypoint, service.object()))
        .collect(Collectors.toSet());
  }

  private static Set<Reach> ofPod(ObjectRef pod, PodCapture capture) {
    return capture.waypoint().stream()
        .map(waypoint -> Reach.pods(waypoint, pod.namespace()))
        .collect(Collectors.toSet());
  }

  private Optional<Bypass> bypass(Reader read, Reach reach) {
    if (reach.isOfPods()
        && !read.find(policies.ofPods, reach.waypoint())
            .map(decides -> decides.value().decides())
            .orElse(false)) {
      return Optional.empty();
    }
    return Optional.of(access.past(read, reach.what(), account(read, reach.waypoint())));
  }

  /** Istio: a waypoint runs as an account of its own name, where its Gateway names none. */
  private Account account(Reader read, WaypointKey waypoint) {
    return new Account(
        waypoint.namespace(),
        read.find(waypoints.waypoints, waypoint)
            .map(ours -> ours.value().serviceAccount())
            .orElse(waypoint.name()));
  }

  private BypassSummary summary(Reader read, WaypointKey waypoint) {
    SortedMap<Reach, Bypass> ways = read.bucket(open, waypoint);
    return BypassSummary.of((ways.isEmpty() ? read.bucket(closed, waypoint) : ways).values());
  }

  /** Of all that a waypoint has. */
  BypassSummary behind(Reader read, WaypointKey waypoint) {
    return read.get(summaries, waypoint);
  }

  /** Of a service that a waypoint has, for its own policies; empty if none decides there. */
  Optional<Bypass> of(Reader read, WaypointKey waypoint, ObjectRef service) {
    boolean through = read.find(podsOf, Reach.pods(waypoint, service.namespace())).isPresent();
    return read.find(bypasses, new Reach(waypoint, service))
        .map(bypass -> through ? bypass.throughWaypoint(waypoint) : bypass);
  }

  /**
   * Of a service that no waypoint of ours has.
   *
   * @param named the waypoint that it names all the same
   * @param why a clause of a sentence
   */
  Bypass unbound(Reader read, ObjectRef service, Optional<WaypointKey> named, String why) {
    return access.without(read, service, named.map(waypoint -> account(read, waypoint)), why);
  }
}
