package io.waystone.server.ads;

import io.waystone.translator.mesh.WaypointKey;
import java.time.Instant;
import java.util.Optional;

/** Who is at the other end of a stream, as its credential says. */
public sealed interface Peer {

  /**
   * When the stream ends: some time before its credential does, so that those which got theirs
   * together do not all come back at once. {@link Instant#MAX} for never.
   */
  Instant expires();

  /**
   * A proxy of a waypoint.
   *
   * @param waypoint the only waypoint whose configuration it gets
   */
  record OfWaypoint(WaypointKey waypoint, Instant expires) implements Peer {}

  /**
   * The proxy of a node, which gets what all ztunnels get.
   *
   * @param account its service account, for people to look at
   * @param node the name of its node; empty if that is not known
   */
  record OfZtunnel(String account, Optional<String> node, Instant expires) implements Peer {}
}
