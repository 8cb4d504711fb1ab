package io.waystone.server.ads;

import io.waystone.translator.mesh.WaypointKey;
import java.time.Instant;

/**
 * Who is at the other end of a stream, as its credential says.
 *
 * @param waypoint the only waypoint whose configuration it gets
 * @param expires when the stream ends: some time before its credential does, so that those which
 *     got theirs together do not all come back at once. {@link Instant#MAX} for never
 */
public record Peer(WaypointKey waypoint, Instant expires) {}
