package io.waystone.translator.mesh;

/** Where a waypoint is reached, on port 15008. */
public sealed interface WaypointTarget {

  /** By the host of a service of the mesh: whichever of its addresses and pods are there. */
  record Host(HostName name) implements WaypointTarget {}

  /**
   * By an address.
   *
   * @param text canonical
   */
  record Ip(String text) implements WaypointTarget {}
}
