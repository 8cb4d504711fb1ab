package io.waystone.server.identity;

import java.util.Optional;

/**
 * Who shows a service account token, as its verified claims say.
 *
 * @param pod the pod that the token is bound to
 * @param node the name of the node that this pod runs on; clusters before Kubernetes 1.30 do not
 *     say it
 */
public record Workload(ServiceAccount account, Optional<BoundPod> pod, Optional<String> node) {

  public Workload {
    node.ifPresent(name -> DnsNames.requireSubdomain("node", name));
  }

  /**
   * A pod that a token is bound to; it is in the namespace of the service account.
   *
   * @param uid tells it from another pod of the same name
   */
  public record BoundPod(String name, String uid) {
    public BoundPod {
      DnsNames.requireSubdomain("pod", name);
    }
  }

  /** For the log. */
  @Override
  public String toString() {
    return account + pod.map(bound -> " (pod " + bound.name() + ")").orElse("");
  }
}
