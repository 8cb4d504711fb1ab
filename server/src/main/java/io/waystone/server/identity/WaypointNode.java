package io.waystone.server.identity;

import io.waystone.translator.mesh.WaypointKey;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Who the proxy says that it is. It informs (logs, dumps, where to bind); which configuration it
 * gets is decided by its credential.
 *
 * @param waypoint the namespace and name of its Gateway
 * @param address its own IP address
 * @param clusterDomain the DNS domain of the cluster, {@code cluster.local}
 * @param clusterId the name of the cluster in the mesh, {@code Kubernetes}
 * @param bind where it takes HBONE; empty for all addresses, port 15008
 */
public record WaypointNode(
    WaypointKey waypoint,
    String address,
    String clusterDomain,
    String clusterId,
    Optional<HostPort> bind) {

  private static final HostPort STANDARD_BIND = new HostPort("0.0.0.0", 15008);

  public WaypointNode {
    DnsNames.requireWaypoint(waypoint);
    DnsNames.requireSubdomain("cluster domain", clusterDomain);
    InetAddress.ofLiteral(address);
    bind.filter(at -> !at.isAddress())
        .ifPresent(at -> {
          throw new IllegalArgumentException(at + " is not an IP address and a port");
        });
  }

  /** Istio's form of a node id: type, address, name and DNS domain, separated by {@code ~}. */
  public String id() {
    String namespace = waypoint.namespace();
    return "waypoint~%s~%s.%s~%s.svc.%s"
        .formatted(address, waypoint.name(), namespace, namespace, clusterDomain);
  }

  /** The node's cluster, {@code NAME.NAMESPACE}. */
  public String cluster() {
    return waypoint.name() + "." + waypoint.namespace();
  }

  /** Where it takes HBONE. */
  HostPort hbone() {
    return bind.orElse(STANDARD_BIND);
  }
}
