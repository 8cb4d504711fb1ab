package io.waystone.translator.mesh;

/** Who is told of the mesh. */
public enum Mode {
  /** Waypoints and ztunnels: there is no other control plane. */
  ALONE,
  /** Waypoints: an istiod tells the ztunnels, and owns what they are told by. */
  BESIDE_ISTIOD
}
