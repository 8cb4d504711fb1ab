package io.waystone.server.ads;

import io.waystone.translator.envoy.Resource;
import io.waystone.translator.mesh.WaypointKey;
import java.time.Instant;
import java.util.Optional;

/** Certificates and keys for SDS. Called from the threads of the streams. */
@FunctionalInterface
public interface Secrets {

  /**
   * The secret of this name for a waypoint, asked when a client that has none subscribes, and again
   * when it is time to renew; equal versions are not sent again.
   *
   * @return empty if the waypoint has no such secret; the client is then told that it is removed
   */
  Optional<Issued> secret(WaypointKey waypoint, String name);

  /**
   * When a secret that a client has is to be renewed. It may have come from another process: its
   * version alone says whether it is as good as one that would be issued now.
   *
   * @param version as the client reports it, or as it was sent
   * @return empty if it is to be replaced; nobody knows of any unless he says otherwise
   */
  default Optional<Instant> goodUntil(WaypointKey waypoint, String name, String version) {
    return Optional.empty();
  }

  /**
   * A secret that was issued.
   *
   * @param resource of type SECRET; its version names CA, identity and expiry
   * @param renewAt when to ask for it again
   */
  record Issued(Resource resource, Instant renewAt) {

    /** Says what it is and nothing of its content. */
    @Override
    public String toString() {
      return "Issued[" + resource.name() + " " + resource.version() + ", renewAt " + renewAt + "]";
    }
  }
}
