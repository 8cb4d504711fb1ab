package io.waystone.translator.input;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An Istio AuthorizationPolicy. One that cannot be read is here as a DENY of everything that it
 * targets, {@link #unreadable} set.
 *
 * @param targets what it attaches to; empty: it has no targetRefs and is for ztunnel
 * @param selector {@code spec.selector}; empty: without targets it is for all workloads of its
 *     namespace. What cannot be read of it is left out, so an unreadable policy selects more
 * @param provider who is asked; there is one where the action is CUSTOM, and only there
 * @param dryRun annotation {@code istio.io/dry-run: "true"}
 */
public record AuthorizationPolicy(
    Meta meta,
    List<Target> targets,
    Optional<WorkloadSelector> selector,
    Action action,
    Optional<String> provider,
    List<Rule> rules,
    boolean dryRun,
    boolean unreadable)
    implements MeshObject {
  public AuthorizationPolicy {
    targets = List.copyOf(targets);
    rules = List.copyOf(rules);
  }

  /** {@code spec.action}. */
  public enum Action {
    ALLOW,
    DENY,
    AUDIT,
    CUSTOM
  }

  /** What a policy attaches to, in its own namespace (GatewayClass: everywhere). */
  public sealed interface Target {
    /** A waypoint: the policy holds for everything behind it. */
    record OfGateway(String name) implements Target {}

    /** A Kubernetes Service. */
    record OfService(String name) implements Target {}

    /** A ServiceEntry: all its hosts. */
    record OfServiceEntry(String name) implements Target {}

    /** A GatewayClass: every waypoint of that class; only from the root namespace. */
    record OfGatewayClass(String name) implements Target {}

    /** Targets that cannot be read: whatever belongs to the policy's namespace. */
    record OfNamespace() implements Target {}
  }

  /**
   * One of {@code spec.rules}: it matches when one of {@code from} (or none is written), one of
   * {@code to} (or none is written) and all of {@code when} match.
   *
   * @param index place in {@code spec.rules}; part of Envoy's policy names
   */
  public record Rule(int index, List<Clause> from, List<Clause> to, List<Condition> when) {
    public Rule {
      from = List.copyOf(from);
      to = List.copyOf(to);
      when = List.copyOf(when);
    }

    /** All that is asked, wherever it stands. */
    public Stream<Condition> conditions() {
      return Stream.concat(
          Stream.of(from, to).flatMap(List::stream).flatMap(clause -> clause.conditions().stream()),
          when.stream());
    }
  }

  /** A {@code source} or an {@code operation}: all conditions must hold; none: always. */
  public record Clause(List<Condition> conditions) {
    public Clause {
      conditions = List.copyOf(conditions);
    }
  }

  /**
   * An attribute with its values: one of {@code values} (if any are written) and none of {@code
   * notValues}.
   *
   * @param argument what stands in brackets of a {@code when} key; empty where nothing does
   * @param invalidValues some of the written values cannot be read and are left out
   * @param invalidNotValues the same for the not-form
   */
  public record Condition(
      Attribute attribute,
      String argument,
      List<String> values,
      List<String> notValues,
      boolean invalidValues,
      boolean invalidNotValues) {
    public Condition {
      values = List.copyOf(values);
      notValues = List.copyOf(notValues);
    }
  }
}
