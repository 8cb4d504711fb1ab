package io.waystone.translator.input;

import io.waystone.translator.input.HttpMatch.PathMatch;
import io.waystone.translator.input.HttpRoute.Backend;
import io.waystone.translator.input.HttpRoute.Rule;
import java.util.List;
import java.util.Optional;

/**
 * Reads a GRPCRoute as the HTTPRoute that it comes to; a rule that cannot be read stays, broken.
 */
final class GrpcRouteReader {

  private GrpcRouteReader() {}

  static Optional<MeshObject> read(ObjectBody body) {
    return HttpRouteReader.read(body, GrpcRouteReader::rule);
  }

  private static Rule rule(String namespace, FieldReader rule) {
    List<HttpMatch> readable = rule.mappings("matches", GrpcRouteReader::match);
    List<HttpMatch> matches = readable.isEmpty() ? List.of(HttpMatch.EVERYTHING) : readable;
    HttpFilters filters = HttpFilterReader.read(namespace, rule, HttpFilterReader.GRPC);
    List<Backend> backends =
        rule.mappings(
            "backendRefs",
            backend -> HttpRouteReader.backend(namespace, backend, HttpFilterReader.GRPC));
    Delivery delivery = DeliveryReader.ofCalls(rule);
    HttpRouteReader.checkSession(backends, delivery, rule);
    return new Rule(rule.text("name", ""), matches, filters, backends, delivery, rule.broken());
  }

  private static Optional<HttpMatch> match(FieldReader match) {
    Optional<PathMatch> path = match.mapping("method", GrpcMethodReader::read);
    List<HttpMatch.ValueMatch> headers = HttpMatchReader.headers(match);
    return match.broken()
        ? Optional.empty()
        : Optional.of(
            new HttpMatch(
                path.orElse(HttpMatch.EVERYTHING.path()), headers, List.of(), Optional.empty()));
  }
}
