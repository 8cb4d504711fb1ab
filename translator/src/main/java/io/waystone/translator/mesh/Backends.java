package io.waystone.translator.mesh;

import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.HttpRoute;
import io.waystone.translator.input.ObjectRef;
import java.util.Optional;

/** Where the backendRefs of routes lead. */
final class Backends {

  private static final String ROUTE_GROUP = "gateway.networking.k8s.io";

  private final Services services;
  private final Captures captures;
  private final Grants grants;

  Backends(Services services, Captures captures, Grants grants) {
    this.services = services;
    this.captures = captures;
    this.grants = grants;
  }

  /** Resolves one backend; one that cannot be used is there as {@code Nothing}, with a note. */
  ResolvedRoute.Backend resolve(
      Reader read,
      HttpRoute route,
      HttpRoute.Rule rule,
      int ruleIndex,
      int index,
      Outcome.Notes notes) {
    HttpRoute.Backend written = rule.backends().get(index);
    Cause cause =
        new Cause(route.ref(), "spec.rules[" + ruleIndex + "].backendRefs[" + index + "]");
    Finding finding = find(read, route, written);
    finding
        .problem()
        .ifPresent(problem ->
            notes.diagnostic(
                new Diagnostic(
                    problem.code(), cause, problem.text(), share(rule, written), problem.fix())));
    return new ResolvedRoute.Backend(written, cause, finding.target());
  }

  private record Problem(Code code, String text, String fix) {}

  private record Finding(ResolvedRoute.Target target, Optional<Problem> problem) {

    static Finding nothing(HttpRoute.Backend written, Code code, String text, String fix) {
      return new Finding(
          new ResolvedRoute.Target.Nothing(written.namespace() + "/" + written.name()),
          Optional.of(new Problem(code, text, fix)));
    }
  }

  private Finding find(Reader read, HttpRoute route, HttpRoute.Backend written) {
    if (!written.unsupported().isEmpty()) {
      return Finding.nothing(
          written,
          Code.WS0103,
          "filter " + String.join(", ", written.unsupported()) + " on a backend is not supported",
          "Remove the filter");
    }
    if (!written.group().isEmpty() || !written.kind().equals("Service")) {
      return Finding.nothing(
          written, Code.WS0106, "a " + written.kind() + " cannot be a backend", "Name a Service");
    }
    ServiceKey key = ServiceKey.service(written.namespace(), written.name());
    // A refused reference says nothing about what is on the other side (Gateway API).
    if (!grants.permits(
        read,
        ROUTE_GROUP,
        route.ref(),
        "",
        new ObjectRef("Service", key.namespace(), key.name()))) {
      return Finding.nothing(
          written,
          Code.WS0105,
          "no ReferenceGrant in namespace "
              + written.namespace()
              + " permits a reference from namespace "
              + route.meta().namespace(),
          "Write a ReferenceGrant there, from HTTPRoute to Service");
    }
    Optional<MeshService> service = read.find(services.services, key);
    if (service.isEmpty()) {
      return Finding.nothing(
          written,
          Code.WS0107,
          "Service \"" + written.name() + "\" not found in namespace " + written.namespace(),
          "Name a Service that exists");
    }
    if (written.port().isEmpty()) {
      return Finding.nothing(
          written, Code.WS0108, "a backend that is a Service needs a port", "Write its port");
    }
    MeshService.Port port = service.get().ports().get(written.port().getAsInt());
    if (port == null) {
      return Finding.nothing(
          written,
          Code.WS0108,
          "Service \"" + written.name() + "\" has no port " + written.port().getAsInt(),
          "Name one of its ports: " + service.get().ports().keySet());
    }
    return new Finding(
        new ResolvedRoute.Target.Port(
            key,
            service.get().host(),
            port.number(),
            port.protocol(),
            read.find(captures.captures, key).flatMap(capture -> capture.value().waypoint())),
        Optional.empty());
  }

  /** {@code its 10 % of requests get 500}. */
  private static String share(HttpRoute.Rule rule, HttpRoute.Backend written) {
    int sum = rule.backends().stream().mapToInt(HttpRoute.Backend::weight).sum();
    return "its " + Math.round(100.0 * written.weight() / sum) + " % of requests get 500";
  }
}
