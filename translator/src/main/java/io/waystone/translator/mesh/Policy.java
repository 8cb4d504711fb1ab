package io.waystone.translator.mesh;

import io.waystone.translator.input.Attribute;
import io.waystone.translator.input.Cause;
import java.util.List;

/**
 * The rules of one AuthorizationPolicy, as they hold for one service port in one form (HTTP or
 * TCP): what cannot be told there has been narrowed or widened away.
 *
 * @param name as Envoy's access log names it, without the rule: {@code ns[default]-policy[name]}
 * @param rules perhaps none: an ALLOW without rules allows nothing
 */
public record Policy(String name, Cause cause, List<Rule> rules) {
  public Policy {
    rules = List.copyOf(rules);
  }

  /**
   * Matches when one of the sources and one of the operations match.
   *
   * @param name {@code ns[default]-policy[name]-rule[0]}
   * @param sources never empty; a clause without tests matches always
   * @param operations never empty
   */
  public record Rule(String name, List<Clause> sources, List<Clause> operations) {
    public Rule {
      sources = List.copyOf(sources);
      operations = List.copyOf(operations);
    }
  }

  /** All tests must hold. */
  public record Clause(List<Test> tests) {

    public Clause {
      tests = List.copyOf(tests);
    }
  }

  /**
   * Holds when one of the patterns matches (negated: when none does).
   *
   * @param patterns never empty
   */
  public record Test(Attribute attribute, List<Pattern> patterns, boolean negated) {
    public Test {
      patterns = List.copyOf(patterns);
    }
  }

  /** A value as Istio writes it: {@code exact}, {@code prefix*}, {@code *suffix}, {@code *}. */
  public sealed interface Pattern {
    /** The text itself. */
    record Exact(String text) implements Pattern {}

    /** {@code text*}. */
    record Prefix(String text) implements Pattern {}

    /** {@code *text}. */
    record Suffix(String text) implements Pattern {}

    /** {@code *}: anything, but it must be there. */
    record Present() implements Pattern {}

    /** Reads a value. */
    static Pattern of(String value) {
      if (value.equals("*")) {
        return new Present();
      }
      if (value.startsWith("*")) {
        return new Suffix(value.substring(1));
      }
      return value.endsWith("*")
          ? new Prefix(value.substring(0, value.length() - 1))
          : new Exact(value);
    }
  }
}
