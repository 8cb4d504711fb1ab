package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.BackendRef;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.HttpRoute;
import io.waystone.translator.input.Mirror;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.TcpRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the rules of each HTTPRoute and GRPCRoute lead. */
final class HttpRoutes {

  final Collection<ObjectRef, Outcome<ResolvedRoute>> routes;

  private final Inputs inputs;
  private final Attachments attachments;
  private final Backends backends;

  HttpRoutes(GraphBuilder graph, Inputs inputs, Attachments attachments, Backends backends) {
    this.inputs = inputs;
    this.attachments = attachments;
    this.backends = backends;
    routes = graph.collection("resolved routes", inputs.routes.keys(), this::route);
  }

  private Optional<Outcome<ResolvedRoute>> route(Reader read, ObjectRef ref) {
    return read.find(inputs.routes, ref)
        .flatMap(route ->
            switch (route) {
              case HttpRoute http -> Optional.of(route(read, http));
              case TcpRoute _ -> Optional.empty();
            });
  }

  private Outcome<ResolvedRoute> route(Reader read, HttpRoute route) {
    Outcome.Notes notes = new Outcome.Notes().cause(Cause.of(route.ref()));
    Attachment attachment = read.find(attachments.attachments, route.ref()).orElseThrow();
    List<ResolvedRoute.Rule> rules = new ArrayList<>();
    for (int i = 0; i < route.rules().size(); i++) {
      rules.add(rule(read, attachment, route.rules().get(i), i, notes));
    }
    return notes.outcome(new ResolvedRoute(route.hostnames(), rules));
  }

  private ResolvedRoute.Rule rule(
      Reader read, Attachment route, HttpRoute.Rule written, int index, Outcome.Notes notes) {
    ObjectRef ref = route.meta().ref();
    Cause cause = new Cause(ref, "spec.rules[" + index + "]");
    if (!written.filters().unsupported().isEmpty()) {
      notes.diagnostic(
          new Diagnostic(
              Code.WS0103,
              new Cause(ref, cause.field() + ".filters"),
              "filter " + String.join(", ", written.filters().unsupported()) + " is not supported",
              Traffic.REQUESTS.allLost(),
              "Remove the filter"));
    }
    List<ResolvedRoute.Backend> resolved = new ArrayList<>();
    for (int i = 0; i < written.backends().size(); i++) {
      // One without a weight must be right too: it is going to have one.
      ResolvedRoute.Backend backend = backend(read, route, written, cause, i, notes);
      if (backend.weight() > 0) {
        resolved.add(backend);
      }
    }
    if (resolved.isEmpty() && mustSend(written)) {
      notes.diagnostic(
          new Diagnostic(
              Code.WS0104,
              new Cause(ref, cause.field() + ".backendRefs"),
              "no backend with a weight above 0",
              RouteKind.of(ref).traffic().allLost(),
              "Name a backend"));
    }
    String name =
        written.name().isEmpty()
            ? ref.namespace() + "." + ref.name() + "." + index
            : written.name();
    return new ResolvedRoute.Rule(
        name, cause, written, resolved, mirrors(read, route, written, cause, notes));
  }

  private static boolean mustSend(HttpRoute.Rule written) {
    return !written.broken()
        && written.filters().unsupported().isEmpty()
        && written.filters().redirect().isEmpty();
  }

  private ResolvedRoute.Backend backend(
      Reader read,
      Attachment route,
      HttpRoute.Rule rule,
      Cause ruleCause,
      int index,
      Outcome.Notes notes) {
    HttpRoute.Backend written = rule.backends().get(index);
    Cause cause = new Cause(ruleCause.object(), ruleCause.field() + ".backendRefs[" + index + "]");
    String effect = share(RouteKind.of(cause.object()), rule, written);
    List<String> unsupported = unsupported(written);
    if (unsupported.isEmpty()) {
      return new ResolvedRoute.Backend(
          backends.resolve(read, route, written.ref(), cause, effect, notes),
          written.weight(),
          written.filters(),
          cause);
    }
    notes.diagnostic(
        new Diagnostic(
            Code.WS0103,
            cause,
            "filter " + String.join(", ", unsupported) + " on a backend is not supported",
            effect,
            "Remove the filter"));
    return new ResolvedRoute.Backend(
        Target.nothing(written.ref()), written.weight(), written.filters(), cause);
  }

  /** On a backend, header modifiers alone can be done. */
  private static List<String> unsupported(HttpRoute.Backend written) {
    List<String> names = new ArrayList<>(written.filters().unsupported());
    written.filters().redirect().ifPresent(_ -> names.add("RequestRedirect"));
    written.filters().rewrite().ifPresent(_ -> names.add("URLRewrite"));
    written.filters().cors().ifPresent(_ -> names.add("CORS"));
    if (!written.filters().mirrors().isEmpty()) {
      names.add("RequestMirror");
    }
    return names;
  }

  /** A mirror that cannot be followed takes nothing from the request itself. */
  private List<ResolvedRoute.Mirrored> mirrors(
      Reader read, Attachment route, HttpRoute.Rule rule, Cause ruleCause, Outcome.Notes notes) {
    List<ResolvedRoute.Mirrored> mirrors = new ArrayList<>();
    Cause cause = new Cause(ruleCause.object(), ruleCause.field() + ".filters");
    for (Mirror mirror : rule.filters().mirrors()) {
      BackendRef written = mirror.backend();
      if (backends.resolve(read, route, written, cause, "nothing is mirrored there", notes)
          instanceof Target.Port port) {
        mirrors.add(
            new ResolvedRoute.Mirrored(port, mirror.numerator(), mirror.denominator(), cause));
      }
    }
    return mirrors;
  }

  /** {@code its 10 % of requests get 500}. */
  private static String share(RouteKind kind, HttpRoute.Rule rule, HttpRoute.Backend written) {
    long sum = rule.backends().stream().mapToLong(HttpRoute.Backend::weight).sum();
    return kind.traffic().lost(written.weight(), sum);
  }
}
