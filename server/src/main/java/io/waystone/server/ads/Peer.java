package io.waystone.server.ads;

import io.waystone.translator.mesh.WaypointKey;
import java.time.Instant;

/**
 * Who is at the other end of a stream, as its credential says.
 *
 * @param waypoint the only waypoint whose configuration it gets
 * @param expires when its credential ends; the stream ends with it. {@link Instant#MAX} for never
 */
public record Peer(WaypointKey waypoint, Instant expires) {}
