package io.waystone.translator.ztunnel;

import java.util.Comparator;

/** Names a resource of ztunnel. */
public record ZtunnelId(ZtunnelType type, String name) implements Comparable<ZtunnelId> {

  private static final Comparator<ZtunnelId> ORDER =
      Comparator.comparing(ZtunnelId::type).thenComparing(ZtunnelId::name);

  @Override
  public int compareTo(ZtunnelId other) {
    return ORDER.compare(this, other);
  }
}
