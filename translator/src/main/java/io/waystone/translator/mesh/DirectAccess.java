package io.waystone.translator.mesh;

import io.waystone.translator.graph.Function;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.Service;
import io.waystone.translator.input.WorkloadSelector;
import io.waystone.translator.mesh.Bypass.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether pods let in others than a waypoint. It looks at what selects the pods and not at the
 * pods: the answer is the same before the first of them is there.
 */
final class DirectAccess {

  /** What matters here of the policies that are written in a namespace; others change nothing. */
  private final Function<String, List<Exclusive.Selecting>> policies;

  private final Function<String, Boolean> outsideMesh;
  private final Inputs inputs;
  private final Services services;
  private final WorkloadModel workloads;

  /** The account of a waypoint. */
  record Account(String namespace, String name) {

    /** As {@code principals} are written. */
    String principal(String trustDomain) {
      return trustDomain + "/ns/" + namespace + "/sa/" + name;
    }
  }

  DirectAccess(GraphBuilder graph, Inputs inputs, Services services, WorkloadModel workloads) {
    this.inputs = inputs;
    this.services = services;
    this.workloads = workloads;
    Index<String, ObjectRef, Outcome<TunnelPolicy>> byNamespace =
        graph.index(
            "policies of ztunnel by namespace",
            workloads.policies(),
            (ref, _) -> Set.of(ref.namespace()));
    policies =
        graph.function(
            "who is let in by policies of namespaces",
            (read, namespace) ->
                read.bucket(byNamespace, namespace).entrySet().stream()
                    .map(sent ->
                        Exclusive.Selecting.of(
                            read.find(inputs.policies, sent.getKey()).orElseThrow(),
                            sent.getValue()))
                    .toList());
    outsideMesh = graph.function("namespaces outside the mesh", this::isOutsideMesh);
  }

  static ObjectRef namespace(String name) {
    return new ObjectRef("Namespace", "", name);
  }

  /** Of one that nobody has written nothing is known. */
  private boolean isOutsideMesh(Reader read, String name) {
    return read.find(inputs.namespaces, namespace(name))
        .filter(namespace ->
            !namespace.labels().getOrDefault("istio.io/dataplane-mode", "").equals("ambient"))
        .isPresent();
  }

  /**
   * Whether there is a way to what a waypoint has.
   *
   * @param what a Service or ServiceEntry; a Namespace stands for its pods
   */
  Bypass past(Reader read, ObjectRef what, Account waypoint) {
    return selector(read, what)
        .map(selector ->
            isClosed(read, what, selector, Optional.of(waypoint))
                ? closed(what)
                : open(read, what, selector, waypoint))
        .orElseGet(() -> endpoints(what));
  }

  /**
   * The same of a service that no waypoint of ours has.
   *
   * @param named the account of the waypoint that it names all the same
   * @param why a clause of a sentence
   */
  Bypass without(Reader read, ObjectRef service, Optional<Account> named, String why) {
    return selector(read, service)
        .map(selector ->
            isClosed(read, service, selector, named)
                ? closed(service)
                : new Bypass(
                    service,
                    Reason.WAYPOINT_MISSING,
                    why,
                    named.flatMap(account -> companion(read, service, selector, account))))
        .orElseGet(() -> endpoints(service));
  }

  private static Bypass closed(ObjectRef what) {
    return new Bypass(
        what,
        Reason.WAYPOINT_ONLY,
        "its pods let in nobody else than the waypoint",
        Optional.empty());
  }

  private static Bypass endpoints(ObjectRef service) {
    return new Bypass(
        service,
        Reason.ENDPOINTS_OUTSIDE_MESH,
        "not all of its endpoints are pods that it selects by labels, so that no policy at ztunnel"
            + " is for all of them",
        Optional.empty());
  }

  private Bypass open(Reader read, ObjectRef what, WorkloadSelector selector, Account waypoint) {
    String where = where(what);
    boolean outside = read.get(outsideMesh, where);
    return new Bypass(
        what,
        outside ? Reason.PODS_OUTSIDE_MESH : Reason.PODS_ACCEPT_OTHERS,
        outside
            ? "namespace "
                + where
                + " is not labelled istio.io/dataplane-mode: ambient, so that no ztunnel is in"
                + " front of its pods that could refuse; label it"
            : "its pods let in who comes directly",
        companion(read, what, selector, waypoint));
  }

  private static String where(ObjectRef what) {
    return what.namespace().isEmpty() ? what.name() : what.namespace();
  }

  /** None without labels in the root namespace: it would be for the whole mesh. */
  private Optional<CompanionPolicy> companion(
      Reader read, ObjectRef what, WorkloadSelector selector, Account waypoint) {
    String where = where(what);
    boolean all =
        selector.labels().isEmpty()
            && where.equals(read.get(services.rootNamespace, Services.MESH));
    return all
        ? Optional.empty()
        : Optional.of(
            CompanionPolicy.of(
                what,
                where,
                selector.labels(),
                waypoint.principal(read.get(services.trustDomain, Services.MESH))));
  }

  private boolean isClosed(
      Reader read, ObjectRef what, WorkloadSelector selector, Optional<Account> account) {
    String where = where(what);
    if (read.get(outsideMesh, where)) {
      return false;
    }
    String root = read.get(services.rootNamespace, Services.MESH);
    List<Exclusive.Selecting> all =
        Stream.of(where, root)
            .distinct()
            .flatMap(namespace -> read.get(policies, namespace).stream())
            .toList();
    List<String> domains = read.get(services.mesh, Services.MESH).trustDomains();
    Set<String> principals =
        account.stream()
            .flatMap(one -> domains.stream().map(one::principal))
            .collect(Collectors.toSet());
    return new Exclusive(where, root, selector.labels()).isClosed(all, principals);
  }

  /** The labels of its pods; empty where something else serves it. */
  private Optional<WorkloadSelector> selector(Reader read, ObjectRef what) {
    return switch (what.kind()) {
      case "Namespace" -> Optional.of(new WorkloadSelector(Map.of()));
      case "Service" ->
          read.find(inputs.services, what).map(Service::workloads).flatMap(w -> w.selector());
      default ->
          read.find(inputs.serviceEntries, what)
              .filter(entry -> entry.endpoints().isEmpty())
              .flatMap(entry -> entry.workloads().selector())
              .filter(_ -> isServedByPods(read, what));
    };
  }

  /** What is no pod has no ztunnel that we know of. */
  private boolean isServedByPods(Reader read, ObjectRef entry) {
    return workloads.selectedBy(read, entry).stream()
        .allMatch(workload -> workload.value().key().origin() == WorkloadKey.Origin.POD);
  }
}
