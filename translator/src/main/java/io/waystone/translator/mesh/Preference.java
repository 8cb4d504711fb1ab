package io.waystone.translator.mesh;

import io.waystone.translator.input.TrafficDistribution;

/** Which endpoints of a service a proxy prefers by where they are. */
public enum Preference {
  /** None: where a proxy is makes no difference. */
  NONE,
  /** Those in its zone, then its region. */
  SAME_ZONE,
  /**
   * Those on its node. A view is that of a locality, not of a node, so these are the ones in its
   * subzone, then its zone, then its region.
   */
  SAME_NODE;

  static Preference of(TrafficDistribution written) {
    return switch (written) {
      case PREFER_SAME_ZONE -> SAME_ZONE;
      case PREFER_SAME_NODE -> SAME_NODE;
    };
  }

  /** As much of a proxy's locality as makes a difference. */
  public Locality relevant(Locality proxy) {
    return switch (this) {
      case NONE -> Locality.UNKNOWN;
      case SAME_ZONE -> proxy.withoutSubzone();
      case SAME_NODE -> proxy;
    };
  }

  /**
   * How far an endpoint is from a proxy. What is nearer is preferred for as long as there is any.
   *
   * @return 0 or more; the numbers have an order and no other meaning
   */
  public int distance(Locality proxy, Locality endpoint) {
    return switch (this) {
      case NONE -> 0;
      case SAME_ZONE -> byZone(proxy, endpoint);
      case SAME_NODE -> proxy.sameSubzone(endpoint) ? 0 : 1 + byZone(proxy, endpoint);
    };
  }

  private static int byZone(Locality proxy, Locality endpoint) {
    if (proxy.sameZone(endpoint)) {
      return 0;
    }
    return proxy.sameRegion(endpoint) ? 1 : 2;
  }
}
