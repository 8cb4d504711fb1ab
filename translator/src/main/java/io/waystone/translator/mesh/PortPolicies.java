package io.waystone.translator.mesh;

import io.waystone.translator.input.Attribute;
import io.waystone.translator.input.ObjectRef;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What decides for a service port: a DENY that matches refuses; if there is an ALLOW policy, one
 * must match; otherwise everything is allowed.
 *
 * @param http how the policies read for HTTP requests
 * @param tcp how they read for connections of which nothing more is known
 * @param own those that are the service's own, and not the waypoint's
 * @param placed those, whosever they are, that may read otherwise for another port
 */
public record PortPolicies(RuleSet http, RuleSet tcp, Set<ObjectRef> own, Set<ObjectRef> placed) {
  public PortPolicies {
    own = Collections.unmodifiableSet(new TreeSet<>(own));
    placed = Collections.unmodifiableSet(new TreeSet<>(placed));
  }

  /**
   * The policies in one form.
   *
   * @param deny by name
   * @param allow by name; that there is one matters even when it has no rule left
   */
  public record RuleSet(List<Policy> deny, List<Policy> allow) {

    /** Nothing is refused. */
    public static final RuleSet OPEN = new RuleSet(List.of(), List.of());

    public RuleSet {
      deny = List.copyOf(deny);
      allow = List.copyOf(allow);
    }

    /** Those that are of objects of which this holds. */
    RuleSet only(Predicate<ObjectRef> which) {
      return new RuleSet(only(deny, which), only(allow, which));
    }

    private static List<Policy> only(List<Policy> policies, Predicate<ObjectRef> which) {
      return policies.stream().filter(policy -> which.test(policy.cause().object())).toList();
    }

    /** What they look at. */
    Looks looks() {
      return Looks.of(
          Stream.concat(deny.stream(), allow.stream())
              .flatMap(policy -> policy.rules().stream())
              .flatMap(Policy.Rule::tests));
    }

    /** The rules of DENY policies in the order in which they decide: Envoy's, by name. */
    public List<Policy.Rule> refusing() {
      return deny.stream()
          .flatMap(policy -> policy.rules().stream())
          .sorted(Comparator.comparing(Policy.Rule::name))
          .toList();
    }

    /** Whether it takes the server name of a connection's TLS to decide. */
    public boolean asksForServerNames() {
      return looks().attributes().contains(Attribute.SNI);
    }

    /** Whether what no ALLOW matches is refused. */
    public boolean allowOnly() {
      return !allow.isEmpty();
    }
  }
}
