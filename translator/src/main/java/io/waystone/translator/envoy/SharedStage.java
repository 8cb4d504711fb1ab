package io.waystone.translator.envoy;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.mesh.Outcome;
import io.waystone.translator.mesh.WaypointKey;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The resources that a stage makes, by name: what is the same for all views of a waypoint. Its
 * change set falls out of the recomputation.
 */
final class SharedStage<K extends Comparable<? super K>> {

  final Collection<ResourceKey, Resource> resources;

  /** Only for listing what a waypoint has: no function reads so much. */
  final Index<WaypointKey, ResourceKey, Resource> byWaypoint;

  SharedStage(
      GraphBuilder graph,
      Collection<K, Outcome<List<Resource>>> stage,
      Function<K, WaypointKey> waypoint) {
    Index<ResourceKey, K, Outcome<List<Resource>>> byName =
        graph.index(
            stage.name() + " by name",
            stage,
            (key, made) -> keys(waypoint.apply(key), made.value()));
    resources =
        graph.collection(
            stage.name() + " resources",
            byName.buckets(),
            (read, key) ->
                read.bucket(byName, key).values().stream()
                    .flatMap(made -> made.value().stream())
                    .filter(resource -> resource.id().equals(key.id()))
                    .findFirst());
    byWaypoint =
        graph.index(stage.name() + " by waypoint", resources, (key, _) -> Set.of(key.waypoint()));
  }

  private static Set<ResourceKey> keys(WaypointKey waypoint, List<Resource> made) {
    return made.stream()
        .map(resource -> new ResourceKey(waypoint, resource.id()))
        .collect(Collectors.toSet());
  }
}
