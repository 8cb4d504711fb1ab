package io.waystone.translator.mesh;

import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.mesh.PortPolicies.RuleSet;
import java.util.Set;

/**
 * What a way to a port must keep, so that it leads past none of the port's policies.
 *
 * @param own whether its service has policies of its own
 * @param ownLooks what those look at, which a route may change on the way
 * @param waypointLooks what those of the waypoint look at
 * @param requests those of the waypoint's policies that look at ports and addresses, as they read
 *     for requests to this port
 * @param connections the same for connections
 */
record Guard(
    boolean own, Looks ownLooks, Looks waypointLooks, RuleSet requests, RuleSet connections) {

  /** Of a port without policies. */
  static final Guard NONE =
      new Guard(false, Looks.NOTHING, Looks.NOTHING, RuleSet.OPEN, RuleSet.OPEN);

  static Guard of(PortPolicies policies) {
    Set<ObjectRef> own = policies.own();
    RuleSet requests = policies.http().only(policies.placed()::contains);
    RuleSet connections = policies.tcp().only(policies.placed()::contains);
    return new Guard(
        !own.isEmpty(),
        policies.http().only(own::contains).looks(),
        policies.http().only(policy -> !own.contains(policy)).looks(),
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
