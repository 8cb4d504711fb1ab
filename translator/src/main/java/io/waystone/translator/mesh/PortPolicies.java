package io.waystone.translator.mesh;

import java.util.List;

/**
 * What decides for a service port: a DENY that matches refuses; if there is an ALLOW policy, one
 * must match; otherwise everything is allowed.
 *
 * @param http how the policies read for HTTP requests
 * @param tcp how they read for connections of which nothing more is known
 * @param own whether one of them is the service's own, and not the waypoint's
 */
public record PortPolicies(RuleSet http, RuleSet tcp, boolean own) {

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

    /** Whether what no ALLOW matches is refused. */
    public boolean allowOnly() {
      return !allow.isEmpty();
    }
  }
}
