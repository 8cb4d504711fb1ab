package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.Function;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Addresses;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.Gateway.AllowedNamespaces;
import io.waystone.translator.input.Namespace;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.WaypointLabels;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which waypoint captures which service (istiod: the labels on the object, else its namespace's).
 */
final class Captures {

  private static final String LABEL = "metadata.labels[istio.io/use-waypoint]";

  final Collection<ServiceKey, Outcome<Capture>> captures;

  /** The labels of a namespace that choose a waypoint; its other labels change no capture. */
  private final Function<String, WaypointLabels> namespaceLabels;

  /** Whether a waypoint takes objects of a namespace. */
  private final Function<Admission, Boolean> admissions;

  private final Inputs inputs;
  private final Services services;
  private final Waypoints waypoints;

  Captures(GraphBuilder graph, Inputs inputs, Services services, Waypoints waypoints) {
    this.inputs = inputs;
    this.services = services;
    this.waypoints = waypoints;
    namespaceLabels =
        graph.function(
            "waypoint labels of namespaces",
            (read, name) ->
                read.find(inputs.namespaces, namespace(name))
                    .map(Namespace::waypoint)
                    .orElse(WaypointLabels.NONE));
    admissions = graph.function("admissions", this::admits);
    captures = graph.collection("captures", services.services.keys(), this::capture);
  }

  private Optional<Outcome<Capture>> capture(Reader read, ServiceKey key) {
    return read.find(services.services, key).map(service -> capture(read, service));
  }

  private Outcome<Capture> capture(Reader read, MeshService service) {
    Outcome.Notes notes = new Outcome.Notes().cause(Cause.of(service.key().object()));
    Optional<Choice> choice = choice(read, service);
    if (choice.isEmpty()) {
      return notes.outcome(captured(service, Optional.empty(), Optional.empty()));
    }
    notes.cause(choice.get().label());
    Verdict verdict = verdict(read, choice.get(), service);
    verdict.diagnostic().ifPresent(notes::diagnostic);
    Optional<WaypointKey> waypoint =
        verdict.bound() ? Optional.of(choice.get().waypoint()) : Optional.empty();
    if (verdict.bound()) {
      notes.cause(Cause.of(Waypoints.gateway(choice.get().waypoint())));
      addressProblems(service, notes);
      endpointProblems(read, service, notes);
    }
    return notes.outcome(
        captured(service, waypoint, Optional.of(verdict.condition(choice.get().waypoint()))));
  }

  private static Capture captured(
      MeshService service, Optional<WaypointKey> waypoint, Optional<Condition> condition) {
    return new Capture(
        waypoint,
        condition,
        service.key(),
        service.meta(),
        service.host(),
        service.addresses().stream().filter(a -> Addresses.canonical(a).isPresent()).toList(),
        List.copyOf(service.ports().keySet()));
  }

  /** The waypoint that labels name, and which label it was. */
  private record Choice(WaypointKey waypoint, Cause label) {}

  /** A label on the object wins over its namespace's, even if that waypoint is not there. */
  private Optional<Choice> choice(Reader read, MeshService service) {
    if (service.waypoint().waypoint().isPresent()) {
      return choice(service.waypoint(), service, service.key().object());
    }
    String namespace = service.key().namespace();
    return choice(read.get(namespaceLabels, namespace), service, namespace(namespace));
  }

  private static ObjectRef namespace(String name) {
    return new ObjectRef("Namespace", "", name);
  }

  private static Optional<Choice> choice(
      WaypointLabels labels, MeshService service, ObjectRef labelled) {
    return labels
        .waypoint()
        .filter(name -> !name.equals("none"))
        .map(name ->
            new Choice(
                new WaypointKey(labels.namespace().orElse(service.key().namespace()), name),
                new Cause(labelled, LABEL)));
  }

  /** Whether the waypoint takes the service, in the words of Istio's WaypointBound condition. */
  private record Verdict(
      boolean bound, String reason, String message, Optional<Diagnostic> diagnostic) {

    Condition condition(WaypointKey waypoint) {
      return Condition.of(Waypoints.gateway(waypoint), "WaypointBound", bound, reason, message);
    }
  }

  private Verdict verdict(Reader read, Choice choice, MeshService service) {
    Optional<Waypoint> waypoint =
        read.find(waypoints.waypoints, choice.waypoint()).map(Outcome::value);
    if (waypoint.isEmpty()) {
      return refused(
          Code.WS0301,
          choice,
          "WaypointIsNotReady",
          "there is no waypoint of ours named " + choice.waypoint(),
          "Make a Gateway of that name with gatewayClassName waystone or istio-waypoint");
    }
    if (!admits(read, choice.waypoint(), service.key().namespace())) {
      return refused(
          Code.WS0302,
          choice,
          "AttachmentDenied",
          "waypoint "
              + choice.waypoint()
              + " does not take objects of namespace "
              + service.key().namespace(),
          "Widen allowedRoutes.namespaces of its HBONE listener");
    }
    if (!waypoint.get().traffic().services()) {
      return refused(
          Code.WS0303,
          choice,
          "UnsupportedTrafficType",
          "waypoint " + choice.waypoint() + " does not take traffic for services",
          "Label the Gateway istio.io/waypoint-for: service or all");
    }
    return new Verdict(
        true,
        "WaypointAccepted",
        "Successfully attached to waypoint " + choice.waypoint(),
        Optional.empty());
  }

  private static Verdict refused(
      Code code, Choice choice, String reason, String problem, String fix) {
    return new Verdict(
        false,
        reason,
        problem,
        Optional.of(
            new Diagnostic(
                code,
                choice.label(),
                problem,
                "requests reach the service without a waypoint, no policy of one holds for them",
                fix)));
  }

  /** Whether a waypoint takes objects of a namespace; false if there is no such waypoint. */
  boolean admits(Reader read, WaypointKey waypoint, String namespace) {
    return read.get(admissions, new Admission(waypoint, namespace));
  }

  /** A waypoint and a namespace. */
  private record Admission(WaypointKey waypoint, String namespace) {}

  private boolean admits(Reader read, Admission asked) {
    return read.find(waypoints.waypoints, asked.waypoint())
        .map(waypoint ->
            switch (waypoint.value().allowed()) {
              case AllowedNamespaces.Same _ ->
                  asked.waypoint().namespace().equals(asked.namespace());
              case AllowedNamespaces.All _ -> true;
              case AllowedNamespaces.None _ -> false;
              case AllowedNamespaces.Selected selected ->
                  selected.selector().matches(labels(read, asked.namespace()));
            })
        .orElse(false);
  }

  /** Kubernetes gives every namespace its name as a label; one in a folder may not have it. */
  private Map<String, String> labels(Reader read, String name) {
    Map<String, String> labels = new TreeMap<>();
    read.find(inputs.namespaces, namespace(name)).ifPresent(n -> labels.putAll(n.labels()));
    labels.put("kubernetes.io/metadata.name", name);
    return labels;
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
