package io.waystone.server.ads;

import io.waystone.translator.envoy.Links;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceChange;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.envoy.ViewKey;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What one waypoint gets in one dialect. Written by the thread of the translation, one revision at
 * a time; read by the streams, which do not wait for each other.
 */
final class View {

  /** Whether there is anything to answer with. */
  private sealed interface State {

    /** Not published yet, or taken away: requests wait. */
    record Absent() implements State {}

    record Present() implements State {}

    /** Said to be gone; removed from the clients at this {@link System#nanoTime}. */
    record Leaving(long until) implements State {}
  }

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<ResourceType, TypeLog> logs = new EnumMap<>(ResourceType.class);
  private final Set<Reader> readers = ConcurrentHashMap.newKeySet();
  private final ViewKey key;
  private final Entries entries;

  /** What once named a resource and does so no more. */
  private final Map<ResourceId, Set<ResourceId>> formerUsers = new HashMap<>();

  private State state = new State.Absent();
  private long revision;
  private long place;

  View(ViewKey key, Quarantine quarantine) {
    this.key = key;
    this.entries = new Entries(key, quarantine);
    for (ResourceType type : ResourceType.values()) {
      logs.put(type, new TypeLog());
    }
  }

  // For streams.

  /** Reads within one revision. */
  <T> T reading(Supplier<T> read) {
    lock.readLock().lock();
    try {
      return read.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Whether requests can be answered. Within {@link #reading}. */
  boolean present() {
    return switch (state) {
      case State.Absent() -> false;
      case State.Present(), State.Leaving(_) -> true;
    };
  }

  /** Within {@link #reading}. */
  TypeLog log(ResourceType type) {
    return Objects.requireNonNull(logs.get(type));
  }

  /** What is known of a resource. Within {@link #reading}. */
  Optional<Entry> find(ResourceId id) {
    return log(id.type()).find(id.name());
  }

  /** The last revision that changed this view. Within {@link #reading}. */
  long revision() {
    return revision;
  }

  /**
   * The nanoseconds until {@link #expire} has something to do; {@link Long#MAX_VALUE} for never.
   */
  long leavingIn(long now) {
    return reading(() ->
        switch (state) {
          case State.Leaving(long until) -> Math.max(0, until - now);
          case State.Absent(), State.Present() -> Long.MAX_VALUE;
        });
  }

  /** Removes everything if the view was said to be gone and did not come back in time. */
  void expire(long now) {
    if (leavingIn(now) > 0) {
      return;
    }
    writing(() -> {
      if (state instanceof State.Leaving(long until) && until - now <= 0) {
        state = new State.Absent();
        apply(removalOfAllBut(Set.of()));
      }
    });
    wake();
  }

  // For the registry of views.

  /** Whether this is the first reader. */
  boolean add(Reader reader) {
    boolean first = readers.isEmpty();
    readers.add(reader);
    return first;
  }

  /** Whether this was the last reader. */
  boolean remove(Reader reader) {
    return readers.remove(reader) && readers.isEmpty();
  }

  boolean isRead() {
    return !readers.isEmpty();
  }

  /** Whether the next changes are expected to be all of it. */
  boolean awaitsAll() {
    return reading(() -> !(state instanceof State.Present));
  }

  void wake() {
    readers.forEach(Reader::wake);
  }

  /** Makes the changes of a revision visible. All of the view, if it was not there before. */
  void publish(long number, List<ResourceChange> changes) {
    writing(() -> {
      List<ResourceChange> all = new ArrayList<>();
      if (!(state instanceof State.Present)) {
        Set<ResourceId> kept = new HashSet<>();
        changes.forEach(change -> kept.add(change.id()));
        all.addAll(removalOfAllBut(kept));
      }
      all.addAll(changes);
      state = new State.Present();
      revision = number;
      apply(all);
      logs.forEach((type, log) -> log.trim(() -> passedByAll(type)));
    });
    wake();
  }

  /**
   * This version is in quarantine: if it is what the streams get, they get another from now on.
   *
   * @return what is withheld under that name now
   */
  Optional<Quarantined> withhold(ResourceId id, Refused refused) {
    writing(() -> {
      if (find(id).orElse(null) instanceof Entry.Live live
          && live.resource().version().equals(refused.version())) {
        Entry.Withheld withheld =
            live.insteadOf().orElseGet(() -> new Entry.Withheld(refused, live.resource().causes()));
        append(entries.instead(id, withheld, Optional.of(live), ++place, revision));
      }
    });
    wake();
    return reading(() -> find(id).flatMap(this::quarantined));
  }

  /** What is withheld now. */
  List<Quarantined> quarantined() {
    return reading(() ->
        logs.values().stream()
            .flatMap(log -> log.all().stream())
            .flatMap(entry -> quarantined(entry).stream())
            .toList());
  }

  private Optional<Quarantined> quarantined(Entry entry) {
    return entry
        .insteadOf()
        .map(withheld -> new Quarantined(key, entry.id(), withheld.refused(), withheld.causes()));
  }

  /** The view is no more: its clients lose it at that {@link System#nanoTime}. */
  void leave(long number, long until) {
    writing(() -> {
      revision = number;
      if (state instanceof State.Present) {
        state = new State.Leaving(until);
      }
    });
    wake();
  }

  private void writing(Runnable write) {
    lock.writeLock().lock();
    try {
      write.run();
    } finally {
      lock.writeLock().unlock();
    }
  }

  private List<ResourceChange> removalOfAllBut(Set<ResourceId> kept) {
    return logs.values().stream()
        .flatMap(log -> log.live().stream())
        .filter(entry -> !kept.contains(entry.id()))
        .map(entry -> new ResourceChange(entry.id(), Optional.empty()))
        .toList();
  }

  private void apply(List<ResourceChange> changes) {
    List<ResourceChange> real = changes.stream().filter(this::isNew).toList();
    real.forEach(this::noteFormerUsers);
    for (ResourceChange change : real) {
      Set<ResourceId> awaits =
          change.resource().isPresent()
              ? Set.of()
              : Objects.requireNonNullElse(formerUsers.remove(change.id()), Set.of());
      append(entries.of(change, find(change.id()), ++place, revision, awaits));
    }
  }

  private void append(Entry entry) {
    log(entry.id().type()).append(entry);
  }

  /** Whether a client sees this change; an equal version is at most a change of causes. */
  private boolean isNew(ResourceChange change) {
    Optional<Entry> before = find(change.id());
    if (change.resource().isEmpty()) {
      return before.flatMap(Entry::wanted).isPresent();
    }
    Resource now = change.resource().get();
    if (!before.flatMap(Entry::wanted).equals(Optional.of(now.version()))) {
      return true;
    }
    if (before.get() instanceof Entry.Live live && live.insteadOf().isEmpty()) {
      log(change.id().type()).refresh(live.with(now));
    }
    return false;
  }

  /** Until a client has acknowledged this change, it may use what is not named any more. */
  private void noteFormerUsers(ResourceChange change) {
    Set<ResourceId> named =
        change.resource().map(resource -> Set.copyOf(named(resource))).orElse(Set.of());
    switch (find(change.id()).orElse(null)) {
      case Entry.Live before ->
          named(before.resource()).stream()
              .filter(need -> !named.contains(need))
              .forEach(need -> formerUsers(need).add(change.id()));
      case Entry.Gone gone when !gone.awaits().isEmpty() ->
          formerUsers(change.id()).addAll(gone.awaits());
      case Entry.Gone _ -> {}
      case null -> {}
    }
  }

  private Set<ResourceId> formerUsers(ResourceId of) {
    return formerUsers.computeIfAbsent(of, _ -> new HashSet<>());
  }

  private static List<ResourceId> named(Resource resource) {
    Links links = resource.links();
    return Stream.concat(links.needs().stream(), links.completedBy().stream()).toList();
  }

  private long passedByAll(ResourceType type) {
    return readers.stream().mapToLong(reader -> reader.passed(type)).min().orElse(Long.MAX_VALUE);
  }
}
