package io.waystone.translator;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.generate.LargeMesh;
import io.waystone.translator.graph.Counts;
import io.waystone.translator.input.WaypointLabels;
import io.waystone.translator.mesh.Locality;
import io.waystone.translator.mesh.WaypointKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** DESIGN D2: one change costs as much among 5,000 services as among 100. */
class TranslatorCountsTest {

  private static final WaypointLabels NO_WAYPOINT =
      new WaypointLabels(Optional.of("none"), Optional.empty());

  private static final ViewKey VIEW =
      new ViewKey(new WaypointKey(LargeMesh.NAMESPACE, "waypoint"), Dialect.STANDARD);

  private static final List<ViewKey> LOCALITIES =
      Stream.of("r/z0", "r/z1")
          .map(text -> new ViewKey(VIEW.waypoint(), Dialect.STANDARD, Locality.parse(text)))
          .toList();

  /** The number of a service that is not there at first. */
  private static final int MORE = 6_000;

  /** Built once for each size; a change is taken back after it was counted. */
  private static final Map<Integer, Translator> BUILT = new HashMap<>();

  @AfterAll
  static void forget() {
    BUILT.clear();
  }

  /** A change of a mesh, what takes it back, and what it sends. */
  record Case(
      String name,
      BiConsumer<LargeMesh, Translator.Edit> change,
      BiConsumer<LargeMesh, Translator.Edit> back,
      List<ResourceType> sent) {

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> changes() {
    return List.of(
        new Case(
            "the weight of a route",
            (mesh, edit) -> edit.set(mesh.route(7, 80)),
            (mesh, edit) -> edit.set(mesh.route(7, 90)),
            List.of(ResourceType.ROUTES)),
        new Case(
            "an endpoint",
            (mesh, edit) -> edit.set(mesh.slice(7, false)),
            (mesh, edit) -> edit.set(mesh.slice(7, true)),
            List.of(ResourceType.ENDPOINTS)),
        new Case(
            "a pod",
            (mesh, edit) -> edit.set(mesh.pod(7, 1, false)),
            (mesh, edit) -> edit.set(mesh.pod(7, 1, true)),
            List.of(ResourceType.ENDPOINTS)),
        // Its own, and those of the service that sends a tenth there.
        new Case(
            "a policy of a service",
            (mesh, edit) -> edit.set(mesh.servicePolicy(7, "PUT")),
            (mesh, edit) -> edit.set(mesh.servicePolicy(7, "POST")),
            List.of(ResourceType.ROUTES, ResourceType.ROUTES)),
        new Case(
            "a service more",
            (mesh, edit) -> edit.set(mesh.service(MORE, WaypointLabels.NONE)),
            (mesh, edit) -> edit.remove(mesh.service(MORE, WaypointLabels.NONE).ref()),
            List.of(
                ResourceType.CLUSTER,
                ResourceType.CLUSTER,
                ResourceType.ENDPOINTS,
                ResourceType.LISTENER,
                ResourceType.ROUTES)),
        // Its own five, and the route of the service that sends a tenth there: uncaptured, then.
        new Case(
            "a service leaves its waypoint",
            (mesh, edit) -> edit.set(mesh.service(7, NO_WAYPOINT)),
            (mesh, edit) -> edit.set(mesh.service(7, WaypointLabels.NONE)),
            List.of(
                ResourceType.CLUSTER,
                ResourceType.CLUSTER,
                ResourceType.CLUSTER,
                ResourceType.ENDPOINTS,
                ResourceType.ENDPOINTS,
                ResourceType.LISTENER,
                ResourceType.ROUTES,
                ResourceType.ROUTES)),
        new Case(
            "a label of the namespace that nobody reads",
            (mesh, edit) -> edit.set(mesh.namespace(Map.of("team", "a"))),
            (mesh, edit) -> edit.set(mesh.namespace(Map.of())),
            List.of()),
        new Case(
            "nothing",
            (mesh, edit) -> edit.set(mesh.route(7, 90)).set(mesh.pod(7, 1, true)),
            (_, _) -> {},
            List.of()));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void costsTheSameAt100AndAt5000(Case change) {
    Translator.Applied small = apply(100, change.change());
    Translator.Applied large = apply(5_000, change.change());
    Counts smallBack = apply(100, change.back()).counts();
    Counts largeBack = apply(5_000, change.back()).counts();
    assertThat(large.counts()).isEqualTo(small.counts());
    assertThat(largeBack).as("taken back").isEqualTo(smallBack);
    assertThat(sent(small)).isEqualTo(change.sent());
    assertThat(sent(large)).isEqualTo(change.sent());
  }

  @Test
  void aPolicyOfTheWaypointCostsEachPortTheSame() {
    Counts at100 = apply(100, (mesh, edit) -> edit.set(mesh.gatewayPolicy("PUT"))).counts();
    Counts at200 = apply(200, (mesh, edit) -> edit.set(mesh.gatewayPolicy("PUT"))).counts();
    Counts at400 = apply(400, (mesh, edit) -> edit.set(mesh.gatewayPolicy("PUT"))).counts();
    assertThat(at400.recomputed() - at200.recomputed())
        .isEqualTo(2 * (at200.recomputed() - at100.recomputed()));
    assertThat(at400.visited() - at200.visited())
        .isEqualTo(2 * (at200.visited() - at100.visited()));
    assertThat(at100.recomputed()).isBetween(100L, 1_000L);
    apply(100, (mesh, edit) -> edit.set(mesh.gatewayPolicy("GET")));
  }

  @Test
  void aServiceOfTheZoneCostsTheSameInEachLocality() {
    List<Consumer<Translator.Edit>> edits =
        List.of(
            edit -> LOCALITIES.forEach(edit::want),
            edit -> edit.set(new LargeMesh(100).sliceInZones(7, true)),
            edit -> edit.set(new LargeMesh(100).serviceOfTheZone(7)),
            edit -> edit.set(new LargeMesh(100).sliceInZones(7, false)),
            edit -> edit.set(new LargeMesh(100).slice(7, true)),
            edit -> edit.set(new LargeMesh(100).service(7, WaypointLabels.NONE)),
            edit -> LOCALITIES.forEach(edit::release));
    List<Integer> changed = List.of(0, 1, 1, 1, 1, 0, 0);
    for (int i = 0; i < edits.size(); i++) {
      Translator.Applied small = apply(100, edits.get(i));
      Translator.Applied large = apply(5_000, edits.get(i));
      assertThat(large.counts()).as("edit %d", i).isEqualTo(small.counts());
      if (i > 0) {
        // Nothing is near to those that are nowhere.
        assertThat(sent(large, VIEW)).as("edit %d", i).hasSize(i == 2 ? 0 : changed.get(i));
        for (ViewKey view : LOCALITIES) {
          assertThat(sent(large, view)).as("edit %d in %s", i, view).hasSize(changed.get(i));
        }
      }
    }
  }

  private static List<ResourceType> sent(Translator.Applied applied) {
    return sent(applied, VIEW);
  }

  private static List<ResourceType> sent(Translator.Applied applied, ViewKey view) {
    return applied.revision().changes().getOrDefault(view, List.of()).stream()
        .map(change -> change.id().type())
        .toList();
  }

  private static Translator.Applied apply(int size, BiConsumer<LargeMesh, Translator.Edit> change) {
    Translator.Edit edit = built(size).edit();
    change.accept(new LargeMesh(size), edit);
    return edit.apply();
  }

  private static Translator.Applied apply(int size, Consumer<Translator.Edit> change) {
    Translator.Edit edit = built(size).edit();
    change.accept(edit);
    return edit.apply();
  }

  private static Translator built(int size) {
    return BUILT.computeIfAbsent(size, services -> new LargeMesh(services).translator());
  }
}
