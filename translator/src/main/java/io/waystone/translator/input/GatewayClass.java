package io.waystone.translator.input;

import java.util.Optional;

/**
 * A GatewayClass.
 *
 * @param waypointFor label {@code istio.io/waypoint-for}; empty where there is none
 * @param binding as of a Gateway, for those that do not say it
 */
public record GatewayClass(
    Meta meta, String controllerName, String waypointFor, Optional<InboundBinding> binding)
    implements MeshObject {

  /** One that says nothing of a binding. */
  public GatewayClass(Meta meta, String controllerName, String waypointFor) {
    this(meta, controllerName, waypointFor, Optional.empty());
  }
}
