package io.waystone.translator.input;

import io.waystone.translator.input.HttpMatch.PathType;
import io.waystone.translator.input.HttpRoute.Backend;
import io.waystone.translator.input.HttpRoute.Rule;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Reads an HTTPRoute. A rule of which a part cannot be read stays, broken: without it, its requests
 * would go where another rule sends them.
 */
final class HttpRouteReader {

  /** Gateway API: what a route without rules has. */
  private static final Rule NO_BACKEND = rule(false);

  private static final Rule BROKEN = rule(true);

  private HttpRouteReader() {}

  static Optional<MeshObject> read(ObjectBody body) {
    return read(body, HttpRouteReader::rule);
  }

  /** Reads a route whose rules are of one kind; they get its namespace. */
  static Optional<MeshObject> read(ObjectBody body, BiFunction<String, FieldReader, Rule> rule) {
    body.fields().require("spec");
    return body.fields().mapping("spec", spec -> route(body, spec, rule));
  }

  private static HttpRoute route(
      ObjectBody body, FieldReader spec, BiFunction<String, FieldReader, Rule> reader) {
    spec.effect("it is left out");
    List<String> hostnames = Hostnames.read(spec);
    if (!spec.text("useDefaultGateways", "None").equals("None")) {
      notYet("useDefaultGateways", spec);
    }
    // Without its hosts it would be for those of all services.
    boolean lost = spec.broken("hostnames") && hostnames.isEmpty();
    List<ParentRef> parents =
        spec
            .mappings("parentRefs", parent -> ReferenceReader.parent(body.namespace(), parent))
            .stream()
            .filter(parent -> !lost || !parent.kind().equals("Gateway"))
            .toList();
    spec.effect("the rule answers 500");
    List<Rule> rules = spec.everyMapping("rules", rule -> reader.apply(body.namespace(), rule));
    if (rules.isEmpty()) {
      rules = List.of(spec.broken("rules") ? BROKEN : NO_BACKEND);
    }
    return new HttpRoute(body.meta(), parents, hostnames, rules);
  }

  private static Rule rule(String namespace, FieldReader rule) {
    List<HttpMatch> readable = rule.mappings("matches", HttpMatchReader::read);
    List<HttpMatch> matches = readable.isEmpty() ? List.of(HttpMatch.EVERYTHING) : readable;
    HttpFilters filters = HttpFilterReader.read(namespace, rule, HttpFilterReader.HTTP);
    List<Backend> backends =
        rule.mappings("backendRefs", backend -> backend(namespace, backend, HttpFilterReader.HTTP));
    Delivery delivery = DeliveryReader.read(rule);
    check(matches, filters, rule);
    checkSession(backends, delivery, rule);
    return new Rule(rule.text("name", ""), matches, filters, backends, delivery, rule.broken());
  }

  /** Says that a session is not kept where there are several backends. */
  static void checkSession(List<Backend> backends, Delivery delivery, FieldReader rule) {
    boolean several = backends.stream().filter(backend -> backend.weight() > 0).count() > 1;
    if (several && delivery.session().isPresent()) {
      rule.note(
          Code.WS0013,
          "sessionPersistence",
          "a session cannot be kept across several backends",
          "it is ignored",
          "Name one backend");
    }
  }

  private static void check(List<HttpMatch> matches, HttpFilters filters, FieldReader rule) {
    if (filters.redirect().isPresent()) {
      if (rule.size("backendRefs") > 0) {
        rule.bad("backendRefs", "the rule answers with a redirect", "Take the backends out");
      }
      withRedirect("CORS", filters.cors().isPresent(), rule);
      withRedirect("RequestMirror", !filters.mirrors().isEmpty(), rule);
    }
    // Gateway API: what is replaced has to be one thing.
    boolean replaced =
        Stream.concat(
                filters.redirect().flatMap(Redirect::path).stream(),
                filters.rewrite().flatMap(Rewrite::path).stream())
            .anyMatch(PathChange.Prefix.class::isInstance);
    if (replaced
        && (rule.size("matches") > 1
            || matches.stream().anyMatch(match -> match.path().type() != PathType.PREFIX))) {
      rule.bad(
          "filters",
          "ReplacePrefixMatch goes with one match, of type PathPrefix",
          "Make a rule of its own for each match");
    }
  }

  private static void withRedirect(String filter, boolean there, FieldReader rule) {
    if (there) {
      rule.note(
          Code.WS0013, "filters", filter + " does nothing to a redirect", "it is ignored", "");
    }
  }

  /** Reads a backend; {@code filters} are the kinds that the kind of route has. */
  static Optional<Backend> backend(
      String namespace, FieldReader backend, Set<HttpFilterReader.Type> filters) {
    int weight = ReferenceReader.weight(backend);
    HttpFilters own = HttpFilterReader.read(namespace, backend, filters);
    return ReferenceReader.backend(namespace, backend).map(ref -> new Backend(ref, weight, own));
  }

  private static void notYet(String field, FieldReader fields) {
    if (fields.has(field)) {
      fields.note(Code.WS0013, field, "it is not in force yet", "it is ignored", "");
    }
  }

  private static Rule rule(boolean broken) {
    return new Rule(
        "", List.of(HttpMatch.EVERYTHING), HttpFilters.NONE, List.of(), Delivery.DEFAULT, broken);
  }
}
