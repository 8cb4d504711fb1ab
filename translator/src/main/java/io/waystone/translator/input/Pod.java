package io.waystone.translator.input;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A Pod, as far as the mesh depends on it.
 *
 * @param ips {@code status.podIPs}, canonical text; empty while it has none, when it has ended (its
 *     address may be another pod's by then), and on the network of its node (the address is the
 *     node's)
 * @param captured annotation {@code ambient.istio.io/redirection: enabled}, or label {@code
 *     networking.istio.io/tunnel: http}: it speaks HBONE
 * @param workload name of its workload: the owning controller's, or its own
 * @param canonicalService label {@code service.istio.io/canonical-name}, else {@code
 *     app.kubernetes.io/name}, else {@code app}, else the workload's name
 * @param canonicalRevision label {@code service.istio.io/canonical-revision}, else {@code
 *     app.kubernetes.io/version}, else {@code version}, else empty
 * @param waypoint label {@code gateway.istio.io/managed: istio.io-mesh-controller}: it is a
 *     waypoint itself
 * @param choice the labels by which it chooses the waypoint that captures it
 * @param instance what it is at the moment, and what others select it by
 */
public record Pod(
    Meta meta,
    List<String> ips,
    String node,
    String serviceAccount,
    boolean captured,
    String workload,
    String canonicalService,
    String canonicalRevision,
    boolean waypoint,
    WaypointLabels choice,
    Instance instance)
    implements MeshObject {
  public Pod {
    ips = List.copyOf(ips);
  }

  /** The same without what changes often: whoever reads it is not recomputed with that. */
  public Pod withoutInstance() {
    return new Pod(
        meta,
        ips,
        node,
        serviceAccount,
        captured,
        workload,
        canonicalService,
        canonicalRevision,
        waypoint,
        choice,
        Instance.UNKNOWN);
  }

  /**
   * The running pod.
   *
   * @param uid {@code metadata.uid}; objects in folders have none: empty
   * @param ended its phase is {@code Succeeded} or {@code Failed}: it runs no more
   * @param hostNetwork its addresses are the node's
   * @param addresses {@code status.podIPs}, canonical text, on the network of its node too; empty
   *     when it has ended
   * @param ready its condition {@code Ready} is true, and it is not being deleted
   * @param nativeTunnel label {@code networking.istio.io/tunnel: http}: it speaks HBONE itself
   * @param ports the TCP ports of its containers that have a name
   * @param labels all of them: a selector may ask for any
   */
  public record Instance(
      String uid,
      boolean ended,
      boolean hostNetwork,
      List<String> addresses,
      boolean ready,
      boolean nativeTunnel,
      Map<String, Integer> ports,
      Map<String, String> labels) {

    /** Nothing known. */
    public static final Instance UNKNOWN =
        new Instance("", false, false, List.of(), false, false, Map.of(), Map.of());

    public Instance {
      addresses = List.copyOf(addresses);
      ports = Collections.unmodifiableMap(new TreeMap<>(ports));
      labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }
  }
}
