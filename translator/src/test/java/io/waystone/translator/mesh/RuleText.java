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

  private static String clauses(List<List<Policy.Test>> clauses) {
    return clauses.stream()
        .map(clause ->
            clause.isEmpty()
                ? "any"
                : clause.stream().map(RuleText::test).collect(Collectors.joining(" & ")))
        .collect(Collectors.joining(" | "));
  }

  private static String test(Policy.Test test) {
    return name(test.attribute())
        + (test.argument().isEmpty() ? "" : "[" + test.argument() + "]")
        + (test.negated() ? "!=" : "=")
        + test.patterns().stream().map(RuleText::pattern).toList();
  }

  private static String name(Attribute attribute) {
    return attribute.name().toLowerCase(Locale.ROOT);
  }

  private static String pattern(Pattern pattern) {
    return switch (pattern) {
      case Pattern.Exact exact -> exact.text();
      case Pattern.Prefix prefix -> prefix.text() + "*";
      case Pattern.Suffix suffix -> "*" + suffix.text();
      case Pattern.Present _ -> "*";
      case Pattern.Range range -> range.cidr().toString();
      case Pattern.IssuerSubject both -> pattern(both.issuer()) + "/" + pattern(both.subject());
      case Pattern.Template template ->
          template.parts().stream()
              .map(part ->
                  switch (part) {
                    case Pattern.Template.Part.Text text -> text.text();
                    case Pattern.Template.Part.Segment _ -> "{*}";
                    case Pattern.Template.Part.Rest _ -> "{**}";
                    case Pattern.Template.Part.Sign sign ->
                        sign.text().isEmpty()
                            ? "(" + sign.number() + ")"
                            : "(" + sign.text() + " or " + sign.number() + ")";
                  })
              .collect(Collectors.joining());
    };
  }
}
