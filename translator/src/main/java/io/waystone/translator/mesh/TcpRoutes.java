package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.HttpRoute;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.TcpRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where each TLSRoute and TCPRoute leads. */
final class TcpRoutes {

  final Collection<ObjectRef, Outcome<ResolvedTcpRoute>> routes;

  private final Inputs inputs;
  private final Attachments attachments;
  private final Backends backends;

  TcpRoutes(GraphBuilder graph, Inputs inputs, Attachments attachments, Backends backends) {
    this.inputs = inputs;
    this.attachments = attachments;
    this.backends = backends;
    routes = graph.collection("resolved routes of connections", inputs.routes.keys(), this::route);
  }

  private Optional<Outcome<ResolvedTcpRoute>> route(Reader read, ObjectRef ref) {
    return read.find(inputs.routes, ref)
        .flatMap(route ->
            switch (route) {
              case TcpRoute tcp -> Optional.of(route(read, tcp));
              case HttpRoute _ -> Optional.empty();
            });
  }

  /** Rules have no matches, so the first decides alone. */
  private Outcome<ResolvedTcpRoute> route(Reader read, TcpRoute route) {
    Outcome.Notes notes = new Outcome.Notes().cause(Cause.of(route.ref()));
    Attachment attachment = read.find(attachments.attachments, route.ref()).orElseThrow();
    TcpRoute.Rule rule = route.rules().getFirst();
    Cause cause = new Cause(route.ref(), "spec.rules[0]");
    List<ResolvedTcpRoute.Backend> resolved = new ArrayList<>();
    for (int i = 0; i < rule.backends().size(); i++) {
      // One without a weight must be right too: it is going to have one.
      ResolvedTcpRoute.Backend backend = backend(read, attachment, rule, i, notes);
      if (backend.weight() > 0) {
        resolved.add(backend);
      }
    }
    if (resolved.isEmpty() && !rule.broken()) {
      notes.diagnostic(
          new Diagnostic(
              Code.WS0104,
              new Cause(route.ref(), "spec.rules[0].backendRefs"),
              "no backend with a weight above 0",
              Traffic.CONNECTIONS.allLost(),
              "Name a backend"));
    }
    for (int i = 1; i < route.rules().size(); i++) {
      notes.diagnostic(
          new Diagnostic(
              Code.WS0114,
              new Cause(route.ref(), "spec.rules[" + i + "]"),
              "the first rule takes every connection",
              "this rule is not followed",
              "Name all backends in one rule, with weights"));
    }
    return notes.outcome(new ResolvedTcpRoute(route.hostnames(), cause, rule.broken(), resolved));
  }

  private ResolvedTcpRoute.Backend backend(
      Reader read, Attachment route, TcpRoute.Rule rule, int index, Outcome.Notes notes) {
    TcpRoute.Backend written = rule.backends().get(index);
    Cause cause = new Cause(route.meta().ref(), "spec.rules[0].backendRefs[" + index + "]");
    long sum = rule.backends().stream().mapToLong(TcpRoute.Backend::weight).sum();
    String effect = Traffic.CONNECTIONS.lost(written.weight(), sum);
    return new ResolvedTcpRoute.Backend(
        backends.resolve(read, route, written.ref(), cause, effect, notes),
        written.weight(),
        cause);
  }
}
