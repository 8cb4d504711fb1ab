package io.waystone.server.ads;

import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.mesh.WaypointKey;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one stream has and has not, for people to look at. Holds names and versions, no content.
 *
 * @param stream numbers the streams of this process
 * @param waypoint as the credential says
 * @param node the id that the client gives itself; empty before the first request
 * @param view what the client gets; empty before the first request
 * @param types the types that the client has asked for
 */
public record StreamState(
    long stream,
    WaypointKey waypoint,
    String node,
    Optional<ViewKey> view,
    SortedMap<ResourceType, OfType> types) {
  public StreamState {
    types = Collections.unmodifiableSortedMap(new TreeMap<>(types));
  }

  /** The dialect of the view. */
  public Optional<Dialect> dialect() {
    return view.map(ViewKey::dialect);
  }

  /**
   * One type of resources on the stream.
   *
   * @param all whether it subscribes to everything
   * @param names what it subscribes to by name
   * @param ackedRevision everything up to this revision is answered for, but for what is in {@code
   *     heldBack} and {@code refused}; 0 for none, and for secrets, which have no revision
   * @param inFlight what was sent and is not acknowledged
   * @param heldBack what waits until other resources are acknowledged
   * @param draining what is removed when the connections that use it have ended
   * @param refused what the client refused, by name
   */
  public record OfType(
      boolean all,
      SortedSet<String> names,
      long ackedRevision,
      SortedSet<String> inFlight,
      SortedSet<String> heldBack,
      SortedSet<String> draining,
      SortedMap<String, Refused> refused) {
    public OfType {
      names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
      inFlight = Collections.unmodifiableSortedSet(new TreeSet<>(inFlight));
      heldBack = Collections.unmodifiableSortedSet(new TreeSet<>(heldBack));
      draining = Collections.unmodifiableSortedSet(new TreeSet<>(draining));
      refused = Collections.unmodifiableSortedMap(new TreeMap<>(refused));
    }
  }
}
