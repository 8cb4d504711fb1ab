package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.Function;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.graph.Keys;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.InboundBinding;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.mesh.WorkloadBases.Base;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** The workloads and services of the mesh as ztunnel is told of them. */
public final class WorkloadModel {

  private final Collection<WorkloadKey, Outcome<Workload>> workloads;

  /** Nobody but ztunnels is told of services. */
  private final Optional<AnnouncedServices> announced;

  private final PeerModes peers;
  private final Keys<String> anything;

  private final Inputs inputs;
  private final Services services;
  private final EntrySelections entries;
  private final WorkloadBases bases;
  private final ServedServices served;
  private final SelectedPolicies policies;
  private final TunnelPolicies tunnel;
  private final PodCaptures pods;
  private final ForeignWaypoints foreign;
  private final WaypointTargets targets;
  private final Function<WorkloadKey, Outcome<Selected>> selecting;

  WorkloadModel(
      GraphBuilder graph,
      Inputs inputs,
      Services services,
      Waypoints waypoints,
      Bindings bindings,
      Captures captures,
      PodCaptures pods,
      Preferences preferences,
      Mode mode,
      boolean takesLocal) {
    this.inputs = inputs;
    this.services = services;
    this.pods = pods;
    targets = new WaypointTargets(graph, inputs, services);
    foreign = new ForeignWaypoints(graph, inputs, waypoints, bindings);
    Keys<WorkloadKey> objects = WorkloadBases.objects(graph, inputs);
    entries = new EntrySelections(graph, inputs, objects);
    Keys<WorkloadKey> told =
        switch (mode) {
          case ALONE -> graph.union(objects, WorkloadBases.addresses(graph, inputs));
          // What a waypoint sends to because a ServiceEntry selects it.
          case BESIDE_ISTIOD -> entries.entries.keys();
        };
    bases = new WorkloadBases(graph, inputs, told, takesLocal);
    Hosts hosts = new Hosts(graph, inputs, services, captures, bases);
    announced =
        switch (mode) {
          case ALONE ->
              Optional.of(
                  new AnnouncedServices(
                      graph, inputs, services, hosts, captures, preferences, foreign, targets));
          case BESIDE_ISTIOD -> Optional.empty();
        };
    served = new ServedServices(graph, inputs, services, hosts, bases, entries);
    policies = new SelectedPolicies(graph, inputs, services);
    tunnel = new TunnelPolicies(graph, inputs, services);
    peers = new PeerModes(graph, inputs, services);
    selecting = graph.function("policies that select", this::selecting);
    workloads = graph.collection("workloads", bases.bases.keys(), this::workload);
    Index<String, WorkloadKey, Outcome<Workload>> all =
        graph.index("all workloads", workloads, (_, _) -> Set.of(Services.MESH));
    anything = all.buckets();
  }

  /** The workloads. */
  public Collection<WorkloadKey, Outcome<Workload>> workloads() {
    return workloads;
  }

  /** The workloads that a ServiceEntry selects. */
  List<Outcome<Workload>> selectedBy(Reader read, ObjectRef entry) {
    return entries.selectedBy(read, entry).stream()
        .flatMap(key -> read.find(workloads, key).stream())
        .toList();
  }

  /** The services; only {@link Mode#ALONE}. */
  public Collection<HostName, Outcome<AnnouncedService>> services() {
    return announced.orElseThrow().services;
  }

  /** PeerAuthentications that are policies of their own. */
  public Collection<ObjectRef, Outcome<PeerPolicy.OfPorts>> peerPolicies() {
    return peers.ofPorts;
  }

  /** The AuthorizationPolicies that ztunnel decides by. */
  public Collection<ObjectRef, Outcome<TunnelPolicy>> policies() {
    return tunnel.policies;
  }

  /** The same, with a verdict for each. */
  TunnelPolicies tunnelPolicies() {
    return tunnel;
  }

  /** What becomes of each PeerAuthentication. */
  Collection<ObjectRef, Outcome<Condition>> peerVerdicts() {
    return peers.verdicts;
  }

  /** One key, there as long as there is any workload. */
  public Keys<String> anything() {
    return anything;
  }

  /** The namespace of what holds for the whole mesh. */
  public String rootNamespace(Reader read) {
    return read.get(services.rootNamespace, Services.MESH);
  }

  private Outcome<Selected> selecting(Reader read, WorkloadKey key) {
    Outcome.Notes notes = new Outcome.Notes();
    if (key.origin() == WorkloadKey.Origin.ENDPOINT_SLICE) {
      // istiod: nothing can be in front of an address of which nobody knows whose it is.
      return notes.outcome(new Selected(List.of(), Optional.empty()));
    }
    Map<String, String> labels = WorkloadBases.labels(inputs, read, key);
    List<ObjectRef> selected = policies.of(read, key.namespace(), labels);
    selected.forEach(policy -> notes.cause(Cause.of(policy)));
    return notes.outcome(new Selected(selected, peers.of(read, key.namespace(), labels, notes)));
  }

  private Optional<Outcome<Workload>> workload(Reader read, WorkloadKey key) {
    return read.find(bases.bases, key).flatMap(base -> workload(read, key, base));
  }

  private Optional<Outcome<Workload>> workload(Reader read, WorkloadKey key, Outcome<Base> found) {
    SortedMap<HostName, SortedMap<Integer, Integer>> serves = read.get(served.served, key);
    if (!ServedServices.isNeeded(key, serves)) {
      return Optional.empty();
    }
    Base base = found.value();
    Outcome<Selected> selected = read.get(selecting, key);
    Outcome.Notes notes = new Outcome.Notes().causes(found.causes()).causes(selected.causes());
    served.causes(read, key).forEach(object -> notes.cause(Cause.of(object)));
    Optional<WaypointKey> instance =
        Optional.of(base.gateway())
            .filter(gateway -> !gateway.isEmpty())
            .map(gateway -> new WaypointKey(key.namespace(), gateway))
            .filter(gateway -> foreign.exists(read, gateway));
    // istiod: a waypoint has no waypoint.
    Optional<WaypointKey> waypoint =
        instance.isPresent() ? Optional.empty() : waypoint(read, key, base, notes);
    Optional<InboundBinding> binding = instance.flatMap(gateway -> foreign.binding(read, gateway));
    instance
        .or(() -> waypoint)
        .ifPresent(gateway -> notes.cause(Cause.of(Waypoints.gateway(gateway))));
    return Optional.of(
        notes.outcome(
            new Workload(
                key,
                owned(read, key, base),
                read.get(services.trustDomain, Services.MESH),
                serves,
                waypoint.map(gateway -> read.get(targets.targets, gateway)),
                binding,
                selected.value())));
  }

  /** An address is looked up as one workload; the others that have it are only sent to. */
  private WorkloadSelf owned(Reader read, WorkloadKey key, Base base) {
    boolean all =
        base.self().shared()
            || base.self().addresses().stream()
                .allMatch(address ->
                    bases
                        .owner(read, base.self().network(), address)
                        .filter(key::equals)
                        .isPresent());
    return all ? base.self() : base.self().asShared();
  }

  /** One that is not in the mesh is reached without a waypoint, which could not tunnel to it. */
  private Optional<WaypointKey> waypoint(
      Reader read, WorkloadKey key, Base base, Outcome.Notes notes) {
    if (!base.captured() || base.self().shared()) {
      return Optional.empty();
    }
    Optional<WaypointKey> ours =
        switch (key.origin()) {
          case POD ->
              read.find(pods.captures, key.object())
                  .flatMap(capture -> {
                    notes.causes(capture.causes());
                    return capture.value().waypoint();
                  });
          case WORKLOAD_ENTRY, SERVICE_ENTRY, ENDPOINT_SLICE -> Optional.empty();
        };
    return ours.or(() -> foreign.of(read, Bindings.Bound.POD, key.object(), base.choice()));
  }
}
