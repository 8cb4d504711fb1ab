package io.waystone.translator.mesh;

import java.util.List;

/**
 * What a workload is by itself.
 *
 * @param addresses canonical text
 * @param hostname what to resolve where there is no address; else empty
 * @param shared its addresses are not its own: nothing is looked up by them
 * @param network empty for the mesh's own
 * @param serviceAccount of its identity; empty where nobody knows it
 * @param node empty where it is on none
 * @param workloadName of the workload that it is one of
 * @param canonicalRevision may be empty
 * @param weight 0 where none is written
 */
public record WorkloadSelf(
    List<String> addresses,
    String hostname,
    boolean shared,
    String network,
    Workload.Tunnel tunnel,
    String serviceAccount,
    String node,
    Locality locality,
    String workloadName,
    String canonicalName,
    String canonicalRevision,
    boolean healthy,
    int weight) {
  public WorkloadSelf {
    addresses = List.copyOf(addresses);
  }

  /** An address of which nobody knows whose it is. */
  static WorkloadSelf opaque(String address, boolean healthy) {
    return new WorkloadSelf(
        List.of(address),
        "",
        true,
        "",
        Workload.Tunnel.NONE,
        "",
        "",
        Locality.UNKNOWN,
        "",
        "",
        "",
        healthy,
        0);
  }

  /** The same, with addresses that belong to another. */
  WorkloadSelf asShared() {
    return new WorkloadSelf(
        addresses,
        hostname,
        true,
        network,
        tunnel,
        serviceAccount,
        node,
        locality,
        workloadName,
        canonicalName,
        canonicalRevision,
        healthy,
        weight);
  }
}
