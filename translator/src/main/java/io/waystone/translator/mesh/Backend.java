package io.waystone.translator.mesh;

import java.util.Set;

/**
 * A service port as a place that requests are sent to.
 *
 * @param captured the waypoint that sends captures it
 * @param asked how it is asked to decide about requests
 * @param service the service's object name and namespace are in metrics
 */
public record Backend(
    ServiceKey service,
    String host,
    int port,
    Protocol protocol,
    boolean captured,
    Set<Asking> asked) {
  public Backend {
    asked = Set.copyOf(asked);
  }
}
