package io.waystone.translator.envoy;

import java.util.Comparator;

/**
 * What a proxy can do and where it takes connections, as far as its configuration depends on it;
 * derived from its node. Proxies of one waypoint, one dialect and one locality get the same bytes.
 *
 * @param bindAddress address on which it takes HBONE
 * @param bindPort port on which it takes HBONE
 * @param capabilities what its Envoy has
 */
public record Dialect(String bindAddress, int bindPort, Capabilities capabilities)
    implements Comparable<Dialect> {

  /** All addresses, port 15008: what a waypoint in a pod of its own has, and a stock Envoy 1.40. */
  public static final Dialect STANDARD = new Dialect("0.0.0.0", 15008);

  private static final Comparator<Dialect> ORDER =
      Comparator.comparing(Dialect::bindAddress)
          .thenComparingInt(Dialect::bindPort)
          .thenComparing(Dialect::capabilities);

  /** That of a stock Envoy 1.40 which takes HBONE there. */
  public Dialect(String bindAddress, int bindPort) {
    this(bindAddress, bindPort, Capabilities.STANDARD);
  }

  /** The same place with another Envoy. */
  public Dialect with(Capabilities other) {
    return new Dialect(bindAddress, bindPort, other);
  }

  /** The part that the tunnel's listener depends on. */
  Entrance entrance() {
    return new Entrance(bindAddress, bindPort, capabilities.strings());
  }

  @Override
  public int compareTo(Dialect other) {
    return ORDER.compare(this, other);
  }
}
