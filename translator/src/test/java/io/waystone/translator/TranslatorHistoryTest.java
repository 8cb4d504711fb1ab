package io.waystone.translator;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.envoy.Capabilities;
import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.References;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceChange;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.generate.Draw;
import io.waystone.translator.generate.RandomHistory;
import io.waystone.translator.generate.RandomObjects;
import io.waystone.translator.generate.Slots;
import io.waystone.translator.input.MeshObject;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.mesh.Locality;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.Mode;
import io.waystone.translator.mesh.WaypointKey;
import io.waystone.translator.ztunnel.ZtunnelId;
import io.waystone.translator.ztunnel.ZtunnelResource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What holds after any history of edits. More than the build runs: {@code
 * -Dtranslator.histories=100000}; another start: {@code -Dtranslator.seed=7000000}.
 */
class TranslatorHistoryTest {

  private static final int HISTORIES = Integer.getInteger("translator.histories", 100);
  private static final long FIRST = Long.getLong("translator.seed", 0);
  private static final List<String> NAMESPACES = List.of("a", "b", "c");

  private static final List<ViewKey> FURTHER_VIEWS =
      List.of(
          new ViewKey(new WaypointKey("a", "w0"), new Dialect("127.0.0.9", 15008)),
          new ViewKey(new WaypointKey("b", "w1"), new Dialect("127.0.0.9", 15009)),
          new ViewKey(
              new WaypointKey("a", "w0"),
              Dialect.STANDARD.with(Capabilities.named("1.36")),
              Locality.parse("r0/z0")),
          new ViewKey(new WaypointKey("a", "w0"), Dialect.STANDARD, Locality.parse("r0/z0")),
          new ViewKey(new WaypointKey("a", "w0"), Dialect.STANDARD, Locality.parse("r0/z0/s0")),
          new ViewKey(new WaypointKey("a", "w1"), Dialect.STANDARD, Locality.parse("r1/z1")),
          new ViewKey(new WaypointKey("b", "w0"), Dialect.STANDARD, Locality.parse("r1/z0")),
          new ViewKey(new WaypointKey("a", "w0"), Dialect.STANDARD));

  @Test
  void isAlwaysWhatAFreshBuildIs() {
    for (long seed = FIRST; seed < FIRST + HISTORIES; seed++) {
      try {
        new History(seed).run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "history of -Dtranslator.seed=" + seed + " -Dtranslator.histories=1", e);
      }
    }
  }

  /** Random edits of one translator, and what follows from each. */
  private static final class History {
    private final long seed;
    private final Draw draw;
    private final RandomHistory history;
    private final Translator translator = new Translator(Mesh.DEFAULT);
    private final Set<ViewKey> wanted = new TreeSet<>();
    private Everything now = Everything.of(translator, Set.of());

    /** What a ztunnel has that applies each change. */
    private final SortedMap<ZtunnelId, ZtunnelResource> told = new TreeMap<>();

    History(long seed) {
      this.seed = seed;
      draw = new Draw(seed);
      List<ObjectRef> slots =
          Stream.concat(
                  NAMESPACES.stream().flatMap(namespace -> Slots.in(namespace).stream()),
                  Slots.ofMesh().stream())
              .toList();
      history = new RandomHistory(draw, new RandomObjects(draw, NAMESPACES), slots);
    }

    void run() {
      apply(history.most());
      for (int edits = 2 + draw.below(5); edits > 0; edits--) {
        apply(history.next(draw.percent(15) ? 15 : 1 + draw.below(3)));
      }
      now.views()
          .forEach((view, resources) ->
              assertThat(References.faults(resources.values())).as("of %s", view).isEmpty());
      compareWithFreshInAnyOrder();
      putBackWhatIsRemoved();
      removeAll();
    }

    private void apply(SortedMap<ObjectRef, Optional<MeshObject>> objects) {
      Everything before = now;
      Translator.Edit edit = translator.edit();
      objects.forEach((ref, object) -> object.ifPresentOrElse(edit::set, () -> edit.remove(ref)));
      if (draw.percent(50)) {
        ViewKey view = draw.of(FURTHER_VIEWS);
        if (wanted.add(view)) {
          edit.want(view);
        } else {
          wanted.remove(view);
          edit.release(view);
        }
      }
      Translator.Applied applied = edit.apply();
      assertThat(translator.failures()).isEmpty();
      now = Everything.of(translator, wanted);
      compare(before, applied.revision());
      applied
          .ztunnel()
          .forEach(change ->
              change
                  .resource()
                  .ifPresentOrElse(
                      resource -> told.put(change.id(), resource), () -> told.remove(change.id())));
      assertThat(told).isEqualTo(translator.ztunnelResources());
    }

    /** A revision is the difference of what was there before and what is there now. */
    private void compare(Everything before, Revision revision) {
      Set<ViewKey> gone = new HashSet<>(before.views().keySet());
      gone.removeAll(now.views().keySet());
      assertThat(revision.gone()).isEqualTo(gone);
      SortedMap<ViewKey, List<ResourceChange>> changes = new TreeMap<>();
      now.views()
          .forEach((view, resources) -> {
            List<ResourceChange> difference =
                difference(
                    before.views().getOrDefault(view, Collections.emptySortedMap()), resources);
            if (!difference.isEmpty()) {
              changes.put(view, difference);
            }
          });
      assertThat(revision.changes()).isEqualTo(changes);
    }

    private static List<ResourceChange> difference(
        SortedMap<ResourceId, Resource> before, SortedMap<ResourceId, Resource> after) {
      SortedMap<ResourceId, ResourceChange> changes = new TreeMap<>();
      before.keySet().forEach(id -> changes.put(id, new ResourceChange(id, Optional.empty())));
      after.forEach(
          (id, resource) -> changes.put(id, new ResourceChange(id, Optional.of(resource))));
      changes.keySet().removeIf(id -> Objects.equals(before.get(id), after.get(id)));
      return List.copyOf(changes.values());
    }

    private void compareWithFreshInAnyOrder() {
      List<MeshObject> objects = new ArrayList<>(history.now().values());
      Collections.shuffle(objects, new Random(seed));
      assertThat(Everything.fresh(objects, wanted)).isEqualTo(now);
      Everything besideIstiod = Everything.fresh(Mode.BESIDE_ISTIOD, objects, wanted);
      assertThat(besideIstiod.views()).as("whoever tells ztunnels").isEqualTo(now.views());
      assertThat(besideIstiod.addresses()).isEmpty();
      assertThat(besideIstiod.authorizations()).isEmpty();
    }

    /** An object that goes and comes again leaves no trace; one by one, and all at once. */
    private void putBackWhatIsRemoved() {
      Everything before = now;
      List<MeshObject> objects = List.copyOf(history.now().values());
      for (int i = 0; i < 3 && !objects.isEmpty(); i++) {
        MeshObject object = draw.of(objects);
        translator.edit().remove(object.ref()).apply();
        translator.edit().set(object).apply();
      }
      assertThat(Everything.of(translator, wanted)).isEqualTo(before);
    }

    private void removeAll() {
      Translator.Edit edit = translator.edit();
      history.now().keySet().forEach(edit::remove);
      wanted.forEach(edit::release);
      edit.apply();
      assertThat(translator.nodes()).as("nodes without objects").isZero();
      assertThat(Everything.of(translator, Set.of()))
          .isEqualTo(Everything.fresh(List.of(), Set.of()));
    }
  }
}
