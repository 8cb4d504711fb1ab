package io.waystone.translator.mesh;

import io.waystone.translator.graph.Function;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Addresses;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.EndpointSlice;
import io.waystone.translator.input.Node;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.Pod;
import io.waystone.translator.input.ServiceEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where each service port is served. */
final class Endpoints {

  /** A service and the number of its port. */
  record Key(ServiceKey service, int port) {}

  /** Sorted, each once. */
  final Function<Key, Outcome<List<Endpoint>>> endpoints;

  private final Inputs inputs;
  private final Services services;
  private final WorkloadModel workloads;
  private final boolean takesLocal;
  private final Index<ServiceKey, ObjectRef, EndpointSlice> slicesByService;

  /**
   * Adds them to the graph.
   *
   * @param takesLocal whether endpoints on the waypoint's own machine are taken
   */
  Endpoints(
      GraphBuilder graph,
      Inputs inputs,
      Services services,
      WorkloadModel workloads,
      boolean takesLocal) {
    this.workloads = workloads;
    this.takesLocal = takesLocal;
    this.inputs = inputs;
    this.services = services;
    slicesByService =
        graph.index(
            "endpoint slices by service",
            inputs.endpointSlices,
            (_, slice) ->
                slice.service().isEmpty()
                    ? Set.of()
                    : Set.of(ServiceKey.service(slice.meta().namespace(), slice.service())));
    endpoints = graph.function("endpoints", this::endpoints);
  }

  private Outcome<List<Endpoint>> endpoints(Reader read, Key key) {
    Outcome.Notes notes = new Outcome.Notes();
    List<Endpoint> found =
        read.find(services.services, key.service())
            .map(service -> endpoints(read, service, key.port(), notes))
            .orElse(List.of());
    return notes.outcome(found.stream().sorted().distinct().toList());
  }

  private List<Endpoint> endpoints(
      Reader read, MeshService service, int number, Outcome.Notes notes) {
    return Optional.ofNullable(service.ports().get(number))
        .map(port ->
            switch (service.key().origin()) {
              case SERVICE ->
                  PodEndpoints.oncePerPod(
                      ofSlices(read, service.key(), port, notes), prefersIpv6(service));
              case SERVICE_ENTRY -> ofEntry(read, service.key(), port, notes);
            })
        .orElse(List.of());
  }

  /** Kubernetes: the first cluster IP is of the family that the service has first. */
  private static boolean prefersIpv6(MeshService service) {
    return service.addresses().stream().findFirst().filter(Addresses::isIpv6).isPresent();
  }

  private List<PodEndpoints.OfPod> ofSlices(
      Reader read, ServiceKey service, MeshService.Port port, Outcome.Notes notes) {
    List<PodEndpoints.OfPod> found = new ArrayList<>();
    for (EndpointSlice slice : read.bucket(slicesByService, service).values()) {
      slice.ports().stream()
          .filter(p -> p.name().equals(port.name()))
          .findFirst()
          .ifPresent(slicePort -> {
            notes.cause(Cause.of(slice.ref()));
            for (int i = 0; i < slice.endpoints().size(); i++) {
              EndpointSlice.Endpoint endpoint = slice.endpoints().get(i);
              Cause cause = new Cause(slice.ref(), "endpoints[" + i + "].addresses[0]");
              // istiod sends unready ones as unhealthy with a panic threshold of 0, to the same
              // effect.
              if (endpoint.ready() && !endpoint.terminating()) {
                ofSlice(read, slice, endpoint, slicePort.number(), cause, notes).stream()
                    .map(made -> new PodEndpoints.OfPod(endpoint.pod(), made))
                    .forEach(found::add);
              }
            }
          });
    }
    return found;
  }

  private List<Endpoint> ofSlice(
      Reader read,
      EndpointSlice slice,
      EndpointSlice.Endpoint endpoint,
      int port,
      Cause cause,
      Outcome.Notes notes) {
    Optional<Pod> pod =
        endpoint
            .pod()
            .flatMap(name ->
                read.find(inputs.pods, new ObjectRef("Pod", slice.meta().namespace(), name)));
    pod.ifPresent(p -> notes.cause(Cause.of(p.ref())));
    Locality locality = locality(read, endpoint, notes);
    return endpoint.addresses().stream()
        .limit(1) // Kubernetes: the addresses of one endpoint are fungible
        .filter(address -> admits(address, cause, notes))
        .map(address ->
            new Endpoint(
                locality,
                address,
                port,
                pod.map(p -> p.captured() || p.waypoint()).orElse(false),
                pod.map(Endpoints::workload).orElse(Endpoint.Workload.UNKNOWN),
                1))
        .toList();
  }

  private Locality locality(Reader read, EndpointSlice.Endpoint endpoint, Outcome.Notes notes) {
    Optional<Node> node =
        endpoint.node().isEmpty()
            ? Optional.empty()
            : read.find(inputs.nodes, new ObjectRef("Node", "", endpoint.node()));
    node.ifPresent(n -> notes.cause(Cause.of(n.ref())));
    return node.map(n ->
            new Locality(n.region(), n.zone().isEmpty() ? endpoint.zone() : n.zone(), n.subzone()))
        .orElse(new Locality("", endpoint.zone(), ""));
  }

  private static Endpoint.Workload workload(Pod pod) {
    return new Endpoint.Workload(
        pod.workload(), pod.meta().namespace(), pod.canonicalService(), pod.canonicalRevision());
  }

  private List<Endpoint> ofEntry(
      Reader read, ServiceKey service, MeshService.Port port, Outcome.Notes notes) {
    Optional<ServiceEntry> entry = read.find(inputs.serviceEntries, service.object());
    entry.ifPresent(e -> notes.cause(new Cause(e.ref(), "spec.endpoints")));
    return entry
        .filter(e -> e.resolution().equals("STATIC"))
        .map(e -> {
          List<Endpoint> found = new ArrayList<>(ofEntry(e, port, notes));
          if (e.workloads().selector().isPresent()) {
            found.addAll(selected(read, service, port, notes));
          }
          return found;
        })
        .orElse(List.of());
  }

  /** The pods and WorkloadEntries that the entry selects, if they are ready. */
  private List<Endpoint> selected(
      Reader read, ServiceKey service, MeshService.Port port, Outcome.Notes notes) {
    HostName host = new HostName(service.namespace(), service.host());
    List<Endpoint> found = new ArrayList<>();
    for (Outcome<Workload> outcome : workloads.selectedBy(read, service.object())) {
      Workload workload = outcome.value();
      WorkloadSelf self = workload.self();
      Optional<Integer> target =
          Optional.ofNullable(workload.services().get(host))
              .flatMap(ports -> Optional.ofNullable(ports.get(port.number())));
      if (target.isPresent() && self.healthy()) {
        notes.causes(outcome.causes());
        self.addresses().stream()
            .limit(1)
            .map(address -> selected(workload, address, target.get()))
            .forEach(found::add);
      }
    }
    return found;
  }

  private static Endpoint selected(Workload workload, String address, int port) {
    WorkloadSelf self = workload.self();
    return new Endpoint(
        self.locality(),
        address,
        port,
        switch (self.tunnel()) {
          case NONE -> false;
          case HBONE, NATIVE -> true;
        },
        new Endpoint.Workload(
            self.workloadName(),
            workload.key().namespace(),
            self.canonicalName(),
            self.canonicalRevision()),
        Math.max(1, self.weight()));
  }

  private List<Endpoint> ofEntry(ServiceEntry entry, MeshService.Port port, Outcome.Notes notes) {
    List<Endpoint> found = new ArrayList<>();
    for (int i = 0; i < entry.endpoints().size(); i++) {
      ServiceEntry.Endpoint endpoint = entry.endpoints().get(i);
      Cause cause = new Cause(entry.ref(), "spec.endpoints[" + i + "].address");
      if (admits(endpoint.address(), cause, notes)) {
        found.add(ofEntry(entry, endpoint, port));
      }
    }
    return found;
  }

  /**
   * Kubernetes: the API server refuses such addresses in an EndpointSlice, so nobody misses one.
   */
  private boolean admits(String address, Cause cause, Outcome.Notes notes) {
    if (takesLocal || !Addresses.isLocal(address)) {
      return true;
    }
    notes.diagnostic(
        new Diagnostic(
            Code.WS0310,
            cause,
            address + " is an address of the waypoint's own machine or link",
            "the endpoint is left out",
            "Name an address of the network"));
    return false;
  }

  private static Endpoint ofEntry(
      ServiceEntry entry, ServiceEntry.Endpoint endpoint, MeshService.Port port) {
    int target =
        entry.ports().stream()
            .filter(p -> p.number() == port.number() && p.targetPort() > 0)
            .mapToInt(p -> p.targetPort())
            .findFirst()
            .orElse(port.number());
    return new Endpoint(
        Locality.parse(endpoint.locality()),
        endpoint.address(),
        endpoint.ports().getOrDefault(port.name(), target),
        false,
        Endpoint.Workload.UNKNOWN,
        Math.max(1, endpoint.weight()));
  }
}
