package io.waystone.translator.mesh;

import io.waystone.translator.input.Attribute;
import io.waystone.translator.input.ObjectRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What decides for a service port: a DENY that matches refuses; if there is an ALLOW policy, one
 * must match; otherwise everything is allowed.
 *
 * @param service whose port it is; empty for pods that are addressed directly
 * @param http how the policies read for HTTP requests
 * @param tcp how they read for connections of which nothing more is known
 * @param own those that are the service's own, and not the waypoint's
 * @param placed those, whosever they are, that may read otherwise for another port
 */
public record PortPolicies(
    Optional<ServiceKey> service,
    RuleSet http,
    RuleSet tcp,
    Set<ObjectRef> own,
    Set<ObjectRef> placed) {
  public PortPolicies {
    own = Collections.unmodifiableSet(new TreeSet<>(own));
    placed = Collections.unmodifiableSet(new TreeSet<>(placed));
  }

  /** Whether there is a policy that may refuse, here or on another port. */
  public boolean decides() {
    return http.decides() || tcp.decides();
  }

  /**
   * The policies in one form.
   *
   * @param custom whom some requests are asked about, before anything else is decided
   * @param audit by name; they decide nothing
   * @param deny by name
   * @param allow by name; that there is one matters even when it has no rule left
   * @param dryDeny DENY policies that are tried out: they decide nothing
   * @param dryAllow the same of ALLOW policies
   * @param idle DENY policies that cannot match here; to say why
   */
  public record RuleSet(
      Optional<Custom> custom,
      List<Policy> audit,
      List<Policy> deny,
      List<Policy> allow,
      List<Policy> dryDeny,
      List<Policy> dryAllow,
      List<Policy> idle) {

    /** Nothing is refused, and nothing is looked at. */
    public static final RuleSet OPEN = new RuleSet(List.of(), List.of());

    public RuleSet {
      audit = List.copyOf(audit);
      deny = List.copyOf(deny);
      allow = List.copyOf(allow);
      dryDeny = List.copyOf(dryDeny);
      dryAllow = List.copyOf(dryAllow);
      idle = List.copyOf(idle);
    }

    /** Policies that are in force, and nobody is asked. */
    public RuleSet(List<Policy> deny, List<Policy> allow) {
      this(Optional.empty(), List.of(), deny, allow, List.of(), List.of(), List.of());
    }

    /**
     * Those that decide, where nobody can be asked: what a CUSTOM policy would ask about is denied
     * (istiod, of one that it cannot enforce).
     */
    public RuleSet withoutAsking() {
      List<Policy> all = new ArrayList<>(deny);
      custom.ifPresent(asked -> asked.policies().stream().map(RuleSet::unasked).forEach(all::add));
      return new RuleSet(all, allow);
    }

    /** A CUSTOM policy as one that denies what it matches. */
    static Policy unasked(Policy policy) {
      return policy.named(rule -> rule + "-deny-due-to-bad-CUSTOM-action");
    }

    /** Those that decide and are of objects of which this holds. */
    RuleSet only(Predicate<ObjectRef> which) {
      RuleSet closed = withoutAsking();
      return new RuleSet(only(closed.deny, which), only(closed.allow, which));
    }

    private static List<Policy> only(List<Policy> policies, Predicate<ObjectRef> which) {
      return policies.stream().filter(policy -> which.test(policy.cause().object())).toList();
    }

    /** What those look at that decide. */
    Looks looks() {
      RuleSet closed = withoutAsking();
      return Looks.of(
          Stream.concat(closed.deny.stream(), closed.allow.stream())
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

    private boolean decides() {
      return custom.isPresent() || !deny.isEmpty() || !allow.isEmpty() || !idle.isEmpty();
    }

    /** Whether what no ALLOW matches is refused. */
    public boolean allowOnly() {
      return !allow.isEmpty();
    }
  }
}
