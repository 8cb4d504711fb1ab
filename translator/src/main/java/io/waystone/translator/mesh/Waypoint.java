package io.waystone.translator.mesh;

import io.waystone.translator.input.Gateway.AllowedNamespaces;

/**
 * A waypoint of ours.
 *
 * @param trustDomain of its identity
 * @param serviceAccount the account that it runs as, in its namespace
 * @param traffic what it takes
 * @param allowed whose objects it takes
 * @param className its GatewayClass; policies may target it
 */
public record Waypoint(
    WaypointKey key,
    String trustDomain,
    String serviceAccount,
    Traffic traffic,
    AllowedNamespaces allowed,
    String className) {

  /** {@code istio.io/waypoint-for}. */
  public enum Traffic {
    SERVICE,
    WORKLOAD,
    ALL,
    NONE;

    /** Whether requests to services are taken. */
    boolean services() {
      return this == SERVICE || this == ALL;
    }

    /** Whether requests to pods are taken. */
    boolean workloads() {
      return this == WORKLOAD || this == ALL;
    }
  }
}
