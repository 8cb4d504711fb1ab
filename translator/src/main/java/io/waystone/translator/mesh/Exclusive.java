package io.waystone.translator.mesh;

import io.waystone.translator.input.Attribute;
import io.waystone.translator.input.AuthorizationPolicy;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.WorkloadSelector;
import io.waystone.translator.mesh.Policy.Test;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Whether policies at ztunnel let one account alone, or nobody, connect to workloads. The workloads
 * are known by labels that all of them have, and may have more of: pods come and go. Where another
 * control plane might read a policy otherwise, it is taken to close nothing.
 *
 * @param namespace of the workloads
 * @param root the namespace of what holds for the whole mesh
 */
record Exclusive(String namespace, String root, Map<String, String> labels) {

  /** A policy at ztunnel, and what of it matters here. */
  record Selecting(
      ObjectRef of, TunnelPolicy.Scope scope, WorkloadSelector selector, Effect effect) {

    static Selecting of(AuthorizationPolicy written, Outcome<TunnelPolicy> sent) {
      return new Selecting(
          written.ref(),
          sent.value().scope(),
          written.selector().orElse(new WorkloadSelector(Map.of())),
          Exclusive.effect(written, sent));
    }
  }

  /** What a policy does with principals; all other conditions only make it match less. */
  sealed interface Effect {
    /** It refuses all but these, of any of the sets. */
    record Refuses(List<Set<String>> allBut) implements Effect {
      public Refuses {
        allBut = List.copyOf(allBut);
      }
    }

    /** It lets in these alone, if anybody; empty: perhaps others. */
    record Admits(Optional<Set<String>> only) implements Effect {}
  }

  private static Effect effect(AuthorizationPolicy written, Outcome<TunnelPolicy> sent) {
    boolean clear = sent.diagnostics().isEmpty() && isClear(written);
    List<Policy.Rule> rules = sent.value().policy().rules();
    if (written.unreadable()) {
      return new Effect.Admits(Optional.empty());
    }
    return switch (sent.value().effect()) {
      case DENY ->
          new Effect.Refuses(
              clear
                  ? rules.stream()
                      .filter(rule -> rule.operations().stream().anyMatch(List::isEmpty))
                      .flatMap(rule -> rule.sources().stream())
                      .flatMap(tests -> allBut(tests).stream())
                      .toList()
                  : List.of());
      case ALLOW -> new Effect.Admits(clear ? only(rules) : Optional.empty());
    };
  }

  /** Nothing is left out, and istiod reads all of it alike. */
  private static boolean isClear(AuthorizationPolicy policy) {
    return policy.rules().stream()
        .flatMap(AuthorizationPolicy.Rule::conditions)
        .allMatch(condition ->
            !condition.invalidValues()
                && !condition.invalidNotValues()
                && condition.attribute() != Attribute.SERVICE_ACCOUNTS
                && condition.attribute() != Attribute.TRUST_DOMAINS);
  }

  private static Optional<Set<String>> allBut(List<Test> tests) {
    Set<String> names = new TreeSet<>();
    for (Test test : tests) {
      Optional<Set<String>> named = principals(test, true);
      if (named.isEmpty()) {
        return Optional.empty();
      }
      names.addAll(named.get());
    }
    return Optional.of(names);
  }

  private static Optional<Set<String>> only(List<Policy.Rule> rules) {
    Set<String> names = new TreeSet<>();
    for (List<Test> tests : rules.stream().flatMap(rule -> rule.sources().stream()).toList()) {
      Optional<Set<String>> named =
          tests.stream().flatMap(test -> principals(test, false).stream()).findFirst();
      if (named.isEmpty()) {
        return Optional.empty();
      }
      names.addAll(named.get());
    }
    return Optional.of(names);
  }

  /** The principals that it names, if it names them one by one and looks at nothing else. */
  private static Optional<Set<String>> principals(Test test, boolean negated) {
    Set<String> names = new TreeSet<>();
    for (Pattern pattern : test.patterns()) {
      if (!(pattern instanceof Pattern.Exact(String text))) {
        return Optional.empty();
      }
      names.add(text);
    }
    return test.attribute() == Attribute.PRINCIPALS && test.negated() == negated
        ? Optional.of(names)
        : Optional.empty();
  }

  /**
   * Whether nobody else is let in.
   *
   * @param account its principals; empty: nobody at all is let in
   */
  boolean isClosed(List<Selecting> policies, Set<String> account) {
    boolean refused =
        policies.stream()
            .filter(this::holdsForAll)
            .anyMatch(one ->
                one.effect() instanceof Effect.Refuses(List<Set<String>> allBut)
                    && allBut.stream().anyMatch(account::containsAll));
    return refused || isAdmittedAlone(policies, account);
  }

  /** What no ALLOW matches is refused once there is one; another that is for some adds to it. */
  private boolean isAdmittedAlone(List<Selecting> policies, Set<String> account) {
    List<Selecting> admitting =
        policies.stream()
            .filter(one -> one.effect() instanceof Effect.Admits)
            .filter(this::mayHold)
            .toList();
    return admitting.stream().anyMatch(this::holdsForAll)
        && admitting.stream()
            .allMatch(one ->
                one.effect() instanceof Effect.Admits(Optional<Set<String>> only)
                    && only.filter(account::containsAll).isPresent());
  }

  private boolean holdsForAll(Selecting one) {
    return holds(one, selector -> selector.selects(labels));
  }

  private boolean mayHold(Selecting one) {
    return holds(
        one,
        selector ->
            selector.labels().entrySet().stream()
                .allMatch(asked ->
                    labels
                        .getOrDefault(asked.getKey(), asked.getValue())
                        .equals(asked.getValue())));
  }

  private boolean holds(Selecting one, Predicate<WorkloadSelector> selected) {
    String of = one.of().namespace();
    return switch (one.scope()) {
      case MESH -> true;
      case NAMESPACE -> of.equals(namespace);
      case SELECTED -> (of.equals(namespace) || of.equals(root)) && selected.test(one.selector());
    };
  }
}
