package io.waystone.translator.mesh;

import io.waystone.translator.input.Meta;
import java.util.List;
import java.util.Optional;

/**
 * Which waypoint takes the requests to a service, and what the service claims there.
 *
 * @param waypoint empty: requests go to the service without a waypoint of ours
 * @param foreign a Gateway that the service names as its waypoint, and that is somebody else's
 * @param condition what a status says of it; empty where no waypoint is asked for
 */
public record Capture(
    Optional<WaypointKey> waypoint,
    Optional<WaypointKey> foreign,
    Optional<Condition> condition,
    ServiceKey service,
    Meta meta,
    String host,
    List<String> addresses,
    List<Integer> ports) {
  public Capture {
    addresses = List.copyOf(addresses);
    ports = List.copyOf(ports);
  }
}
