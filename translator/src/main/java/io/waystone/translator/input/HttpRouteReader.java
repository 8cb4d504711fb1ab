package io.waystone.translator.input;

import io.waystone.translator.input.HttpFilterReader.Filters;
import io.waystone.translator.input.HttpMatch.PathMatch;
import io.waystone.translator.input.HttpMatch.PathType;
import io.waystone.translator.input.HttpRoute.Backend;
import io.waystone.translator.input.HttpRoute.ParentRef;
import io.waystone.translator.input.HttpRoute.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads an HTTPRoute. A rule of which a part cannot be read stays, broken: without it, its requests
 * would go where another rule sends them.
 */
final class HttpRouteReader {

  private static final int MAX_WEIGHT = 1_000_000;

  /** Gateway API: what a rule without matches has. */
  private static final HttpMatch EVERYTHING =
      new HttpMatch(new PathMatch(PathType.PREFIX, "/"), List.of(), List.of(), Optional.empty());

  /** Gateway API: what a route without rules has. */
  private static final Rule NO_BACKEND = rule(false);

  private static final Rule BROKEN = rule(true);

  private HttpRouteReader() {}

  static Optional<MeshObject> read(ObjectBody body) {
    body.fields().require("spec");
    return body.fields().mapping("spec", spec -> route(body, spec));
  }

  private static HttpRoute route(ObjectBody body, FieldReader spec) {
    // Gateway API: hostnames mean nothing to a route whose parent is a service.
    spec.texts("hostnames");
    if (!spec.text("useDefaultGateways", "None").equals("None")) {
      notYet("useDefaultGateways", spec);
    }
    List<ParentRef> parents =
        spec.mappings("parentRefs", parent -> parent(body.namespace(), parent));
    spec.effect("the rule answers 500");
    List<Rule> rules = spec.everyMapping("rules", rule -> rule(body.namespace(), rule));
    if (rules.isEmpty()) {
      rules = List.of(spec.broken("rules") ? BROKEN : NO_BACKEND);
    }
    return new HttpRoute(body.meta(), parents, rules);
  }

  private static Optional<ParentRef> parent(String namespace, FieldReader parent) {
    String group = parent.text("group", Groups.GATEWAY);
    String kind = parent.text("kind", "Gateway");
    String in = parent.text("namespace", namespace);
    Optional<String> name = parent.required("name");
    OptionalInt port = parent.port("port");
    Optional<String> section = parent.text("sectionName");
    // Without its port or section it would attach to more than was meant.
    return parent.broken()
        ? Optional.empty()
        : Optional.of(new ParentRef(group, kind, in, name.orElseThrow(), port, section));
  }

  private static Rule rule(String namespace, FieldReader rule) {
    notYet("retry", rule);
    notYet("sessionPersistence", rule);
    List<HttpMatch> readable = rule.mappings("matches", HttpMatchReader::read);
    Filters filters = HttpFilterReader.read(rule);
    List<Backend> backends = rule.mappings("backendRefs", backend -> backend(namespace, backend));
    Optional<Timeouts> timeouts = rule.mapping("timeouts", HttpRouteReader::timeouts);
    return new Rule(
        rule.text("name", ""),
        readable.isEmpty() ? List.of(EVERYTHING) : readable,
        filters.request(),
        filters.response(),
        filters.unsupported(),
        backends,
        timeouts.orElse(Timeouts.NONE),
        rule.broken());
  }

  private static Optional<Backend> backend(String namespace, FieldReader backend) {
    String group = backend.text("group", "");
    String kind = backend.text("kind", "Service");
    String in = backend.text("namespace", namespace);
    Optional<String> name = backend.required("name");
    OptionalInt port = backend.port("port");
    int weight = backend.number("weight", 0, MAX_WEIGHT).orElse(1);
    Filters filters = HttpFilterReader.read(backend);
    return backend.broken()
        ? Optional.empty()
        : Optional.of(
            new Backend(
                group,
                kind,
                in,
                name.orElseThrow(),
                port,
                weight,
                filters.request(),
                filters.response(),
                filters.unsupported()));
  }

  private static Timeouts timeouts(FieldReader timeouts) {
    Optional<Duration> request = duration("request", timeouts);
    Optional<Duration> backend = duration("backendRequest", timeouts);
    boolean longer =
        request.isPresent()
            && backend.isPresent()
            && !request.get().isZero()
            && backend.get().compareTo(request.get()) > 0;
    if (longer) {
      timeouts.bad("backendRequest", "it is longer than the timeout of the request", "");
    }
    return new Timeouts(request, backend);
  }

  private static Optional<Duration> duration(String field, FieldReader timeouts) {
    Optional<String> text = timeouts.text(field);
    Optional<Duration> duration = text.flatMap(GatewayDuration::parse);
    if (text.isPresent() && duration.isEmpty()) {
      timeouts.bad(field, "it is no duration", "Write it like 1h30m, 10s or 500ms");
    }
    return duration;
  }

  private static void notYet(String field, FieldReader fields) {
    if (fields.has(field)) {
      fields.note(Code.WS0013, field, "it is not in force yet", "it is ignored", "");
    }
  }

  private static Rule rule(boolean broken) {
    return new Rule(
        "",
        List.of(EVERYTHING),
        HeaderChanges.NONE,
        HeaderChanges.NONE,
        List.of(),
        List.of(),
        Timeouts.NONE,
        broken);
  }
}
