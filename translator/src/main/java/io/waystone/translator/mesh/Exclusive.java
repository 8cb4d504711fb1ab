package io.waystone.translator.mesh;

import io.waystone.translator.input.WorkloadSelector;
import io.waystone.translator.mesh.Policy.Test;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Whether policies at ztunnel let one account alone, or nobody, connect to workloads. The workloads
 * are known by labels that all of them have, and may have more of: pods come and go.
 *
 * @param namespace of the workloads
 * @param root the namespace of what holds for the whole mesh
 */
record Exclusive(String namespace, String root, Map<String, String> labels) {

  /**
   * A policy with what it selects.
   *
   * @param asWritten nothing of it was narrowed or widened: others read it alike
   */
  record Selecting(TunnelPolicy policy, WorkloadSelector selector, boolean asWritten) {}

  /**
   * Whether nobody else is let in.
   *
   * @param only the account, as principals and accounts are written; empty: nobody at all is
   */
  boolean isClosed(List<Selecting> policies, Set<String> only) {
    return policies.stream().anyMatch(one -> refusesOthers(one, only)) || letsIn(policies, only);
  }

  private boolean refusesOthers(Selecting one, Set<String> only) {
    return one.policy().effect() == TunnelPolicy.Effect.DENY
        && one.asWritten()
        && holdsForAll(one)
        && one.policy().policy().rules().stream()
            .anyMatch(rule ->
                rule.operations().stream().anyMatch(List::isEmpty)
                    && rule.sources().stream()
                        .anyMatch(
                            tests -> tests.stream().allMatch(test -> isAccount(test, true, only))));
  }

  /** What no ALLOW matches is refused once there is one; another that is for some adds to it. */
  private boolean letsIn(List<Selecting> policies, Set<String> only) {
    List<Selecting> allow =
        policies.stream()
            .filter(one -> one.policy().effect() == TunnelPolicy.Effect.ALLOW)
            .filter(this::mayHold)
            .toList();
    return allow.stream().anyMatch(this::holdsForAll)
        && allow.stream()
            .flatMap(one -> one.policy().policy().rules().stream())
            .flatMap(rule -> rule.sources().stream())
            .allMatch(tests -> tests.stream().anyMatch(test -> isAccount(test, false, only)));
  }

  private static boolean isAccount(Test test, boolean negated, Set<String> only) {
    return switch (test.attribute()) {
      case PRINCIPALS, SERVICE_ACCOUNTS ->
          test.negated() == negated
              && test.patterns().stream()
                  .allMatch(pattern ->
                      pattern instanceof Pattern.Exact(String text) && only.contains(text));
      default -> false;
    };
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
    String of = one.policy().of().namespace();
    return switch (one.policy().scope()) {
      case MESH -> true;
      case NAMESPACE -> of.equals(namespace);
      case SELECTED -> (of.equals(namespace) || of.equals(root)) && selected.test(one.selector());
    };
  }

  /** An account in every form in which a policy may name it. */
  static Set<String> forms(String namespace, String account, List<String> trustDomains) {
    Set<String> forms = new TreeSet<>();
    forms.add(namespace + "/" + account);
    trustDomains.forEach(domain -> forms.add(principal(domain, namespace, account)));
    return forms;
  }

  /** As {@code principals} are written. */
  static String principal(String trustDomain, String namespace, String account) {
    return trustDomain + "/ns/" + namespace + "/sa/" + account;
  }
}
