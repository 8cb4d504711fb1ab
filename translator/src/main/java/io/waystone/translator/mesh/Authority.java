package io.waystone.translator.mesh;

import io.waystone.translator.input.Addresses;
import java.util.Comparator;

/**
 * An address and port that a client names in a CONNECT request to a waypoint.
 *
 * @param address canonical text (RFC 5952)
 */
public record Authority(WaypointKey waypoint, String address, int port)
    implements Comparable<Authority> {

  private static final Comparator<Authority> ORDER =
      Comparator.comparing(Authority::waypoint)
          .thenComparing(Authority::address)
          .thenComparingInt(Authority::port);

  /** As it is written in a request: {@code 10.96.0.12:9080}, {@code [fd00::5]:9080}. */
  public String text() {
    return Addresses.host(address) + ":" + port;
  }

  @Override
  public int compareTo(Authority other) {
    return ORDER.compare(this, other);
  }
}
