package io.waystone.translator.input;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An Istio PeerAuthentication: whether workloads take connections without mutual TLS. One that
 * cannot be read is here as {@code STRICT} for all that it selects, {@link #unreadable} set.
 *
 * @param selector {@code spec.selector}; empty: all workloads of its namespace, or of the mesh in
 *     the root namespace. What cannot be read of it is left out, so an unreadable one selects more
 * @param ports {@code spec.portLevelMtls}, by the number of the workload's port; none without a
 *     selector
 */
public record PeerAuthentication(
    Meta meta,
    Optional<WorkloadSelector> selector,
    Mode mode,
    SortedMap<Integer, Mode> ports,
    boolean unreadable)
    implements MeshObject {
  public PeerAuthentication {
    ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
  }

  /** {@code mode}. */
  public enum Mode {
    /** What the next wider one says. */
    UNSET,
    /** Without mutual TLS nobody is let in. */
    STRICT,
    PERMISSIVE,
    /** ztunnel takes mutual TLS all the same: the same as {@link #PERMISSIVE} (istiod). */
    DISABLE
  }

  /** Whether it selects by labels, and not all workloads there are. */
  public boolean ofWorkloads() {
    return selector.filter(labels -> !labels.labels().isEmpty()).isPresent();
  }

  /** One that cannot be read. */
  static PeerAuthentication unreadable(Meta meta, Optional<WorkloadSelector> selector) {
    return new PeerAuthentication(meta, selector, Mode.STRICT, Collections.emptySortedMap(), true);
  }
}
