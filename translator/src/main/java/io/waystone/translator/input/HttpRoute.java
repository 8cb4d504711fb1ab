package io.waystone.translator.input;

import java.util.List;

/**
 * An HTTPRoute, or a GRPCRoute: a gRPC call is a request to the path {@code /service/method}. A
 * rule that cannot be read is there with {@link Rule#broken} set.
 *
 * @param hostnames in lower case; they mean something to a route whose parent is a Gateway
 */
public record HttpRoute(
    Meta meta, List<ParentRef> parents, List<String> hostnames, List<Rule> rules)
    implements RouteObject {
  public HttpRoute {
    parents = List.copyOf(parents);
    hostnames = List.copyOf(hostnames);
    rules = List.copyOf(rules);
  }

  /**
   * One of {@code spec.rules}.
   *
   * @param name {@code name}, or empty
   * @param matches never empty: without one, everything matches (PathPrefix {@code /})
   * @param broken the rule could not be read as written: it answers 500
   */
  public record Rule(
      String name,
      List<HttpMatch> matches,
      HttpFilters filters,
      List<Backend> backends,
      Delivery delivery,
      boolean broken) {
    public Rule {
      matches = List.copyOf(matches);
      backends = List.copyOf(backends);
    }
  }

  /**
   * One of {@code backendRefs}.
   *
   * @param weight 1 where none is written; never negative
   * @param filters for its share alone
   */
  public record Backend(BackendRef ref, int weight, HttpFilters filters) {}
}
