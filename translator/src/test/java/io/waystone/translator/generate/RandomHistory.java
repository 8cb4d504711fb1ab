package io.waystone.translator.generate;

import io.waystone.translator.input.MeshObject;
import io.waystone.translator.input.ObjectRef;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Random edits of the objects with certain names, and what is there after them. */
public final class RandomHistory {

  private final Draw draw;
  private final RandomObjects objects;
  private final List<ObjectRef> slots;
  private final SortedMap<ObjectRef, MeshObject> now = new TreeMap<>();

  /** A history that begins without objects; only those of these names come and go. */
  public RandomHistory(Draw draw, RandomObjects objects, List<ObjectRef> slots) {
    this.draw = draw;
    this.objects = objects;
    this.slots = List.copyOf(slots);
  }

  /**
   * The next edit.
   *
   * @return by name what is there from now on, empty for what is removed
   */
  public SortedMap<ObjectRef, Optional<MeshObject>> next(int writes) {
    SortedMap<ObjectRef, Optional<MeshObject>> edit = new TreeMap<>();
    for (int write = 0; write < writes; write++) {
      ObjectRef ref = draw.of(slots);
      Optional<MeshObject> object =
          draw.percent(25) ? Optional.empty() : Optional.of(objects.object(ref));
      edit.put(ref, object);
      object.ifPresentOrElse(set -> now.put(ref, set), () -> now.remove(ref));
    }
    return edit;
  }

  /** The first edit of a mesh that is there already: most names have an object. */
  public SortedMap<ObjectRef, Optional<MeshObject>> most() {
    SortedMap<ObjectRef, Optional<MeshObject>> edit = new TreeMap<>();
    for (ObjectRef ref : slots) {
      if (draw.percent(80)) {
        MeshObject object = objects.object(ref);
        edit.put(ref, Optional.of(object));
        now.put(ref, object);
      }
    }
    return edit;
  }

  /** What is there after all edits so far. */
  public SortedMap<ObjectRef, MeshObject> now() {
    return Collections.unmodifiableSortedMap(now);
  }
}
