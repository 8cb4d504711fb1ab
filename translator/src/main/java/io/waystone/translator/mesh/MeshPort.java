package io.waystone.translator.mesh;

import java.util.List;

/**
 * A service port behind a waypoint.
 *
 * @param service the service that owns it
 * @param addresses the service's addresses, canonical text
 */
public record MeshPort(PortKey key, ServiceKey service, Protocol protocol, List<String> addresses) {
  public MeshPort {
    addresses = List.copyOf(addresses);
  }
}
