package io.waystone.translator.envoy;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.mesh.Outcome;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The resources that a stage makes, by share and name. Its change set falls out of the
 * recomputation.
 */
final class SharedStage<K extends Comparable<? super K>> {

  final Collection<ResourceKey, Resource> resources;

  /** Only for listing what a view has: no function reads so much. */
  final Index<Share, ResourceKey, Resource> byShare;

  SharedStage(
      GraphBuilder graph, Collection<K, Outcome<List<Resource>>> stage, Function<K, Share> share) {
    Index<ResourceKey, K, Outcome<List<Resource>>> byName =
        graph.index(
            stage.name() + " by name", stage, (key, made) -> keys(share.apply(key), made.value()));
    resources =
        graph.collection(
            stage.name() + " resources",
            byName.buckets(),
            (read, key) ->
                read.bucket(byName, key).values().stream()
                    .flatMap(made -> made.value().stream())
                    .filter(resource -> resource.id().equals(key.id()))
                    .findFirst());
    byShare = graph.index(stage.name() + " by share", resources, (key, _) -> Set.of(key.share()));
  }

  private static Set<ResourceKey> keys(Share share, List<Resource> made) {
    return made.stream()
        .map(resource -> new ResourceKey(share, resource.id()))
        .collect(Collectors.toSet());
  }
}
