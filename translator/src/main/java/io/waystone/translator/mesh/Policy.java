package io.waystone.translator.mesh;

import io.waystone.translator.input.Attribute;
import io.waystone.translator.input.Cause;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The rules of one AuthorizationPolicy, as they hold for one place in one form: what cannot be told
 * there has been narrowed or widened away.
 *
 * @param name as Envoy's access log names it, without the rule: {@code ns[default]-policy[name]}
 * @param rules those that may match; perhaps none: an ALLOW without rules allows nothing
 * @param idle those that cannot match here, and why
 */
public record Policy(String name, Cause cause, List<Rule> rules, List<Idle> idle) {
  public Policy {
    rules = List.copyOf(rules);
    idle = List.copyOf(idle);
  }

  /** The same, its rules under other names. */
  Policy named(UnaryOperator<String> rule) {
    return new Policy(name, cause, rules.stream().map(r -> r.named(rule)).toList(), idle);
  }

  /**
   * Matches when one of {@code from}, one of {@code to} and all of {@code when} match.
   *
   * @param name {@code ns[default]-policy[name]-rule[0]}
   * @param index its place in {@code spec.rules}
   * @param from empty: from anywhere
   * @param to empty: everything
   * @param when empty: always
   * @param idle those of {@code from} and {@code to} that cannot match here, and why
   */
  public record Rule(
      String name,
      int index,
      List<Clause> from,
      List<Clause> to,
      List<Clause> when,
      List<Idle> idle) {
    public Rule {
      from = List.copyOf(from);
      to = List.copyOf(to);
      when = List.copyOf(when);
      idle = List.copyOf(idle);
    }

    Rule named(UnaryOperator<String> other) {
      return new Rule(other.apply(name), index, from, to, when, idle);
    }

    /**
     * What is asked of the source, one of which must hold: each of {@code from} together with what
     * {@code when} asks of it. Never empty; one without tests holds always.
     */
    public List<List<Test>> sources() {
      return choices(from, Attribute.Part.SOURCE);
    }

    /** The same of the operation. */
    public List<List<Test>> operations() {
      return choices(to, Attribute.Part.OPERATION);
    }

    private List<List<Test>> choices(List<Clause> clauses, Attribute.Part part) {
      List<Test> asked =
          when.stream()
              .flatMap(clause -> clause.tests().stream())
              .filter(test -> test.attribute().part() == part)
              .toList();
      return clauses.isEmpty()
          ? List.of(asked)
          : clauses.stream()
              .map(clause -> Stream.concat(clause.tests().stream(), asked.stream()).toList())
              .toList();
    }

    /** Everything that is asked. */
    Stream<Test> tests() {
      return Stream.of(from, to, when).flatMap(List::stream).flatMap(c -> c.tests().stream());
    }
  }

  /**
   * An entry of {@code from}, {@code to} or {@code when}; all tests must hold.
   *
   * @param field where it is written, below the rule: {@code from[0].source}
   */
  public record Clause(String field, List<Test> tests) {
    public Clause {
      tests = List.copyOf(tests);
    }
  }

  /**
   * What cannot match.
   *
   * @param field where it is written, below {@code spec}: {@code rules[0].to[1].operation.paths}
   * @param why a clause of a sentence: "paths cannot be told of a TCP connection"
   */
  public record Idle(String field, String why) {}

  /**
   * Holds when one of the patterns matches (negated: when none does).
   *
   * @param argument the header's name or the claim's steps, {@code ][} between them; else empty
   * @param patterns never empty
   * @param lines where there may be several texts to look at, the lines of a header: which of them
   *     must match
   */
  public record Test(
      Attribute attribute, String argument, List<Pattern> patterns, boolean negated, Lines lines) {
    public Test {
      patterns = List.copyOf(patterns);
    }
  }

  /** Which of several texts must match, that a policy is never passed by writing more of them. */
  public enum Lines {
    /** One is enough: what refuses. */
    ANY,
    /** Each of them, and there is one: what lets in. */
    EVERY
  }
}
