package io.waystone.translator.mesh;

import com.google.common.collect.ImmutableSortedSet;
import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.Function;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.graph.Keys;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.EndpointSlice;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.Service;
import io.waystone.translator.input.ServiceEntry;
import io.waystone.translator.input.ServicePort;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which services each workload serves, and with which of its ports. */
final class ServedServices {

  /** By host, the service's ports with the workload's. */
  final Function<WorkloadKey, SortedMap<HostName, SortedMap<Integer, Integer>>> served;

  private final Inputs inputs;
  private final Services services;
  private final Hosts hosts;
  private final WorkloadBases bases;
  private final Selections<Service> bySelector;
  private final EntrySelections entries;
  private final Index<ObjectRef, OfPod, Boolean> byPod;

  /** Which objects select each workload; it changes less often than its ports do. */
  private final Function<WorkloadKey, SortedSet<ObjectRef>> selecting;

  /** A pod that a slice of a service names. */
  private record OfPod(ObjectRef pod, ObjectRef service) implements Comparable<OfPod> {
    private static final Comparator<OfPod> ORDER =
        Comparator.comparing(OfPod::pod).thenComparing(OfPod::service);

    @Override
    public int compareTo(OfPod other) {
      return ORDER.compare(this, other);
    }
  }

  ServedServices(
      GraphBuilder graph,
      Inputs inputs,
      Services services,
      Hosts hosts,
      WorkloadBases bases,
      EntrySelections entries) {
    this.entries = entries;
    this.inputs = inputs;
    this.services = services;
    this.hosts = hosts;
    this.bases = bases;
    bySelector =
        new Selections<>(
            graph,
            "services by selector",
            inputs.services,
            service -> service.external() ? Optional.empty() : service.workloads().selector());
    Keys<OfPod> named =
        graph
            .index("pods of endpoint slices", inputs.endpointSlices, (_, slice) -> pods(slice))
            .buckets();
    Collection<OfPod, Boolean> ofSlices =
        graph.collection("services of pods by slices", named, (_, _) -> Optional.of(true));
    byPod = graph.index("services by pod", ofSlices, (key, _) -> Set.of(key.pod()));
    selecting = graph.function("selecting services", this::selecting);
    served = graph.function("served services", this::served);
  }

  private static Set<OfPod> pods(EndpointSlice slice) {
    if (slice.service().isEmpty()) {
      return Set.of();
    }
    String namespace = slice.meta().namespace();
    ObjectRef service = new ObjectRef("Service", namespace, slice.service());
    return slice.endpoints().stream()
        .flatMap(endpoint -> endpoint.pod().stream())
        .map(pod -> new OfPod(new ObjectRef("Pod", namespace, pod), service))
        .collect(Collectors.toSet());
  }

  private SortedSet<ObjectRef> selecting(Reader read, WorkloadKey key) {
    Set<ObjectRef> found = new TreeSet<>();
    switch (key.origin()) {
      case POD, WORKLOAD_ENTRY -> {
        Map<String, String> labels = WorkloadBases.labels(inputs, read, key);
        bySelector.of(read, key.namespace(), labels).forEach(s -> found.add(s.ref()));
        found.addAll(entries.of(read, key, labels));
        read.members(byPod, key.object()).forEach(named -> found.add(named.service()));
      }
      case SERVICE_ENTRY -> found.add(key.object());
      case ENDPOINT_SLICE ->
          read.find(inputs.endpointSlices, key.object())
              .map(slice -> new ObjectRef("Service", key.namespace(), slice.service()))
              .ifPresent(found::add);
    }
    return ImmutableSortedSet.copyOf(found);
  }

  private SortedMap<HostName, SortedMap<Integer, Integer>> served(Reader read, WorkloadKey key) {
    SortedMap<HostName, SortedMap<Integer, Integer>> served = new TreeMap<>();
    for (ObjectRef ref : read.get(selecting, key)) {
      if (ref.kind().equals("Service")) {
        read.find(inputs.services, ref)
            .ifPresent(service ->
                serve(
                    read,
                    key,
                    ServiceKey.service(ref.namespace(), ref.name()),
                    service.ports(),
                    served));
      } else {
        read.find(inputs.serviceEntries, ref)
            .ifPresent(entry ->
                hosts(entry, key)
                    .forEach(host ->
                        serve(
                            read,
                            key,
                            ServiceKey.entry(ref.namespace(), ref.name(), host),
                            entry.ports(),
                            served)));
      }
    }
    return Collections.unmodifiableSortedMap(served);
  }

  /** An endpoint that is a host serves that host alone. */
  private static List<String> hosts(ServiceEntry entry, WorkloadKey key) {
    return key.origin() == WorkloadKey.Origin.SERVICE_ENTRY && WorkloadBases.byHost(entry)
        ? List.of(key.address())
        : entry.hosts();
  }

  private void serve(
      Reader read,
      WorkloadKey key,
      ServiceKey service,
      List<ServicePort> written,
      SortedMap<HostName, SortedMap<Integer, Integer>> served) {
    read.find(services.services, service)
        .filter(found -> hosts.owns(read, found))
        .ifPresent(found ->
            served.put(
                new HostName(service.namespace(), found.host()),
                ports(read, key, found, TcpPorts.of(found, written))));
  }

  private SortedMap<Integer, Integer> ports(
      Reader read, WorkloadKey key, MeshService service, List<ServicePort> written) {
    SortedMap<Integer, Integer> ports = new TreeMap<>();
    switch (key.origin()) {
      case POD, WORKLOAD_ENTRY, SERVICE_ENTRY -> {
        Map<String, Integer> named =
            read.find(bases.bases, key).map(base -> base.value().ports()).orElse(Map.of());
        boolean pod = key.origin() == WorkloadKey.Origin.POD;
        for (ServicePort port : written) {
          TcpPorts.target(service.key().origin(), port, named, pod)
              .ifPresent(target -> ports.put(port.number(), target));
        }
      }
      case ENDPOINT_SLICE -> {
        Map<String, Integer> named = slicePorts(read, key);
        for (ServicePort port : written) {
          Optional.ofNullable(named.get(port.name()))
              .ifPresent(target -> ports.put(port.number(), target));
        }
      }
    }
    return Collections.unmodifiableSortedMap(ports);
  }

  private Map<String, Integer> slicePorts(Reader read, WorkloadKey key) {
    Map<String, Integer> named = new TreeMap<>();
    read.find(inputs.endpointSlices, key.object())
        .ifPresent(
            slice -> slice.ports().forEach(port -> named.putIfAbsent(port.name(), port.number())));
    return named;
  }

  /** Whether it is told of at all: an endpoint is there for the services that it serves. */
  static boolean isNeeded(WorkloadKey key, Map<HostName, ?> served) {
    return switch (key.origin()) {
      case POD, WORKLOAD_ENTRY -> true;
      case SERVICE_ENTRY, ENDPOINT_SLICE -> !served.isEmpty();
    };
  }

  /** What a workload's verdict rests on beside itself. */
  SortedSet<ObjectRef> causes(Reader read, WorkloadKey key) {
    return read.get(selecting, key);
  }
}
