package io.waystone.server.lab;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where a client's tunnels go.
 *
 * @param address the waypoint's address and HBONE port
 * @param identity the SPIFFE id that its certificate must carry, exactly
 * @param source the local address to connect from; empty for the system's choice
 */
public record HboneEndpoint(
    InetSocketAddress address, String identity, Optional<InetAddress> source) {

  /** An endpoint reached from whatever local address the system picks. */
  public HboneEndpoint(InetSocketAddress address, String identity) {
    this(address, identity, Optional.empty());
  }

  /** The same, reached from this local address. */
  public HboneEndpoint from(InetAddress local) {
    return new HboneEndpoint(address, identity, Optional.of(local));
  }
}
