package io.waystone.server.ads;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Resources of one type: by name, and as one list ordered by the last change of each, removals
 * included. Guarded by the lock of who has it.
 */
class ChangeLog<E extends Change> {

  /** Removals that are kept without asking whether all streams have passed them. */
  private static final int UNASKED = 64;

  /** Removals that are kept at most, whatever streams may still have to read them. */
  static final int MOST_REMOVALS = 10_000;

  private final Map<String, E> names = new HashMap<>();
  private final TreeMap<Long, E> order = new TreeMap<>();
  private int removals;
  private int trimAt = UNASKED;
  private long floor;
  private long end;

  /** What is known of a name; empty if there is none and no memory of one. */
  public Optional<E> find(String name) {
    return Optional.ofNullable(names.get(name));
  }

  /** What changed after a place, in the order of change. */
  public Iterable<E> after(long place) {
    return order.tailMap(place, false).values();
  }

  /** The place of the last change. */
  public long end() {
    return end;
  }

  /** Removals up to this place are forgotten. */
  public long floor() {
    return floor;
  }

  /** The same, by the order of change. */
  Collection<E> order() {
    return Collections.unmodifiableCollection(order.values());
  }

  /** All that is known, removals included. */
  Collection<E> all() {
    return Collections.unmodifiableCollection(names.values());
  }

  /** Puts a change at the end of the list, in the place of what was known of its name. */
  void append(E entry) {
    E before = names.put(entry.name(), entry);
    if (before != null) {
      order.remove(before.place());
      removals -= removalsIn(before);
    }
    order.put(entry.place(), entry);
    removals += removalsIn(entry);
    end = entry.place();
  }

  /** Takes new causes of an unchanged resource: no change for a client. */
  void refresh(E refreshed) {
    names.put(refreshed.name(), refreshed);
    order.put(refreshed.place(), refreshed);
  }

  /**
   * Forgets removals that all streams have passed, and the oldest beyond {@link #MOST_REMOVALS}.
   *
   * @param passed the place that all streams have passed; asked only when it may be worth it
   */
  void trim(LongSupplier passed) {
    if (removals <= trimAt) {
      return;
    }
    long behindAll = passed.getAsLong();
    Iterator<E> entries = order.values().iterator();
    while (entries.hasNext()) {
      E entry = entries.next();
      boolean tooMany = removals > MOST_REMOVALS;
      if (entry.place() > behindAll && !tooMany) {
        break;
      }
      if (entry.isRemoval()) {
        entries.remove();
        names.remove(entry.name());
        removals--;
        floor = entry.place();
      }
    }
    trimAt = Math.max(UNASKED, 2 * removals);
  }

  private static int removalsIn(Change change) {
    return change.isRemoval() ? 1 : 0;
  }
}
