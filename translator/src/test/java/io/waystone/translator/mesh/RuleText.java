package io.waystone.translator.mesh;

import io.waystone.translator.input.Attribute;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Policies as short text: {@code PRINCIPALS=[a, b*] & PORTS!=[80] ; any}, sources before it. */
final class RuleText {

  private RuleText() {}

  /** The rules of a policy; {@code never} where none is left. */
  static String of(List<Policy> policies) {
    return policies.stream().anyMatch(policy -> !policy.rules().isEmpty())
        ? policies.stream()
            .flatMap(policy -> policy.rules().stream())
            .map(rule -> clauses(rule.sources()) + " ; " + clauses(rule.operations()))
            .collect(Collectors.joining(" || "))
        : "never";
  }

  private static String clauses(List<Policy.Clause> clauses) {
    return clauses.stream()
        .map(clause ->
            clause.tests().isEmpty()
                ? "any"
                : clause.tests().stream().map(RuleText::test).collect(Collectors.joining(" & ")))
        .collect(Collectors.joining(" | "));
  }

  private static String test(Policy.Test test) {
    return name(test.attribute())
        + (test.negated() ? "!=" : "=")
        + test.patterns().stream().map(RuleText::pattern).toList();
  }

  private static String name(Attribute attribute) {
    return attribute.name().toLowerCase(Locale.ROOT);
  }

  private static String pattern(Policy.Pattern pattern) {
    return switch (pattern) {
      case Policy.Pattern.Exact exact -> exact.text();
      case Policy.Pattern.Prefix prefix -> prefix.text() + "*";
      case Policy.Pattern.Suffix suffix -> "*" + suffix.text();
      case Policy.Pattern.Present _ -> "*";
    };
  }
}
