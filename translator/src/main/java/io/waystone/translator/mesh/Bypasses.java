package io.waystone.translator.mesh;

import io.waystone.translator.graph.Function;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.graph.Keys;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.AuthorizationPolicy;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.Service;
import io.waystone.translator.input.ServiceEntry;
import io.waystone.translator.input.WorkloadSelector;
import io.waystone.translator.mesh.Bypass.Reason;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether what is behind a waypoint can be reached without it. It looks at what selects the pods
 * and not at the pods: the answer is the same before the first of them is there.
 */
final class Bypasses {

  private static final WorkloadSelector ALL = new WorkloadSelector(Map.of());

  /** Of everything that a waypoint has and for which a policy decides there. */
  final io.waystone.translator.graph.Collection<Reach, Bypass> bypasses;

  /** Of all that a waypoint has, so that each of its policies need not look through them. */
  private final Function<WaypointKey, Summary> summaries;

  private final Index<WaypointKey, Reach, Bypass> open;
  private final Index<WaypointKey, Reach, Bypass> closed;
  private final Function<String, Boolean> outsideMesh;
  private final Index<String, ObjectRef, Outcome<TunnelPolicy>> tunnelPolicies;
  private final Inputs inputs;
  private final Services services;
  private final Waypoints waypoints;
  private final Policies policies;

  /**
   * Some of many.
   *
   * @param named those through which the waypoint can be passed by, or if there are none, others
   * @param more how many more of the same there are
   */
  record Summary(List<Bypass> named, int more) {

    private static final int NAMED = 8;
    static final Summary NOTHING = new Summary(List.of(), 0);

    Summary {
      named = List.copyOf(named);
    }

    static Summary of(Bypass one) {
      return new Summary(List.of(one), 0);
    }

    private static Summary of(Collection<Bypass> all) {
      List<Bypass> named = all.stream().limit(NAMED).toList();
      return new Summary(named, all.size() - named.size());
    }

    /** Whether there is a way past the waypoint. */
    boolean possible() {
      return named.stream().anyMatch(Bypass::possible);
    }

    Summary and(Summary other) {
      if (named.isEmpty() || other.named.isEmpty() || possible() != other.possible()) {
        return named.isEmpty() || other.possible() ? other : this;
      }
      Summary both = of(Stream.concat(named.stream(), other.named.stream()).toList());
      return new Summary(both.named, both.more + more + other.more);
    }
  }

  /** Pods, and the one account that they are to let in; empty: nobody. */
  private record Pods(ObjectRef of, WorkloadSelector selector, Optional<Account> account) {}

  private record Account(String namespace, String name) {}

  Bypasses(
      GraphBuilder graph,
      Inputs inputs,
      Services services,
      Waypoints waypoints,
      PodCaptures pods,
      Policies policies,
      TunnelPolicies tunnel) {
    this.inputs = inputs;
    this.services = services;
    this.waypoints = waypoints;
    this.policies = policies;
    tunnelPolicies =
        graph.index(
            "policies of ztunnel by namespace",
            tunnel.policies,
            (ref, _) -> Set.of(ref.namespace()));
    outsideMesh = graph.function("namespaces outside the mesh", this::isOutsideMesh);
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
        .map(waypoint -> new Reach(waypoint, namespace(pod.namespace())))
        .collect(Collectors.toSet());
  }

  private static ObjectRef namespace(String name) {
    return new ObjectRef("Namespace", "", name);
  }

  /** Of all that a waypoint has. */
  Summary behind(Reader read, WaypointKey waypoint) {
    return read.get(summaries, waypoint);
  }

  private Summary summary(Reader read, WaypointKey waypoint) {
    Collection<Bypass> ways = read.bucket(open, waypoint).values();
    return Summary.of(ways.isEmpty() ? read.bucket(closed, waypoint).values() : ways);
  }

  /** Of a service that a waypoint has; empty if no policy decides for it there. */
  Optional<Bypass> of(Reader read, WaypointKey waypoint, ObjectRef service) {
    return read.find(bypasses, new Reach(waypoint, service));
  }

  /**
   * Of a service that no waypoint of ours has.
   *
   * @param named the waypoint that it names all the same
   * @param why a clause of a sentence
   */
  Bypass unbound(Reader read, ObjectRef service, Optional<WaypointKey> named, String why) {
    return selector(read, service)
        .map(selector ->
            new Pods(
                service,
                selector,
                // Istio: a waypoint runs as an account of its own name.
                named.map(waypoint -> new Account(waypoint.namespace(), waypoint.name()))))
        .map(pods ->
            isClosed(read, pods) ? closed(pods) : open(read, pods, Reason.WAYPOINT_MISSING, why))
        .orElseGet(() -> unselected(service));
  }

  private Optional<Bypass> bypass(Reader read, Reach reach) {
    Optional<Account> account =
        read.find(waypoints.waypoints, reach.waypoint())
            .map(waypoint ->
                new Account(reach.waypoint().namespace(), waypoint.value().serviceAccount()));
    if (reach.isOfPods()) {
      return read.find(policies.ofPods, reach.waypoint())
          .filter(decides -> decides.value().decides())
          .map(_ -> bypass(read, new Pods(reach.what(), ALL, account)));
    }
    return Optional.of(
        selector(read, reach.what())
            .map(selector -> bypass(read, new Pods(reach.what(), selector, account)))
            .orElseGet(() -> unselected(reach.what())));
  }

  private Bypass bypass(Reader read, Pods pods) {
    String where = where(pods);
    if (read.get(outsideMesh, where)) {
      return open(
          read,
          pods,
          Reason.PODS_OUTSIDE_MESH,
          "namespace "
              + where
              + " is not labelled istio.io/dataplane-mode: ambient, so that no ztunnel is in"
              + " front of its pods");
    }
    return isClosed(read, pods)
        ? closed(pods)
        : open(read, pods, Reason.PODS_ACCEPT_OTHERS, "its pods let in who comes directly");
  }

  /** Of one that nobody has written nothing is known. */
  private boolean isOutsideMesh(Reader read, String name) {
    return read.find(inputs.namespaces, namespace(name))
        .filter(namespace ->
            !namespace.labels().getOrDefault("istio.io/dataplane-mode", "").equals("ambient"))
        .isPresent();
  }

  private static String where(Pods pods) {
    return pods.of().namespace().isEmpty() ? pods.of().name() : pods.of().namespace();
  }

  private static Bypass closed(Pods pods) {
    return new Bypass(
        pods.of(),
        Reason.WAYPOINT_ONLY,
        pods.account().isPresent()
            ? "its pods let in nobody but the waypoint"
            : "its pods let nobody in",
        Optional.empty());
  }

  private Bypass open(Reader read, Pods pods, Reason reason, String why) {
    String trustDomain = read.get(services.trustDomain, Services.MESH);
    return new Bypass(
        pods.of(),
        reason,
        why,
        Optional.of(
            new CompanionPolicy(
                where(pods),
                pods.of().name() + "-by-waypoint-only",
                new TreeMap<>(pods.selector().labels()),
                pods.account()
                    .map(account ->
                        Exclusive.principal(trustDomain, account.namespace(), account.name())))));
  }

  private static Bypass unselected(ObjectRef service) {
    return new Bypass(
        service,
        Reason.NO_SELECTOR,
        "it selects no pods by labels, so that no policy at ztunnel can be for them",
        Optional.empty());
  }

  /** The labels of its pods; empty where they are none that it selects. */
  private Optional<WorkloadSelector> selector(Reader read, ObjectRef service) {
    return switch (service.kind()) {
      case "Service" ->
          read.find(inputs.services, service).map(Service::workloads).flatMap(w -> w.selector());
      default ->
          read.find(inputs.serviceEntries, service)
              .map(ServiceEntry::workloads)
              .flatMap(w -> w.selector());
    };
  }

  private boolean isClosed(Reader read, Pods pods) {
    String root = read.get(services.rootNamespace, Services.MESH);
    List<Exclusive.Selecting> held =
        Stream.of(where(pods), root)
            .distinct()
            .flatMap(namespace -> read.bucket(tunnelPolicies, namespace).values().stream())
            .map(policy -> selecting(read, policy))
            .toList();
    Set<String> forms =
        pods.account()
            .map(account ->
                Exclusive.forms(
                    account.namespace(),
                    account.name(),
                    read.get(services.mesh, Services.MESH).trustDomains()))
            .orElse(Set.of());
    return new Exclusive(where(pods), root, pods.selector().labels()).isClosed(held, forms);
  }

  private Exclusive.Selecting selecting(Reader read, Outcome<TunnelPolicy> policy) {
    Optional<AuthorizationPolicy> written = read.find(inputs.policies, policy.value().of());
    return new Exclusive.Selecting(
        policy.value(),
        written.flatMap(AuthorizationPolicy::selector).orElse(ALL),
        policy.diagnostics().isEmpty()
            && written.filter(AuthorizationPolicy::unreadable).isEmpty());
  }
}
