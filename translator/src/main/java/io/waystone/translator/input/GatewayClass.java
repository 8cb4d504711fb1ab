package io.waystone.translator.input;

/**
 * A GatewayClass.
 *
 * @param waypointFor label {@code istio.io/waypoint-for}; empty where there is none
 */
public record GatewayClass(Meta meta, String controllerName, String waypointFor)
    implements MeshObject {}
