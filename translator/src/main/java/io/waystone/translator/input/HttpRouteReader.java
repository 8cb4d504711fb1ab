package io.waystone.translator.input;

import io.waystone.translator.input.HttpMatch.PathMatch;
import io.waystone.translator.input.HttpMatch.PathType;
import io.waystone.translator.input.HttpRoute.Backend;
import io.waystone.translator.input.HttpRoute.Delivery;
import io.waystone.translator.input.HttpRoute.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads an HTTPRoute. A rule of which a part cannot be read stays, broken: without it, its requests
 * would go where another rule sends them.
 */
final class HttpRouteReader {

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
    List<String> hostnames =
        spec.texts("hostnames").stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    if (!spec.text("useDefaultGateways", "None").equals("None")) {
      notYet("useDefaultGateways", spec);
    }
    List<ParentRef> parents =
        spec.mappings("parentRefs", parent -> ReferenceReader.parent(body.namespace(), parent));
    spec.effect("the rule answers 500");
    List<Rule> rules = spec.everyMapping("rules", rule -> rule(body.namespace(), rule));
    if (rules.isEmpty()) {
      rules = List.of(spec.broken("rules") ? BROKEN : NO_BACKEND);
    }
    return new HttpRoute(body.meta(), parents, hostnames, rules);
  }

  private static Rule rule(String namespace, FieldReader rule) {
    notYet("retry", rule);
    notYet("sessionPersistence", rule);
    List<HttpMatch> readable = rule.mappings("matches", HttpMatchReader::read);
    HttpFilters filters = HttpFilterReader.read(rule);
    List<Backend> backends = rule.mappings("backendRefs", backend -> backend(namespace, backend));
    Optional<Timeouts> timeouts = rule.mapping("timeouts", HttpRouteReader::timeouts);
    return new Rule(
        rule.text("name", ""),
        readable.isEmpty() ? List.of(EVERYTHING) : readable,
        filters,
        backends,
        new Delivery(timeouts.orElse(Timeouts.NONE), Optional.empty(), Optional.empty()),
        rule.broken());
  }

  private static Optional<Backend> backend(String namespace, FieldReader backend) {
    int weight = ReferenceReader.weight(backend);
    HttpFilters filters = HttpFilterReader.read(backend);
    return ReferenceReader.backend(namespace, backend)
        .map(ref -> new Backend(ref, weight, filters));
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
    return new Rule("", List.of(EVERYTHING), HttpFilters.NONE, List.of(), Delivery.DEFAULT, broken);
  }
}
