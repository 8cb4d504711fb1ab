package io.waystone.translator.mesh;

import io.waystone.translator.input.Cause;
import io.waystone.translator.input.HttpFilters;
import io.waystone.translator.input.HttpRoute;
import java.util.List;
import java.util.stream.Stream;

/**
 * An HTTPRoute or GRPCRoute with its references resolved.
 *
 * @param hostnames those written
 */
record ResolvedRoute(List<String> hostnames, List<Rule> rules) implements Resolved {
  ResolvedRoute {
    hostnames = List.copyOf(hostnames);
    rules = List.copyOf(rules);
  }

  @Override
  public Stream<Target> targets() {
    return rules.stream()
        .flatMap(rule ->
            Stream.concat(
                rule.backends().stream().map(Backend::target),
                rule.mirrors().stream().map(Mirrored::target)));
  }

  @Override
  public Stream<Target> unguarded() {
    return rules.stream()
        .flatMap(rule ->
            Stream.concat(
                rule.backends().stream()
                    .filter(backend -> rule.changes(backend).rewrites())
                    .map(Backend::target),
                rule.mirrors().stream().map(Mirrored::target)));
  }

  @Override
  public Validity validity() {
    long invalid =
        rules.stream()
            .filter(rule ->
                rule.written().broken() || !rule.written().filters().unsupported().isEmpty())
            .count();
    return Validity.of(invalid, rules.size());
  }

  /**
   * A rule.
   *
   * @param backends in the order written, those of weight 0 left out
   * @param mirrors in the order written, those that cannot be followed left out
   */
  record Rule(
      String name,
      Cause cause,
      HttpRoute.Rule written,
      List<Backend> backends,
      List<Mirrored> mirrors) {
    Rule {
      backends = List.copyOf(backends);
      mirrors = List.copyOf(mirrors);
    }

    /** What a request to the backend gets changed. */
    Looks changes(Backend backend) {
      return Looks.changedBy(written.filters()).and(Looks.changedBy(backend.filters()));
    }
  }

  /** A backend, its share, and what is changed for it alone. */
  record Backend(Target target, int weight, HttpFilters filters, Cause cause) {}

  /** Where a share of the requests goes as well. */
  record Mirrored(Target.Port target, int numerator, int denominator, Cause cause) {}
}
