package io.waystone.e2e.bench;

import io.waystone.e2e.bench.ClientOrder.Expected;
import io.waystone.server.source.SourceUpdate;
import io.waystone.translator.Translator;
import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceChange;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.graph.Counts;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The same mesh in this process: says what each change makes the control plane send, and what it
 * counts. The translation is pure, so both come to the same bytes.
 */
final class Model {

  private final Translator translator =
      new Translator(Mesh.DEFAULT.withLocalEndpoints(), Mode.BESIDE_ISTIOD);

  /** A model of that mesh, with every waypoint connected. */
  Model(MeshText mesh) {
    Translator.Edit edit = translator.edit();
    IntStream.range(0, mesh.waypoints()).forEach(waypoint -> edit.want(view(waypoint)));
    take(Objects.update(mesh), edit);
  }

  private static ViewKey view(int waypoint) {
    return new ViewKey(MeshText.waypoint(waypoint), Dialect.STANDARD);
  }

  private static Translator.Applied take(SourceUpdate update, Translator.Edit edit) {
    update.changed().values().forEach(result -> edit.set(result.object().orElseThrow()));
    update.removed().forEach(edit::remove);
    return edit.apply();
  }

  /**
   * What a change did.
   *
   * @param expected what the streams of the waypoint get by it
   */
  record Effect(List<Expected> expected, Counts counts) {}

  /** Makes a change, of which the streams of one waypoint are looked at. */
  Effect apply(Change change, int waypoint) {
    Translator.Applied applied = take(Objects.update(change), translator.edit());
    return new Effect(
        applied.revision().changes().getOrDefault(view(waypoint), List.of()).stream()
            .filter(Model::isTold)
            .map(one -> expected(one.id().type(), one.id().name(), one.resource()))
            .toList(),
        applied.counts());
  }

  /** Nobody is told that endpoints or routes are gone: what named them went before. */
  private static boolean isTold(ResourceChange change) {
    return change.resource().isPresent()
        || change.id().type() == ResourceType.CLUSTER
        || change.id().type() == ResourceType.LISTENER;
  }

  /** All that a stream of the waypoint gets when it connects, its certificates included. */
  List<Expected> all(int waypoint) {
    List<Expected> all = new ArrayList<>();
    for (Resource resource : translator.resources(view(waypoint))) {
      all.add(expected(resource.id().type(), resource.id().name(), Optional.of(resource)));
    }
    Stream.of("default", "ROOTCA")
        .map(name -> new Expected(ResourceType.SECRET, name, Expected.ANY))
        .forEach(all::add);
    return List.copyOf(all);
  }

  private static Expected expected(ResourceType type, String name, Optional<Resource> resource) {
    return new Expected(type, name, resource.map(Resource::version).orElse(Expected.GONE));
  }
}
