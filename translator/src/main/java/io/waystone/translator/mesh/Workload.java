package io.waystone.translator.mesh;

import io.waystone.translator.input.InboundBinding;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A workload as ztunnel is told of it.
 *
 * @param trustDomain of its identity
 * @param services by host, the service's ports with the workload's
 * @param waypoint what is sent to its own addresses goes through it
 * @param binding how the ztunnel in front of it hands on what it gets; empty: as it came
 * @param selected what decides who may connect to it, beside what holds for its namespace
 */
public record Workload(
    WorkloadKey key,
    WorkloadSelf self,
    String trustDomain,
    SortedMap<HostName, SortedMap<Integer, Integer>> services,
    Optional<WaypointTarget> waypoint,
    Optional<InboundBinding> binding,
    Selected selected) {
  public Workload {
    services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
  }

  /** How it takes connections from the mesh. */
  public enum Tunnel {
    /** As bytes. */
    NONE,
    /** By HBONE, which its node's ztunnel takes for it. */
    HBONE,
    /** By HBONE, which it takes itself. */
    NATIVE
  }
}
