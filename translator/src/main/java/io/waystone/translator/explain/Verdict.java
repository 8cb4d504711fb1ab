package io.waystone.translator.explain;

import io.waystone.translator.input.Cause;
import io.waystone.translator.mesh.Policy;
import io.waystone.translator.mesh.PortPolicies.RuleSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What policies decide about a request, and why. Of several rules that match, the one decides that
 * comes first by name, as in Envoy.
 *
 * @param question whom it is asked about before; the decision holds if it is let in there
 * @param audited the AUDIT rules that match, by name
 * @param tried what would be decided if the policies that are dry runs were in force; empty if
 *     there are none
 * @param misses every rule that did not match, in order, with the first clause that failed
 */
public record Verdict(
    Optional<Question> question,
    Decision decision,
    List<Matched> audited,
    Optional<Decision> tried,
    List<Miss> misses) {
  public Verdict {
    audited = List.copyOf(audited);
    misses = List.copyOf(misses);
  }

  /** Whom a CUSTOM rule asks. */
  public record Question(String provider, Matched rule) {}

  /** A rule that matches. */
  public record Matched(String name, Cause cause) {}

  /** What is decided. */
  public sealed interface Decision {

    /** A DENY policy refuses it. */
    record Denied(String rule, Cause cause) implements Decision {}

    /** There are ALLOW policies, and none of them matches. */
    record NotAllowed() implements Decision {}

    /** An ALLOW policy lets it in. */
    record Allowed(String rule, Cause cause) implements Decision {}

    /** No policy refuses it, and none has to allow it. */
    record Open() implements Decision {}

    /** Whether it gets in. */
    default boolean isAllowed() {
      return switch (this) {
        case Denied _, NotAllowed _ -> false;
        case Allowed _, Open _ -> true;
      };
    }
  }

  /**
   * A rule that did not match.
   *
   * @param clause the policy, and the field that failed
   * @param why a clause of a sentence: what was asked for, and what there was
   */
  public record Miss(Cause clause, String why) {}

  /**
   * What these policies decide.
   *
   * @param rules in the form that is about the request: for HTTP, or for connections
   */
  public static Verdict of(RuleSet rules, Request request) {
    List<Miss> misses = new ArrayList<>();
    Optional<Question> question =
        rules
            .custom()
            .flatMap(custom ->
                matched(custom.policies(), request, misses)
                    .findFirst()
                    .map(rule -> new Question(custom.provider().name(), rule)));
    List<Matched> audited = matched(rules.audit(), request, misses).toList();
    Stream.of(rules.idle(), rules.deny(), rules.allow())
        .flatMap(List::stream)
        .flatMap(Verdict::idle)
        .forEach(misses::add);
    Decision decision = decision(rules.deny(), rules.allow(), request, misses);
    boolean dry = !rules.dryDeny().isEmpty() || !rules.dryAllow().isEmpty();
    Optional<Decision> tried =
        dry
            ? Optional.of(
                decision(
                    both(rules.deny(), rules.dryDeny()),
                    both(rules.allow(), rules.dryAllow()),
                    request,
                    new ArrayList<>()))
            : Optional.empty();
    return new Verdict(question, decision, audited, tried, misses);
  }

  private static List<Policy> both(List<Policy> some, List<Policy> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  private static Decision decision(
      List<Policy> deny, List<Policy> allow, Request request, List<Miss> misses) {
    Optional<Matched> denied = matched(deny, request, misses).findFirst();
    Optional<Matched> allowed = matched(allow, request, misses).findFirst();
    if (denied.isPresent()) {
      return new Decision.Denied(denied.get().name(), denied.get().cause());
    }
    if (allow.isEmpty()) {
      return new Decision.Open();
    }
    return allowed
        .<Decision>map(rule -> new Decision.Allowed(rule.name(), rule.cause()))
        .orElseGet(Decision.NotAllowed::new);
  }

  private static Stream<Miss> idle(Policy policy) {
    return policy.idle().stream().map(idle -> miss(policy, idle.field(), idle.why()));
  }

  /** By name. */
  private static Stream<Matched> matched(
      List<Policy> policies, Request request, List<Miss> misses) {
    List<Matched> matched = new ArrayList<>();
    for (Policy policy : policies) {
      for (Policy.Rule rule : policy.rules()) {
        Optional<Miss> miss = miss(policy, rule, request);
        miss.ifPresent(misses::add);
        if (miss.isEmpty()) {
          matched.add(new Matched(rule.name(), at(policy, "rules[" + rule.index() + "]")));
        }
      }
    }
    return matched.stream().sorted(Comparator.comparing(Matched::name));
  }

  private static Optional<Miss> miss(Policy policy, Policy.Rule rule, Request request) {
    return Stream.of(oneOf(rule.from(), request), oneOf(rule.to(), request), all(rule, request))
        .flatMap(Optional::stream)
        .findFirst()
        .map(failed -> miss(policy, "rules[" + rule.index() + "]." + failed.field(), failed.why()));
  }

  /** A test that fails, and where it is written. */
  private record Failed(String field, String why) {}

  private static Optional<Failed> oneOf(List<Policy.Clause> clauses, Request request) {
    List<Optional<Failed>> answers = clauses.stream().map(c -> failed(c, request)).toList();
    return answers.stream().anyMatch(Optional::isEmpty)
        ? Optional.empty()
        : answers.stream().flatMap(Optional::stream).findFirst();
  }

  private static Optional<Failed> all(Policy.Rule rule, Request request) {
    return rule.when().stream().flatMap(clause -> failed(clause, request).stream()).findFirst();
  }

  private static Optional<Failed> failed(Policy.Clause clause, Request request) {
    return clause.tests().stream()
        .filter(test -> !Seen.holds(test, request))
        .findFirst()
        .map(test -> new Failed(field(clause, test), Seen.why(test, request)));
  }

  private static String field(Policy.Clause clause, Policy.Test test) {
    boolean condition = clause.field().startsWith("when");
    String field =
        test.negated()
            ? condition ? "notValues" : test.attribute().notField()
            : condition ? "values" : test.attribute().field();
    return clause.field() + "." + field;
  }

  private static Miss miss(Policy policy, String field, String why) {
    return new Miss(at(policy, field), why);
  }

  private static Cause at(Policy policy, String field) {
    return new Cause(policy.cause().object(), "spec." + field);
  }
}
