package io.waystone.translator.mesh;

import io.waystone.translator.input.ObjectRef;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** What of PeerAuthentication is a policy at ztunnel: who comes without mutual TLS is refused. */
public sealed interface PeerPolicy {

  /** On all ports; one and the same for all workloads. */
  record Strict() implements PeerPolicy {}

  /**
   * On some ports.
   *
   * @param of the PeerAuthentication that says so
   * @param strict whether {@code ports} are the exceptions of a strict one, or the strict ones
   * @param ports of the workload; not empty
   */
  record OfPorts(ObjectRef of, boolean strict, SortedSet<Integer> ports) implements PeerPolicy {
    public OfPorts {
      ports = Collections.unmodifiableSortedSet(new TreeSet<>(ports));
    }
  }
}
