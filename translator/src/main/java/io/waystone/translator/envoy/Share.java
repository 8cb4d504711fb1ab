package io.waystone.translator.envoy;

import io.waystone.translator.mesh.Locality;
import io.waystone.translator.mesh.Preference;
import io.waystone.translator.mesh.WaypointKey;
import java.util.Comparator;

/**
 * A part of what a waypoint is sent, and the views that share it: those that agree in what its
 * resources depend on. A view is the sum of its shares, and no two of them have a resource of the
 * same name.
 */
sealed interface Share extends Comparable<Share> {

  /** Whose it is. */
  WaypointKey waypoint();

  /** What all views of a waypoint have. */
  record OfAll(WaypointKey waypoint) implements Share {}

  /** What depends on where HBONE comes in. */
  record OfEntrance(WaypointKey waypoint, Entrance entrance) implements Share {}

  /**
   * What depends on where the proxy is: the endpoints of services with this preference.
   *
   * @param locality as much of it as is relevant
   */
  record OfLocality(WaypointKey waypoint, Preference preference, Locality locality)
      implements Share {

    private static final Comparator<OfLocality> ORDER =
        Comparator.comparing(OfLocality::preference).thenComparing(OfLocality::locality);

    /** That of views in this locality. */
    static OfLocality of(WaypointKey waypoint, Preference preference, Locality proxy) {
      return new OfLocality(waypoint, preference, preference.relevant(proxy));
    }
  }

  @Override
  default int compareTo(Share other) {
    int byWaypoint = waypoint().compareTo(other.waypoint());
    if (byWaypoint != 0) {
      return byWaypoint;
    }
    return switch (this) {
      case OfEntrance(_, Entrance mine) when other instanceof OfEntrance(_, Entrance theirs) ->
          mine.compareTo(theirs);
      case OfLocality mine when other instanceof OfLocality theirs ->
          OfLocality.ORDER.compare(mine, theirs);
      case OfAll _, OfEntrance _, OfLocality _ -> Integer.compare(rank(this), rank(other));
    };
  }

  private static int rank(Share share) {
    return switch (share) {
      case OfAll _ -> 0;
      case OfEntrance _ -> 1;
      case OfLocality _ -> 2;
    };
  }
}
