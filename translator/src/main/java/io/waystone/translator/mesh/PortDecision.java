package io.waystone.translator.mesh;

import io.waystone.translator.input.Diagnostic;
import java.util.List;
import java.util.Optional;

/**
 * All that decides who may send to a service port, or to the pods behind a waypoint.
 *
 * @param port empty: pods that are addressed directly
 * @param said what of the policies holds otherwise than written
 * @param bypasses whether one can get there without the waypoint; empty where no policy decides
 */
public record PortDecision(
    WaypointKey waypoint,
    Optional<MeshPort> port,
    PortPolicies policies,
    List<Diagnostic> said,
    List<Bypass> bypasses) {
  public PortDecision {
    said = List.copyOf(said);
    bypasses = List.copyOf(bypasses);
  }

  /** {@code reviews.default.svc.cluster.local:9080}; {@code pods} where it is none. */
  public String text() {
    return port.map(p -> p.key().host() + ":" + p.key().port()).orElse("pods");
  }
}
