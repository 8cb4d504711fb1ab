package io.waystone.server.identity;

import io.waystone.server.identity.Workload.BoundPod;
import java.util.Optional;

/**
 * Which workloads run on which node, as of now; pods that have ended do not run. Asked by any
 * thread, for each certificate that a node's proxy wants for another workload.
 */
public interface Residents {

  /**
   * Whether a pod with this service account runs on this node, with a network of its own: one on
   * the network of the node is never served by the node's proxy.
   */
  boolean runsOn(String node, ServiceAccount account);

  /**
   * The node of a pod; empty if it runs on none, or there is no such pod: of that name in the
   * account's namespace, with that uid and that service account.
   */
  Optional<String> nodeOf(BoundPod pod, ServiceAccount account);
}
