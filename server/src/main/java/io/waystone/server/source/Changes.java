package io.waystone.server.source;

import io.waystone.server.source.Walk.Found;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What differs from what was taken, and which of it is taken together. */
final class Changes {

  private final SortedMap<Path, Pending> pending = new TreeMap<>();

  /** The generations of which everything was taken, by their folder. */
  private final Map<Path, Generation> generations = new HashMap<>();

  /**
   * Notes what differs.
   *
   * @param taken the files as they were taken
   * @param isOut paths of which the walk knows nothing
   */
  void note(Walk walk, Map<Path, FileState> taken, Predicate<Path> isOut) {
    Set<Path> paths = new HashSet<>(taken.keySet());
    paths.addAll(walk.files().keySet());
    pending.keySet().retainAll(paths);
    for (Path path : paths) {
      Optional<Found> before = Optional.ofNullable(taken.get(path)).flatMap(FileState::read);
      Optional<Found> now = Optional.ofNullable(walk.files().get(path));
      boolean isTaken = now.isPresent() ? now.equals(before) : !taken.containsKey(path);
      if (isTaken || isOut.test(path)) {
        pending.remove(path);
      } else {
        Path unit = now.or(() -> before).map(Found::unit).orElse(path);
        pending.merge(
            path,
            Pending.seen(now, unit, walk.ended()),
            (old, _) -> old.seenAgain(now, unit, walk.ended()));
      }
    }
  }

  /**
   * What is to be taken now, each list as a whole or not at all. A file whose unit has not been
   * swapped is on its own; in a unit that was, all wait for each other, unless one is restless.
   */
  List<SortedMap<Path, Pending>> ripe(Walk walk) {
    List<SortedMap<Path, Pending>> ripe = new ArrayList<>();
    units()
        .forEach((unit, changes) -> {
          SortedMap<Path, Pending> still = new TreeMap<>(changes);
          still.values().removeIf(change -> !change.isStill(walk.started()));
          if (isTaken(unit, walk) || isRestless(changes, walk)) {
            still.forEach((path, change) -> ripe.add(single(path, change)));
          } else if (still.size() == changes.size()) {
            ripe.add(still);
          }
        });
    return ripe;
  }

  /** A change that was taken is none any more. */
  void taken(Path path) {
    pending.remove(path);
  }

  /** A change could not be taken, for a reason that may pass. */
  void failed(Path path, String why, Walk walk) {
    pending.computeIfPresent(path, (_, change) -> change.failed(why, walk.ended()));
  }

  /**
   * Notes the generations of which everything was taken.
   *
   * @return the folders where that is news
   */
  Set<Path> noteGenerations(Walk walk, Predicate<Path> isOut) {
    Map<Path, SortedMap<Path, Pending>> units = units();
    Set<Path> news = new HashSet<>(generations.keySet());
    news.addAll(walk.generations().keySet());
    news.removeIf(at ->
        isTaken(at, walk)
            || isOut.test(at)
            || Optional.ofNullable(units.get(at))
                .filter(changes -> !isRestless(changes, walk))
                .isPresent());
    for (Path at : news) {
      Optional.ofNullable(walk.generations().get(at))
          .ifPresentOrElse(now -> generations.put(at, now), () -> generations.remove(at));
    }
    return news;
  }

  /**
   * Whether there is another folder in the same place: what a mount looks like when it comes or
   * goes. (A link that leads elsewhere was meant so.)
   */
  boolean isExchanged(Generation now) {
    return Optional.ofNullable(generations.get(now.at()))
        .filter(before -> before.real().equals(now.real()) && !before.equals(now))
        .isPresent();
  }

  /** What was not taken yet. */
  SortedMap<Path, Pending> pending() {
    return pending;
  }

  private Map<Path, SortedMap<Path, Pending>> units() {
    Map<Path, SortedMap<Path, Pending>> units = new TreeMap<>();
    pending.forEach((path, change) ->
        units.computeIfAbsent(change.unit(), _ -> new TreeMap<>()).put(path, change));
    return units;
  }

  private boolean isTaken(Path unit, Walk walk) {
    return Optional.ofNullable(generations.get(unit))
        .equals(Optional.ofNullable(walk.generations().get(unit)));
  }

  private static boolean isRestless(Map<Path, Pending> changes, Walk walk) {
    return changes.values().stream().anyMatch(change -> change.isRestless(walk.started()));
  }

  private static SortedMap<Path, Pending> single(Path path, Pending change) {
    return new TreeMap<>(Map.of(path, change));
  }
}
