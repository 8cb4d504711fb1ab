package io.waystone.translator.envoy;

import java.util.Comparator;

/**
 * Where HBONE comes in, and how what the tunnel says is carried on: the part of a {@link Dialect}
 * that {@code connect_terminate} depends on.
 */
record Entrance(String address, int port, Capabilities.Strings strings)
    implements Comparable<Entrance> {

  private static final Comparator<Entrance> ORDER =
      Comparator.comparing(Entrance::address)
          .thenComparingInt(Entrance::port)
          .thenComparing(Entrance::strings);

  @Override
  public int compareTo(Entrance other) {
    return ORDER.compare(this, other);
  }
}
