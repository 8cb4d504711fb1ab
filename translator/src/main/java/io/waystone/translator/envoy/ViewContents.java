package io.waystone.translator.envoy;

import io.waystone.translator.graph.Changes;
import io.waystone.translator.graph.Graph;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What each view has: the resources of its shares. */
final class ViewContents {

  private final LiveViews live;
  private final List<SharedStage<?>> stages;

  ViewContents(LiveViews live, List<SharedStage<?>> stages) {
    this.live = live;
    this.stages = List.copyOf(stages);
  }

  /** All that a view has, by type and name; nothing if it is not there. */
  List<Resource> resources(Graph graph, ViewKey view) {
    return graph.find(live.views, view).orElse(Set.of()).stream()
        .flatMap(share ->
            stages.stream().flatMap(stage -> graph.bucket(stage.byShare, share).values().stream()))
        .sorted((a, b) -> a.id().compareTo(b.id()))
        .toList();
  }

  /** The views that are no more. */
  Set<ViewKey> gone(Changes changes) {
    return changes.of(live.views).entrySet().stream()
        .filter(view -> view.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** How each view differs from what it was before; one that is new has all its resources here. */
  SortedMap<ViewKey, List<ResourceChange>> changes(Graph graph, Changes changes) {
    SortedMap<ViewKey, List<ResourceChange>> said = new TreeMap<>();
    changes
        .of(live.views)
        .forEach((view, shares) -> {
          if (shares.isPresent()) {
            said.put(view, all(graph, view));
          }
        });
    Map<ViewKey, SortedMap<ResourceId, Difference>> known = new TreeMap<>();
    differences(changes)
        .forEach((share, differences) -> {
          for (ViewKey view : graph.bucket(live.byShare, share).keySet()) {
            if (!said.containsKey(view)) {
              SortedMap<ResourceId, Difference> all =
                  known.computeIfAbsent(view, _ -> new TreeMap<>());
              differences.forEach((id, one) -> all.merge(id, one, Difference::and));
            }
          }
        });
    known.forEach((view, differences) -> {
      List<ResourceChange> real = real(differences);
      if (!real.isEmpty()) {
        said.put(view, real);
      }
    });
    return said;
  }

  private SortedMap<Share, Map<ResourceId, Difference>> differences(Changes changes) {
    SortedMap<Share, Map<ResourceId, Difference>> byShare = new TreeMap<>();
    for (SharedStage<?> stage : stages) {
      SortedMap<ResourceKey, Optional<Resource>> before = changes.before(stage.resources);
      changes
          .of(stage.resources)
          .forEach((key, now) ->
              byShare
                  .computeIfAbsent(key.share(), _ -> new HashMap<>())
                  .put(key.id(), new Difference(before.getOrDefault(key, Optional.empty()), now)));
    }
    return byShare;
  }

  private List<ResourceChange> all(Graph graph, ViewKey view) {
    return resources(graph, view).stream()
        .map(resource -> new ResourceChange(resource.id(), Optional.of(resource)))
        .toList();
  }

  private static List<ResourceChange> real(SortedMap<ResourceId, Difference> differences) {
    return differences.entrySet().stream()
        .filter(entry -> entry.getValue().isReal())
        .map(entry -> new ResourceChange(entry.getKey(), entry.getValue().now()))
        .toList();
  }

  /** A resource before and now. One may go from a share of a view to another of its shares. */
  private record Difference(Optional<Resource> before, Optional<Resource> now) {

    Difference and(Difference other) {
      return new Difference(before.or(other::before), now.or(other::now));
    }

    boolean isReal() {
      return !Objects.equals(before, now);
    }
  }
}
