package io.waystone.translator.envoy;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.Function;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.graph.Keys;
import io.waystone.translator.mesh.Locality;
import io.waystone.translator.mesh.MeshModel;
import io.waystone.translator.mesh.WaypointKey;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The views that there are: those whose waypoint is there. */
final class LiveViews {

  /** What each view is the sum of. */
  final Collection<ViewKey, Set<Share>> views;

  /** The views that have a share. */
  final Index<Share, ViewKey, Set<Share>> byShare;

  /** Where HBONE comes in, for each waypoint once. */
  final Keys<Share.OfEntrance> entrances;

  /** Where the proxies of a waypoint are. */
  final Function<WaypointKey, SortedSet<Locality>> localities;

  /**
   * Declares the stages.
   *
   * @param wanted the views that somebody asks for, beside the standard one of each waypoint
   */
  LiveViews(GraphBuilder graph, MeshModel mesh, Keys<ViewKey> wanted) {
    Keys<ViewKey> standard =
        graph
            .index(
                "standard views",
                mesh.waypoints(),
                (key, _) -> Set.of(new ViewKey(key, Dialect.STANDARD)))
            .buckets();
    views =
        graph.collection(
            "views",
            graph.union(standard, wanted),
            (read, view) -> read.find(mesh.waypoints(), view.waypoint()).map(_ -> view.shares()));
    byShare = graph.index("views by share", views, (_, shares) -> shares);
    entrances = graph.index("entrances", views, (view, _) -> Set.of(view.entrance())).buckets();
    Index<WaypointKey, ViewKey, Set<Share>> byWaypoint =
        graph.index("views by waypoint", views, (view, _) -> Set.of(view.waypoint()));
    localities =
        graph.function(
            "localities",
            (read, waypoint) ->
                read.bucket(byWaypoint, waypoint).keySet().stream()
                    .map(ViewKey::locality)
                    .collect(
                        Collectors.collectingAndThen(
                            Collectors.toCollection(TreeSet::new),
                            Collections::unmodifiableSortedSet)));
  }
}
