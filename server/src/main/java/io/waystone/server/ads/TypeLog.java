package io.waystone.server.ads;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * The resources of one type in a view: by name, and as one list ordered by the last change of each,
 * removals included. Guarded by the lock of its view.
 */
final class TypeLog implements Source {

  /** Removals that are kept without asking whether all streams have passed them. */
  private static final int UNASKED = 64;

  /** Removals that are kept at most, whatever streams may still have to read them. */
  static final int MOST_REMOVALS = 10_000;

  private final Map<String, Entry> names = new HashMap<>();
  private final TreeMap<Long, Entry> order = new TreeMap<>();
  private int removals;
  private int trimAt = UNASKED;
  private long floor;
  private long end;

  @Override
  public Optional<Entry> find(String name) {
    return Optional.ofNullable(names.get(name));
  }

  @Override
  public Iterable<Entry> after(long place) {
    return order.tailMap(place, false).values();
  }

  @Override
  public long end() {
    return end;
  }

  @Override
  public long floor() {
    return floor;
  }

  /** All that is known, removals included. */
  Collection<Entry> all() {
    return Collections.unmodifiableCollection(names.values());
  }

  /** What is there, by the order of change. */
  @Override
  public List<Entry.Live> live() {
    return order.values().stream().flatMap(entry -> entry.live().stream()).toList();
  }

  /** Puts a change at the end of the list, in the place of what was known of its name. */
  void append(Entry entry) {
    Entry before = names.put(entry.name(), entry);
    if (before != null) {
      order.remove(before.place());
      removals -= removalsIn(before);
    }
    order.put(entry.place(), entry);
    removals += removalsIn(entry);
    end = entry.place();
  }

  /** Takes new causes of an unchanged resource: no change for a client. */
  void refresh(Entry.Live refreshed) {
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
    Iterator<Entry> entries = order.values().iterator();
    while (entries.hasNext()) {
      Entry entry = entries.next();
      boolean tooMany = removals > MOST_REMOVALS;
      if (entry.place() > behindAll && !tooMany) {
        break;
      }
      if (entry instanceof Entry.Gone) {
        entries.remove();
        names.remove(entry.name());
        removals--;
        floor = entry.place();
      }
    }
    trimAt = Math.max(UNASKED, 2 * removals);
  }

  private static int removalsIn(Entry entry) {
    return switch (entry) {
      case Entry.Live _ -> 0;
      case Entry.Gone _ -> 1;
    };
  }
}
