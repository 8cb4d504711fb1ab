package io.waystone.translator.envoy;

import java.util.Comparator;

/**
 * What a proxy can do and where it stands, as far as its configuration depends on it; derived from
 * its node. Proxies of one waypoint and one dialect get the same bytes.
 *
 * @param bindAddress address on which it takes HBONE
 * @param bindPort port on which it takes HBONE
 */
public record Dialect(String bindAddress, int bindPort) implements Comparable<Dialect> {

  /** All addresses, port 15008: what a waypoint in a pod of its own has. */
  public static final Dialect STANDARD = new Dialect("0.0.0.0", 15008);

  private static final Comparator<Dialect> ORDER =
      Comparator.comparing(Dialect::bindAddress).thenComparingInt(Dialect::bindPort);

  @Override
  public int compareTo(Dialect other) {
    return ORDER.compare(this, other);
  }
}
