package io.waystone.server.ads;

import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one stream holds back. Each resource waits for one thing at a time, and is looked at again
 * when that thing happened; so what waits costs nothing meanwhile. Nothing waits for ever.
 */
final class Holds {

  /** What a resource waits for. */
  private sealed interface Obstacle {

    /** The client answers for this one. */
    record Answer(ResourceId of) implements Obstacle {}

    /** The client has answered for everything that does not wait for rest itself. */
    record Rest(long from) implements Obstacle {}

    /** The connections end that were open when the client lost what named this one. */
    record Drain() implements Obstacle {}
  }

  /**
   * @param place of the first change that is held back; a resource that changes meanwhile keeps it
   * @param lacked whether the client has no version of it
   * @param until a {@link System#nanoTime} from which on it is not held any more
   * @param patience in nanoseconds
   */
  private record Hold(
      long place, boolean removal, boolean lacked, long until, long patience, Obstacle obstacle) {
    Hold until(long time) {
      return new Hold(place, removal, lacked, time, patience, obstacle);
    }

    /** Whether it waits for the client to be at rest, and would go if it were so now. */
    boolean rests(long now) {
      return obstacle instanceof Obstacle.Rest(long from) && from - now <= 0;
    }
  }

  private record Deadline(long at, ResourceId id) {}

  /** The place of what only the client knows. */
  private static final long UNKNOWN = 0;

  private final Timing timing;
  private final Consumer<ResourceId> release;
  private final Map<ResourceId, Hold> held = new LinkedHashMap<>();
  private final Map<ResourceId, Set<ResourceId>> waiting = new HashMap<>();
  private final Set<ResourceId> resting = new LinkedHashSet<>();
  private final Set<ResourceId> draining = new HashSet<>();
  private final Map<ResourceType, TreeSet<Long>> removals = new EnumMap<>(ResourceType.class);
  private final PriorityQueue<Deadline> deadlines =
      new PriorityQueue<>(
          Comparator.comparing(Deadline::at, (one, other) -> Long.signum(one - other)));

  private final long begin = System.nanoTime();
  private long now = begin;
  private long lastAnswer = begin;
  private boolean opened;

  /**
   * Nothing is held.
   *
   * @param release told what is to be looked at again
   */
  Holds(Timing timing, Consumer<ResourceId> release) {
    this.timing = timing;
    this.release = release;
  }

  /** It is now so late: what has waited for long enough is released. */
  void at(long nanoTime) {
    now = nanoTime;
    while (!deadlines.isEmpty() && deadlines.peek().at() - now <= 0) {
      Deadline deadline = deadlines.remove();
      Hold hold = held.get(deadline.id());
      if (hold != null && hold.until() == deadline.at()) {
        expire(deadline.id(), hold);
      }
    }
  }

  /** A client that answers is not at rest yet, but gets there. */
  private void expire(ResourceId id, Hold hold) {
    long until = lastAnswer + hold.patience();
    if (hold.obstacle() instanceof Obstacle.Rest && until - now > 0) {
      held.put(id, hold.until(until));
      deadlines.add(new Deadline(until, id));
    } else {
      release.accept(id);
    }
  }

  /** The nanoseconds until {@link #at} has something to do; {@link Long#MAX_VALUE} for never. */
  long patience() {
    long deadline = deadlines.isEmpty() ? Long.MAX_VALUE : Math.max(0, deadlines.peek().at() - now);
    long grace = begin + timing.grace().toNanos() - now;
    return resting.isEmpty() || grace <= 0 ? deadline : Math.min(deadline, grace);
  }

  /**
   * Whether this change has to wait. If so it is released later, once.
   *
   * @param seen the place up to which the stream has seen the changes of this resource
   * @param had who has no version of a removed one uses it for nothing, and does not wait
   */
  boolean keeps(Entry entry, long seen, Had had, Needs needs) {
    Hold before = held.get(entry.id());
    boolean lacked = had == Had.NONE || (before != null && before.lacked());
    return switch (entry) {
      case Entry.Live live -> {
        boolean revoked =
            live.policiesSince()
                > (before == null ? seen : Math.max(0, Math.min(seen, before.place() - 1)));
        Optional<Obstacle> obstacle =
            live.resource().links().last() && !opened && had != Had.SOME
                ? Optional.of(new Obstacle.Rest(now))
                : needs.missing(live).map(Obstacle.Answer::new);
        if (before != null && (before.removal() || before.place() == UNKNOWN)) {
          // It has come back: it waits like what is new.
          forget(entry.id());
        }
        yield !revoked && keeps(entry.id(), entry.place(), false, lacked, timing.hold(), obstacle);
      }
      case Entry.Gone gone ->
          !lacked
              && (keeps(
                      entry.id(),
                      entry.place(),
                      true,
                      false,
                      timing.removal(),
                      needs.user(gone).map(Obstacle.Answer::new))
                  || drains(gone));
    };
  }

  /**
   * Envoy: what a listener or its routes were before serves its open connections until they are
   * drained; a cluster that is not there any more would be their 500.
   */
  private boolean drains(Entry.Gone gone) {
    Hold before = held.get(gone.id());
    boolean over = before != null && before.until() - now <= 0;
    boolean named =
        gone.awaits().stream()
            .anyMatch(
                user -> user.type() == ResourceType.LISTENER || user.type() == ResourceType.ROUTES);
    if (over || !named || gone.id().type() != ResourceType.CLUSTER) {
      return false;
    }
    if (before == null || !(before.obstacle() instanceof Obstacle.Drain)) {
      long patience = timing.drain().toNanos();
      forget(gone.id());
      put(
          gone.id(),
          new Hold(gone.place(), true, false, now + patience, patience, new Obstacle.Drain()));
      deadlines.add(new Deadline(now + patience, gone.id()));
    }
    return true;
  }

  /**
   * Whether the removal of something that only the client knows has to wait: for rest, and until
   * the client has had the time to ask for all that it has.
   */
  boolean keepsUnknown(ResourceId id) {
    return keeps(
        id,
        UNKNOWN,
        false,
        false,
        timing.removal(),
        Optional.of(new Obstacle.Rest(begin + timing.grace().toNanos())));
  }

  private boolean keeps(
      ResourceId id,
      long place,
      boolean removal,
      boolean lacked,
      Duration wait,
      Optional<Obstacle> obstacle) {
    Hold before = held.get(id);
    boolean late = before != null && before.until() - now <= 0;
    if (obstacle.isEmpty() || late) {
      return false;
    }
    long first = before == null ? place : before.place();
    long patience = wait.toNanos();
    long until = before == null ? now + patience : before.until();
    forget(id);
    put(id, new Hold(first, removal, lacked, until, patience, obstacle.get()));
    if (before == null) {
      deadlines.add(new Deadline(until, id));
    }
    return true;
  }

  private void put(ResourceId id, Hold hold) {
    held.put(id, hold);
    if (hold.removal()) {
      removals.computeIfAbsent(id.type(), _ -> new TreeSet<>()).add(hold.place());
    }
    switch (hold.obstacle()) {
      case Obstacle.Answer(ResourceId of) ->
          waiting.computeIfAbsent(of, _ -> new LinkedHashSet<>()).add(id);
      case Obstacle.Rest(_) -> resting.add(id);
      case Obstacle.Drain() -> draining.add(id);
    }
  }

  /** It was sent, or nobody wants it any more. */
  void forget(ResourceId id) {
    Hold hold = held.remove(id);
    if (hold == null) {
      return;
    }
    if (hold.removal()) {
      removals.getOrDefault(id.type(), new TreeSet<>()).remove(hold.place());
    }
    switch (hold.obstacle()) {
      case Obstacle.Answer(ResourceId of) ->
          waiting.computeIfPresent(
              of,
              (_, ids) -> {
                ids.remove(id);
                return ids.isEmpty() ? null : ids;
              });
      case Obstacle.Rest(_) -> resting.remove(id);
      case Obstacle.Drain() -> draining.remove(id);
    }
  }

  /** The client is open to the world: from now on nothing comes last. */
  void opened() {
    opened = true;
  }

  /** The client has answered. */
  void progress() {
    lastAnswer = System.nanoTime();
  }

  /** The client has answered for this resource, or will not get it. */
  void answered(ResourceId id) {
    Set<ResourceId> released = waiting.remove(id);
    if (released != null) {
      released.forEach(release);
    }
  }

  /**
   * The client is at rest, and opens. Whether something was released; what comes last may still
   * wait for what it names.
   */
  boolean rest() {
    List<ResourceId> released =
        resting.stream().filter(id -> Objects.requireNonNull(held.get(id)).rests(now)).toList();
    for (ResourceId id : released) {
      Hold hold = Objects.requireNonNull(held.get(id));
      forget(id);
      if (hold.place() == UNKNOWN) {
        held.put(id, hold.until(now));
      } else {
        opened = true;
      }
      release.accept(id);
    }
    return !released.isEmpty();
  }

  /** Whether the client is at rest but for what waits for that. */
  boolean onlyRestIsAwaited() {
    // What uses a removed resource may itself be removed only at rest.
    return held.values().stream()
        .allMatch(hold -> hold.removal() || hold.obstacle() instanceof Obstacle.Rest);
  }

  boolean has(ResourceId id) {
    return held.containsKey(id);
  }

  /** What is held back of a type, and what something else waits for: all that can be forgotten. */
  Set<String> all(ResourceType type) {
    return Stream.concat(held.keySet().stream(), waiting.keySet().stream())
        .filter(id -> id.type() == type)
        .map(ResourceId::name)
        .collect(Collectors.toSet());
  }

  /**
   * The place of the first removal of a type that is held back; {@link Long#MAX_VALUE} for none.
   */
  long firstRemoval(ResourceType type) {
    TreeSet<Long> places = removals.get(type);
    return places == null || places.isEmpty() ? Long.MAX_VALUE : places.first();
  }

  /** What waits for the client. */
  SortedSet<String> names(ResourceType type) {
    return held.keySet().stream()
        .filter(id -> id.type() == type && !draining.contains(id))
        .map(ResourceId::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What is removed when the connections that use it have ended. */
  SortedSet<String> draining(ResourceType type) {
    return draining.stream()
        .filter(id -> id.type() == type)
        .map(ResourceId::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
