package io.waystone.server.identity;

import java.util.Optional;
import java.util.Set;

/**
 * The proxies of the nodes, which speak for the workloads there.
 *
 * @param accounts the service accounts that they run as
 * @param residents which pods run on which node
 */
public record NodeProxies(Set<ServiceAccount> accounts, Residents residents) {

  public NodeProxies {
    accounts = Set.copyOf(accounts);
  }

  /** Whether this is one of them. */
  public boolean contains(Workload workload) {
    return accounts.contains(workload.account());
  }

  /**
   * The node that somebody runs on: by the token, and where that says only which pod it is, by that
   * pod. Empty if neither is known.
   */
  public Optional<String> node(Workload workload) {
    return workload
        .node()
        .or(() -> workload.pod().flatMap(pod -> residents.nodeOf(pod, workload.account())));
  }
}
