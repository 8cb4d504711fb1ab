package io.waystone.translator.mesh;

import io.waystone.translator.input.Cidr;
import java.util.List;

/** Whether the rules that were made of policies match a request, test by test. */
final class Enforced {

  private Enforced() {}

  static boolean matches(List<Policy> policies, Request request) {
    return policies.stream()
        .flatMap(policy -> policy.rules().stream())
        .anyMatch(rule -> clauses(rule.sources(), request) && clauses(rule.operations(), request));
  }

  private static boolean clauses(List<Policy.Clause> clauses, Request request) {
    return clauses.stream()
        .anyMatch(clause -> clause.tests().stream().allMatch(test -> holds(test, request)));
  }

  private static boolean holds(Policy.Test test, Request request) {
    return test.negated()
        != test.patterns().stream().anyMatch(pattern -> matches(test, pattern, request));
  }

  private static boolean matches(Policy.Test test, Policy.Pattern pattern, Request request) {
    return switch (test.attribute()) {
      case PRINCIPALS ->
          request.peer().filter(p -> matches(pattern, p.domain() + p.path())).isPresent();
      case SERVICE_ACCOUNTS ->
          request
              .peer()
              .filter(p -> matches(pattern, p.namespace() + "/" + p.account()))
              .isPresent();
      case NAMESPACES -> request.peer().filter(p -> matches(pattern, p.namespace())).isPresent();
      case IP_BLOCKS -> in(pattern, request.source());
      case HOSTS -> matches(pattern, request.host());
      case METHODS -> matches(pattern, request.method());
      case PATHS -> matches(pattern, request.path());
      case PORTS -> matches(pattern, Integer.toString(request.port()));
      case DESTINATION_IP -> in(pattern, request.destination());
      case REQUEST_PRINCIPALS,
          TRUST_DOMAINS,
          REMOTE_IP_BLOCKS,
          SNI,
          HEADERS,
          AUDIENCES,
          PRESENTER,
          CLAIMS,
          UNKNOWN ->
          throw new AssertionError(test.attribute() + " is never asked of a proxy");
    };
  }

  private static boolean matches(Policy.Pattern pattern, String text) {
    return switch (pattern) {
      case Policy.Pattern.Exact exact -> text.equals(exact.text());
      case Policy.Pattern.Prefix prefix -> text.startsWith(prefix.text());
      case Policy.Pattern.Suffix suffix -> text.endsWith(suffix.text());
      case Policy.Pattern.Present _ -> !text.isEmpty();
    };
  }

  private static boolean in(Policy.Pattern pattern, String address) {
    return switch (pattern) {
      case Policy.Pattern.Exact exact -> {
        String[] parts = exact.text().split("/", 2);
        yield new Cidr(parts[0], Integer.parseInt(parts[1])).contains(address);
      }
      case Policy.Pattern.Prefix _, Policy.Pattern.Suffix _, Policy.Pattern.Present _ ->
          throw new AssertionError("a range is no pattern: " + pattern);
    };
  }
}
