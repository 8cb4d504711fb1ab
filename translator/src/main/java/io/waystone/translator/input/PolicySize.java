package io.waystone.translator.input;

import com.google.common.base.CharMatcher;
import io.waystone.translator.input.AuthorizationPolicy.Clause;
import io.waystone.translator.input.AuthorizationPolicy.Condition;
import io.waystone.translator.input.AuthorizationPolicy.Rule;
import java.util.List;
import java.util.stream.Stream;

/**
 * How much rules come to when they are written out for a proxy, about: what {@code when} asks is
 * repeated for every entry of {@code from} or {@code to}.
 */
final class PolicySize {

  /** In characters. What is sent for a port may be some times as much. */
  static final long LARGEST = 1_048_576;

  /** What stands around a value. */
  private static final int AROUND = 64;

  /** The expression for what is none of a header's values is so much larger than they are. */
  private static final int OF_HEADER = 16;

  /** What stands in a path for a sign that has more than one spelling. */
  private static final int OF_SIGN = 16;

  private static final CharMatcher SIGN =
      CharMatcher.inRange('a', 'z')
          .or(CharMatcher.inRange('A', 'Z'))
          .or(CharMatcher.inRange('0', '9'))
          .or(CharMatcher.anyOf("-._~/{*}"))
          .negate();

  private PolicySize() {}

  /** In characters. */
  static long of(List<Rule> rules) {
    return rules.stream().mapToLong(PolicySize::of).sum();
  }

  private static long of(Rule rule) {
    return AROUND
        + of(rule.from(), rule.when(), Attribute.Part.SOURCE)
        + of(rule.to(), rule.when(), Attribute.Part.OPERATION);
  }

  private static long of(List<Clause> clauses, List<Condition> when, Attribute.Part part) {
    long asked =
        all(when.stream().filter(condition -> condition.attribute().part() == part).toList());
    return Math.max(1, clauses.size()) * asked
        + clauses.stream().mapToLong(clause -> AROUND + all(clause.conditions())).sum();
  }

  private static long all(List<Condition> conditions) {
    return conditions.stream().mapToLong(PolicySize::of).sum();
  }

  private static long of(Condition condition) {
    return Stream.concat(condition.values().stream(), condition.notValues().stream())
            .mapToLong(value -> AROUND + length(condition, value))
            .sum()
        * (condition.attribute() == Attribute.HEADERS ? OF_HEADER : 1);
  }

  private static long length(Condition condition, String value) {
    return value.length()
        + 2L * condition.argument().length()
        + (condition.attribute() == Attribute.PATHS ? OF_SIGN * SIGN.countIn(value) : 0);
  }
}
