package io.waystone.server.ads;

import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.mesh.WaypointKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The versions of resources that proxies refuse, for all streams: a version is refused once, and
 * not sent again to a proxy of that waypoint and dialect. (Not to those of other waypoints either
 * would let one waypoint's proxy close the ports of another's.) May be used by any thread.
 */
final class Quarantine {

  /** The oldest beyond these are forgotten, and tried once more if they come again. */
  private static final int MOST = 10_000;

  private record Key(WaypointKey waypoint, Dialect dialect, ResourceId id, String version) {}

  private final Map<Key, Refused> refused =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Refused> eldest) {
          return size() > MOST;
        }
      };

  synchronized int size() {
    return refused.size();
  }

  synchronized void add(WaypointKey waypoint, Dialect dialect, ResourceId id, Refused refusal) {
    refused.put(new Key(waypoint, dialect, id, refusal.version()), refusal);
  }

  synchronized Optional<Refused> find(
      WaypointKey waypoint, Dialect dialect, ResourceId id, String version) {
    return Optional.ofNullable(refused.get(new Key(waypoint, dialect, id, version)));
  }
}
