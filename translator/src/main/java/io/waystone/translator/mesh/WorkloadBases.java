package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.Function;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.graph.Keys;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Addresses;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.EndpointSlice;
import io.waystone.translator.input.Meta;
import io.waystone.translator.input.Node;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.Pod;
import io.waystone.translator.input.ServiceEntry;
import io.waystone.translator.input.WaypointLabels;
import io.waystone.translator.input.WorkloadEntry;
import io.waystone.translator.mesh.WorkloadKey.Origin;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What each workload is by itself, before anything selects it. */
final class WorkloadBases {

  private static final Set<String> BY_NAME = Set.of("DNS", "DNS_ROUND_ROBIN", "DYNAMIC_DNS");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?");

  /**
   * A workload and what is needed to place it.
   *
   * @param gateway the Gateway whose pod it is; empty where it is none
   * @param ports of its own, by name
   * @param choice the labels by which it chooses its waypoint
   */
  record Base(
      Meta meta,
      WorkloadSelf self,
      String gateway,
      Map<String, Integer> ports,
      WaypointLabels choice,
      boolean captured) {}

  final Collection<WorkloadKey, Outcome<Base>> bases;

  private final Inputs inputs;
  private final boolean takesLocal;

  /** Who has an address to himself, by {@code network/address}: networks may have the same ones. */
  private final Index<String, WorkloadKey, Outcome<Base>> byAddress;

  /** So that one claimant more costs the others nothing. */
  private final Function<String, Optional<WorkloadKey>> owners;

  /**
   * Adds them to the graph.
   *
   * @param workloads whose
   * @param takesLocal whether addresses of the own machine are taken
   */
  WorkloadBases(
      GraphBuilder graph, Inputs inputs, Keys<WorkloadKey> workloads, boolean takesLocal) {
    this.inputs = inputs;
    this.takesLocal = takesLocal;
    bases = graph.collection("workload bases", workloads, this::base);
    byAddress =
        graph.index(
            "workloads by address",
            bases,
            (_, base) ->
                base.value().self().shared()
                    ? Set.of()
                    : base.value().self().addresses().stream()
                        .map(address -> base.value().self().network() + "/" + address)
                        .collect(Collectors.toSet()));
    owners = graph.function("workloads that own addresses", this::owner);
  }

  /** All that are objects of their own: pods and WorkloadEntries. */
  static Keys<WorkloadKey> objects(GraphBuilder graph, Inputs inputs) {
    return graph.union(
        graph
            .index(
                "workloads of pods",
                inputs.pods,
                (ref, _) -> Set.of(WorkloadKey.of(Origin.POD, ref)))
            .buckets(),
        graph
            .index(
                "workloads of entries",
                inputs.workloadEntries,
                (ref, _) -> Set.of(WorkloadKey.of(Origin.WORKLOAD_ENTRY, ref)))
            .buckets());
  }

  /** All that are addresses in other objects. */
  static Keys<WorkloadKey> addresses(GraphBuilder graph, Inputs inputs) {
    return graph.union(
        graph
            .index(
                "workloads of service entries", inputs.serviceEntries, (_, entry) -> ofEntry(entry))
            .buckets(),
        graph
            .index(
                "workloads of endpoint slices", inputs.endpointSlices, (_, slice) -> ofSlice(slice))
            .buckets());
  }

  private static Set<WorkloadKey> ofEntry(ServiceEntry entry) {
    Set<WorkloadKey> keys = new LinkedHashSet<>();
    addresses(entry)
        .forEach(address -> keys.add(WorkloadKey.of(Origin.SERVICE_ENTRY, entry.ref(), address)));
    return keys;
  }

  private static List<String> addresses(ServiceEntry entry) {
    return byHost(entry)
        ? entry.hosts()
        : entry.endpoints().stream().map(ServiceEntry.Endpoint::address).toList();
  }

  /** istiod: without endpoints, an entry that is resolved by DNS is served by its own hosts. */
  static boolean byHost(ServiceEntry entry) {
    return entry.endpoints().isEmpty()
        && entry.workloads().selector().isEmpty()
        && BY_NAME.contains(entry.resolution());
  }

  private static Set<WorkloadKey> ofSlice(EndpointSlice slice) {
    return slice.service().isEmpty()
        ? Set.of()
        : slice.endpoints().stream()
            .filter(endpoint -> endpoint.pod().isEmpty())
            .flatMap(endpoint -> endpoint.addresses().stream().limit(1))
            .map(address -> WorkloadKey.of(Origin.ENDPOINT_SLICE, slice.ref(), address))
            .collect(Collectors.toSet());
  }

  /** The endpoint of a ServiceEntry's workload; the first of those with one address. */
  static Optional<ServiceEntry.Endpoint> endpoint(ServiceEntry entry, String address) {
    return byHost(entry)
        ? Optional.of(new ServiceEntry.Endpoint(address, Map.of(), 0, ""))
        : entry.endpoints().stream().filter(e -> e.address().equals(address)).findFirst();
  }

  /** The labels that selectors are compared with. */
  static Map<String, String> labels(Inputs inputs, Reader read, WorkloadKey key) {
    return switch (key.origin()) {
      case POD ->
          read.find(inputs.podInstances, key.object()).map(Pod.Instance::labels).orElse(Map.of());
      case WORKLOAD_ENTRY ->
          read.find(inputs.workloadEntries, key.object())
              .map(entry -> entry.traits().labels())
              .orElse(Map.of());
      // istiod: those of the entry, not of its endpoint.
      case SERVICE_ENTRY ->
          read.find(inputs.serviceEntries, key.object())
              .map(entry -> entry.workloads().traits().labels())
              .orElse(Map.of());
      case ENDPOINT_SLICE -> Map.of();
    };
  }

  /** The one workload that is looked up by an address: a pod before what others wrote down. */
  Optional<WorkloadKey> owner(Reader read, String network, String address) {
    return read.get(owners, network + "/" + address);
  }

  private Optional<WorkloadKey> owner(Reader read, String address) {
    return read.bucket(byAddress, address).entrySet().stream()
        .min(
            Comparator.comparing((Map.Entry<WorkloadKey, Outcome<Base>> e) -> e.getKey().origin())
                .thenComparing(e -> e.getValue().value().meta(), Meta.OLDEST_FIRST)
                .thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey);
  }

  private Optional<Outcome<Base>> base(Reader read, WorkloadKey key) {
    Outcome.Notes notes = new Outcome.Notes().cause(Cause.of(key.object()));
    Optional<Base> base =
        switch (key.origin()) {
          case POD -> ofPod(read, key, notes);
          case WORKLOAD_ENTRY ->
              read.find(inputs.workloadEntries, key.object())
                  .map(entry ->
                      ofEndpoint(
                          key, entry.meta(), entry.endpoint(), entry.traits(), entry.workload()));
          case SERVICE_ENTRY ->
              read.find(inputs.serviceEntries, key.object())
                  .flatMap(entry ->
                      endpoint(entry, key.address())
                          .map(endpoint ->
                              ofEndpoint(
                                  key,
                                  entry.meta(),
                                  endpoint,
                                  entry.workloads().traits(),
                                  entry.meta().name())));
          case ENDPOINT_SLICE -> ofSlice(read, key);
        };
    return base.filter(b -> reachable(b.self())).map(notes::outcome);
  }

  private boolean reachable(WorkloadSelf self) {
    return self.addresses().isEmpty()
        ? HOST.matcher(self.hostname()).matches()
        // Nobody's proxy may be led to its own machine by an address that somebody wrote down.
        : takesLocal || self.addresses().stream().noneMatch(Addresses::isLocal);
  }

  private Optional<Base> ofPod(Reader read, WorkloadKey key, Outcome.Notes notes) {
    Optional<Pod> pod = read.find(inputs.pods, key.object());
    Optional<Pod.Instance> instance = read.find(inputs.podInstances, key.object());
    return pod.flatMap(p ->
        instance
            .filter(i -> !i.addresses().isEmpty())
            .map(i -> ofPod(p, i, locality(read, p.node(), notes))));
  }

  private static Base ofPod(Pod pod, Pod.Instance instance, Locality locality) {
    return new Base(
        pod.meta(),
        new WorkloadSelf(
            instance.addresses(),
            "",
            instance.hostNetwork(),
            "",
            tunnel(pod.captured(), instance.nativeTunnel()),
            pod.serviceAccount(),
            pod.node(),
            locality,
            pod.workload(),
            pod.canonicalService(),
            pod.canonicalRevision(),
            instance.ready(),
            0),
        instance.labels().getOrDefault("gateway.networking.k8s.io/gateway-name", ""),
        instance.ports(),
        pod.choice(),
        pod.captured());
  }

  private Locality locality(Reader read, String name, Outcome.Notes notes) {
    Optional<Node> node =
        name.isEmpty()
            ? Optional.empty()
            : read.find(inputs.nodes, new ObjectRef("Node", "", name));
    node.ifPresent(n -> notes.cause(Cause.of(n.ref())));
    return node.map(n -> new Locality(n.region(), n.zone(), n.subzone())).orElse(Locality.UNKNOWN);
  }

  private static Base ofEndpoint(
      WorkloadKey key,
      Meta meta,
      ServiceEntry.Endpoint endpoint,
      WorkloadEntry.Traits traits,
      String workload) {
    boolean address = Addresses.canonical(endpoint.address()).isPresent();
    return new Base(
        meta,
        new WorkloadSelf(
            address ? List.of(endpoint.address()) : List.of(),
            address ? "" : endpoint.address(),
            false,
            endpoint.network(),
            tunnel(traits.captured(), traits.nativeTunnel()),
            endpoint.serviceAccount(),
            "",
            Locality.parse(endpoint.locality()),
            workload,
            CanonicalNames.service(traits.labels()).orElse(workload),
            CanonicalNames.revision(traits.labels()).orElse(""),
            true,
            endpoint.weight()),
        key.origin() == Origin.WORKLOAD_ENTRY
            ? traits.labels().getOrDefault("gateway.networking.k8s.io/gateway-name", "")
            : "",
        endpoint.ports(),
        endpoint.choice(),
        traits.captured());
  }

  private static Workload.Tunnel tunnel(boolean captured, boolean nativeTunnel) {
    if (nativeTunnel) {
      return Workload.Tunnel.NATIVE;
    }
    return captured ? Workload.Tunnel.HBONE : Workload.Tunnel.NONE;
  }

  /** istiod: nothing is known of it, and its address may be another's as well. */
  private Optional<Base> ofSlice(Reader read, WorkloadKey key) {
    return read.find(inputs.endpointSlices, key.object())
        .flatMap(slice ->
            slice.endpoints().stream()
                .filter(e -> e.pod().isEmpty())
                .filter(e -> e.addresses().stream().limit(1).anyMatch(key.address()::equals))
                .findFirst()
                .map(endpoint ->
                    new Base(
                        slice.meta(),
                        WorkloadSelf.opaque(key.address(), endpoint.ready()),
                        "",
                        Map.of(),
                        WaypointLabels.NONE,
                        false)));
  }
}
