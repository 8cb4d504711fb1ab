package io.waystone.translator.input;

import java.util.List;

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
    WaypointLabels choice)
    implements MeshObject {
  public Pod {
    ips = List.copyOf(ips);
  }
}
