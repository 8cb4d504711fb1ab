package io.waystone.translator.mesh;

import io.waystone.translator.input.Attribute;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.mesh.PortPolicies.RuleSet;
import java.util.Set;

/**
 * What a way to a port must keep, so that it leads past none of the port's policies.
 *
 * @param own whether its service has policies of its own
 * @param ownLook whether those look at what a route may rewrite: the path, the host
 * @param waypointLooks whether those of the waypoint do
 * @param requests those of the waypoint's policies that look at ports and addresses, as they read
 *     for requests to this port
 * @param connections the same for connections
 */
record Guard(
    boolean own, boolean ownLook, boolean waypointLooks, RuleSet requests, RuleSet connections) {

  /** Of a port without policies. */
  static final Guard NONE = new Guard(false, false, false, RuleSet.OPEN, RuleSet.OPEN);

  private static final Set<Attribute> REWRITTEN = Set.of(Attribute.PATHS, Attribute.HOSTS);

  static Guard of(PortPolicies policies) {
    Set<ObjectRef> own = policies.own();
    RuleSet requests = policies.http().only(policies.placed()::contains);
    RuleSet connections = policies.tcp().only(policies.placed()::contains);
    return new Guard(
        !own.isEmpty(),
        policies.http().only(own::contains).asks(REWRITTEN),
        policies.http().only(policy -> !own.contains(policy)).asks(REWRITTEN),
        requests,
        // A port for requests alone has no other form: connections are judged by the same.
        connections.equals(RuleSet.OPEN) ? requests : connections);
  }

  /**
   * Whether who was let in at another port may still be refused here: by a policy of this service,
   * or by one of the waypoint that reads otherwise for this port.
   */
  boolean holdsBeside(Guard other, Traffic traffic) {
    return own
        || switch (traffic) {
          case REQUESTS, CALLS -> refusesMore(requests, other.requests);
          case CONNECTIONS -> refusesMore(connections, other.connections);
        };
  }

  private static boolean refusesMore(RuleSet here, RuleSet there) {
    return !here.equals(RuleSet.OPEN) && !here.equals(there);
  }
}
