package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.HttpRoute;
import io.waystone.translator.input.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Which service each HTTPRoute is in force for, and where its rules lead. */
final class HttpRoutes {

  final Collection<ObjectRef, Outcome<ResolvedRoute>> routes;

  private final Inputs inputs;
  private final Services services;
  private final Backends backends;

  HttpRoutes(
      GraphBuilder graph, Inputs inputs, Services services, Captures captures, Grants grants) {
    this.inputs = inputs;
    this.services = services;
    this.backends = new Backends(services, captures, grants);
    routes = graph.collection("resolved routes", inputs.httpRoutes.keys(), this::route);
  }

  private Optional<Outcome<ResolvedRoute>> route(Reader read, ObjectRef ref) {
    return read.find(inputs.httpRoutes, ref).map(route -> route(read, route));
  }

  private Outcome<ResolvedRoute> route(Reader read, HttpRoute route) {
    Outcome.Notes notes = new Outcome.Notes().cause(Cause.of(route.ref()));
    List<ResolvedRoute.Rule> rules = new ArrayList<>();
    for (int i = 0; i < route.rules().size(); i++) {
      rules.add(rule(read, route, i, notes));
    }
    Optional<Diagnostic> unresolved =
        notes.diagnostics().stream().filter(HttpRoutes::ofReference).findFirst();
    List<ResolvedRoute.Parent> parents = new ArrayList<>();
    List<Condition> conditions = new ArrayList<>();
    for (int i = 0; i < route.parents().size(); i++) {
      HttpRoute.ParentRef written = route.parents().get(i);
      ObjectRef about = new ObjectRef(written.kind(), written.namespace(), written.name());
      ParentVerdict verdict = parent(read, route, written, i);
      verdict.attached().ifPresent(parents::add);
      verdict.diagnostic().ifPresent(notes::diagnostic);
      conditions.add(verdict.condition(about));
      conditions.add(resolvedRefs(about, unresolved));
      partiallyInvalid(about, route, notes).ifPresent(conditions::add);
    }
    return notes.outcome(new ResolvedRoute(route.meta(), parents, rules, conditions));
  }

  private ResolvedRoute.Rule rule(Reader read, HttpRoute route, int index, Outcome.Notes notes) {
    HttpRoute.Rule written = route.rules().get(index);
    Cause cause = new Cause(route.ref(), "spec.rules[" + index + "]");
    if (!written.unsupported().isEmpty()) {
      notes.diagnostic(
          new Diagnostic(
              Code.WS0103,
              new Cause(route.ref(), cause.field() + ".filters"),
              "filter " + String.join(", ", written.unsupported()) + " is not supported",
              "requests that match this rule get 500",
              "Remove the filter"));
    }
    List<ResolvedRoute.Backend> resolved = new ArrayList<>();
    for (int i = 0; i < written.backends().size(); i++) {
      if (written.backends().get(i).weight() > 0) {
        resolved.add(backends.resolve(read, route, written, index, i, notes));
      }
    }
    if (resolved.isEmpty() && written.unsupported().isEmpty() && !written.broken()) {
      notes.diagnostic(
          new Diagnostic(
              Code.WS0104,
              new Cause(route.ref(), cause.field() + ".backendRefs"),
              "no backend with a weight above 0",
              "requests that match this rule get 500",
              "Name a backend"));
    }
    String name =
        written.name().isEmpty()
            ? route.meta().namespace() + "." + route.meta().name() + "." + index
            : written.name();
    return new ResolvedRoute.Rule(name, cause, written, resolved);
  }

  /**
   * The services that a route may be in force for, as it is written: so it is found by them even
   * when it fails.
   */
  static Set<ServiceKey> services(HttpRoute route) {
    return route.parents().stream()
        .filter(parent -> mayAttach(route, parent))
        .map(parent -> ServiceKey.service(parent.namespace(), parent.name()))
        .collect(Collectors.toSet());
  }

  private static boolean mayAttach(HttpRoute route, HttpRoute.ParentRef parent) {
    return isService(parent) && parent.namespace().equals(route.meta().namespace());
  }

  private static boolean isService(HttpRoute.ParentRef parent) {
    return parent.group().isEmpty() && parent.kind().equals("Service");
  }

  /** Whether a route is in force for a parent. */
  private record ParentVerdict(
      Optional<ResolvedRoute.Parent> attached,
      String reason,
      String message,
      Optional<Diagnostic> diagnostic) {

    Condition condition(ObjectRef about) {
      return new Condition(about, "Accepted", attached.isPresent(), reason, message);
    }
  }

  private ParentVerdict parent(
      Reader read, HttpRoute route, HttpRoute.ParentRef written, int index) {
    Cause cause = new Cause(route.ref(), "spec.parentRefs[" + index + "]");
    if (!isService(written)) {
      return refused(
          Code.WS0101,
          cause,
          "NoMatchingParent",
          "a route for a waypoint attaches to a Service, not to a " + written.kind(),
          "Write {group: \"\", kind: Service, name: ...}");
    }
    if (!mayAttach(route, written)) {
      return refused(
          Code.WS0102,
          cause,
          "NotAllowedByListeners",
          "the Service is in namespace " + written.namespace() + ", the route is not",
          "Put the route into the namespace of its Service");
    }
    Optional<MeshService> service =
        read.find(services.services, ServiceKey.service(written.namespace(), written.name()));
    if (service.isEmpty()) {
      return refused(
          Code.WS0101,
          cause,
          "NoMatchingParent",
          "Service \"" + written.name() + "\" not found in namespace " + written.namespace(),
          "Name a Service that exists");
    }
    Optional<MeshService.Port> port =
        service.get().ports().values().stream()
            .filter(p -> written.port().isEmpty() || written.port().getAsInt() == p.number())
            .filter(p ->
                written.sectionName().isEmpty() || written.sectionName().get().equals(p.name()))
            .findFirst();
    if (port.isEmpty()) {
      return refused(
          Code.WS0101,
          cause,
          "NoMatchingParent",
          "Service \"" + written.name() + "\" has no such port",
          "Name one of its ports, or none for all");
    }
    return new ParentVerdict(
        Optional.of(
            new ResolvedRoute.Parent(
                service.get().key(),
                written.port().isEmpty() && written.sectionName().isEmpty()
                    ? OptionalInt.empty()
                    : OptionalInt.of(port.get().number()))),
        "Accepted",
        "Route was valid",
        Optional.empty());
  }

  private static ParentVerdict refused(
      Code code, Cause cause, String reason, String problem, String fix) {
    return new ParentVerdict(
        Optional.empty(),
        reason,
        problem,
        Optional.of(new Diagnostic(code, cause, problem, "the route is not in force for it", fix)));
  }

  /** Gateway API: rules that are left out, here answered with 500, are said on each parent. */
  private static Optional<Condition> partiallyInvalid(
      ObjectRef about, HttpRoute route, Outcome.Notes notes) {
    boolean unsupported =
        notes.diagnostics().stream().anyMatch(diagnostic -> diagnostic.code() == Code.WS0103);
    return unsupported || route.rules().stream().anyMatch(HttpRoute.Rule::broken)
        ? Optional.of(
            new Condition(
                about,
                "PartiallyInvalid",
                true,
                "UnsupportedValue",
                "Requests of rules that cannot be followed as written get 500"))
        : Optional.empty();
  }

  private static boolean ofReference(Diagnostic diagnostic) {
    return switch (diagnostic.code()) {
      case WS0105, WS0106, WS0107, WS0108 -> true;
      default -> false;
    };
  }

  private static Condition resolvedRefs(ObjectRef about, Optional<Diagnostic> unresolved) {
    return unresolved
        .map(d ->
            new Condition(
                about,
                "ResolvedRefs",
                false,
                switch (d.code()) {
                  case WS0105 -> "RefNotPermitted";
                  case WS0106 -> "InvalidKind";
                  default -> "BackendNotFound";
                },
                d.problem()))
        .orElse(
            new Condition(about, "ResolvedRefs", true, "ResolvedRefs", "All references resolved"));
  }
}
