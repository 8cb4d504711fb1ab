package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Addresses;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.ObjectRef;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which waypoint captures which service. */
final class Captures {

  final Collection<ServiceKey, Outcome<Capture>> captures;

  /** The same by what the service is written in; a ServiceEntry may have several. */
  final Index<ObjectRef, ServiceKey, Outcome<Capture>> byObject;

  private final Inputs inputs;
  private final Services services;
  private final Bindings bindings;

  Captures(GraphBuilder graph, Inputs inputs, Services services, Bindings bindings) {
    this.inputs = inputs;
    this.services = services;
    this.bindings = bindings;
    captures = graph.collection("captures", services.services.keys(), this::capture);
    byObject =
        graph.index(
            "captures by object",
            captures,
            (_, capture) -> Set.of(capture.value().service().object()));
  }

  private Optional<Outcome<Capture>> capture(Reader read, ServiceKey key) {
    return read.find(services.services, key).map(service -> capture(read, service));
  }

  private Outcome<Capture> capture(Reader read, MeshService service) {
    Outcome.Notes notes = new Outcome.Notes().cause(Cause.of(service.key().object()));
    Optional<Bindings.Binding> named =
        bindings.of(read, Bindings.Bound.SERVICE, service.key().object(), service.waypoint());
    if (named.isEmpty()) {
      return notes.outcome(captured(service, Optional.empty(), Optional.empty(), Optional.empty()));
    }
    Bindings.Binding binding = named.get();
    notes.cause(binding.label());
    binding.diagnostic().ifPresent(notes::diagnostic);
    Optional<WaypointKey> waypoint = Optional.of(binding.waypoint()).filter(_ -> binding.bound());
    if (binding.bound()) {
      notes.cause(Cause.of(Waypoints.gateway(binding.waypoint())));
      addressProblems(service, notes);
      endpointProblems(read, service, notes);
    }
    Optional<WaypointKey> foreign =
        Optional.of(binding.waypoint()).filter(key -> bindings.isForeign(read, key));
    return notes.outcome(captured(service, waypoint, foreign, Optional.of(binding.condition())));
  }

  private static Capture captured(
      MeshService service,
      Optional<WaypointKey> waypoint,
      Optional<WaypointKey> foreign,
      Optional<Condition> condition) {
    return new Capture(
        waypoint,
        foreign,
        condition,
        service.key(),
        service.meta(),
        service.host(),
        service.addresses().stream().filter(a -> Addresses.canonical(a).isPresent()).toList(),
        List.copyOf(service.ports().keySet()));
  }

  /** Whether a waypoint takes objects of a namespace; false if there is no such waypoint. */
  boolean admits(Reader read, WaypointKey waypoint, String namespace) {
    return bindings.admits(read, waypoint, namespace);
  }

  private void endpointProblems(Reader read, MeshService service, Outcome.Notes notes) {
    switch (service.key().origin()) {
      case SERVICE -> {}
      case SERVICE_ENTRY ->
          read.find(inputs.serviceEntries, service.key().object())
              .filter(entry -> !entry.resolution().equals("STATIC"))
              .ifPresent(entry ->
                  notes.diagnostic(
                      new Diagnostic(
                          Code.WS0309,
                          new Cause(entry.ref(), "spec.resolution"),
                          "resolution " + entry.resolution() + " is not supported in this version",
                          "the entry has no endpoints: requests to it get 503",
                          "Write resolution: STATIC, and the endpoints")));
    }
  }

  private static void addressProblems(MeshService service, Outcome.Notes notes) {
    List<String> ranges =
        service.addresses().stream().filter(a -> Addresses.canonical(a).isEmpty()).toList();
    if (service.addresses().isEmpty()) {
      notes.diagnostic(
          new Diagnostic(
              Code.WS0305,
              Cause.of(service.key().object()),
              "the service has no address",
              "it is not reachable through a service waypoint; its pods are reached directly",
              "Give it a clusterIP (a ServiceEntry: an address)"));
    }
    for (String range : ranges) {
      notes.diagnostic(
          new Diagnostic(
              Code.WS0307,
              new Cause(service.key().object(), "spec.addresses"),
              "the address range " + range + " cannot be served by a waypoint",
              "requests to addresses in it are refused",
              "Write single addresses"));
    }
  }
}
