package io.waystone.server.ads;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a client of the delta form asks for, what it said that it has, and what has to be looked at
 * for that out of turn.
 */
final class Agenda {

  private final Interest interest;
  private final Map<String, Due> due = new LinkedHashMap<>();

  /** What the client had before this stream; dropped once the view was read to its end. */
  private final Map<String, String> known;

  Agenda(Request.Ask.Delta first) {
    known = new HashMap<>(first.has());
    interest = Interest.ofFirst(first.subscribe());
    interest.names().forEach(name -> put(name, knows(name) ? Due.ASKED : Due.LACKED));
  }

  /** What the client asks for. */
  Interest interest() {
    return interest;
  }

  // What the client says.

  /** Asks for these names, too, or for everything. */
  void subscribe(List<String> names, Predicate<String> onTheWay) {
    Set<String> lacked =
        names.stream()
            .filter(name -> !interest.covers(name) && !knows(name) && !onTheWay.test(name))
            .collect(Collectors.toSet());
    interest.add(names);
    for (String name : names) {
      known.remove(name);
      put(name, lacked.contains(name) ? Due.LACKED : Due.ASKED);
    }
  }

  /** Drops these; what it asks for all the same it gets again. */
  void unsubscribe(List<String> names, Predicate<String> onTheWay) {
    interest.remove(names);
    for (String name : names) {
      known.remove(name);
      // xDS: it gets it again by its subscription to everything.
      put(name, onTheWay.test(name) ? Due.ASKED : Due.LACKED);
    }
  }

  /** Nobody wants it any more. */
  void drop(String name) {
    due.remove(name);
    known.remove(name);
  }

  /** Every name that there is something noted about. */
  Stream<String> names() {
    return Stream.concat(due.keySet().stream(), known.keySet().stream());
  }

  // What has to be looked at.

  /** It is to be sent again. */
  void ask(String name) {
    known.remove(name);
    put(name, Due.ASKED);
  }

  /** The client has this version of it, and maybe should have another. */
  void review(String name, String version) {
    known.put(name, version);
    put(name, Due.ASKED);
  }

  /** What it waited for has happened. */
  void release(String name) {
    if (interest.covers(name)) {
      due.putIfAbsent(name, Due.RELEASED);
    }
  }

  private void put(String name, Due why) {
    if (!name.equals(Interest.ALL) && interest.covers(name)) {
      due.merge(name, why, (before, now) -> before == Due.LACKED ? before : now);
    }
  }

  /**
   * The source is read from its beginning if the client asks for all; if not, its names are due.
   */
  void begin(Source source) {
    if (interest.all()) {
      due.keySet().removeIf(name -> source.find(name).flatMap(Entry::live).isPresent());
    } else {
      known.keySet().retainAll(interest.names());
    }
    known.keySet().stream()
        .filter(name -> source.find(name).flatMap(Entry::live).isEmpty())
        .forEach(name -> due.put(name, Due.UNKNOWN));
  }

  /** What has to be looked at, in this order; to be removed when that was done. */
  Iterator<Map.Entry<String, Due>> due() {
    return due.entrySet().iterator();
  }

  boolean isDue(String name) {
    return due.containsKey(name);
  }

  /** Whether nothing has to be looked at. */
  boolean isEmpty() {
    return due.isEmpty();
  }

  // What the client has.

  /** The version that it said it has; empty if it does not, or if this is over. */
  Optional<String> known(String name) {
    return Optional.ofNullable(known.get(name));
  }

  boolean knows(String name) {
    return known.containsKey(name);
  }

  /**
   * What it is known to have of a name.
   *
   * @param why the name is looked at; empty if it is its turn
   */
  Had had(String name, Optional<Due> why) {
    if (knows(name)) {
      return Had.SOME;
    }
    return why.equals(Optional.of(Due.LACKED)) ? Had.NONE : Had.UNSAID;
  }

  /** The client gets it, or has it: from now on nobody knows which version it has. */
  void settled(String name) {
    known.remove(name);
  }

  /** All was read: what the client had before is the same, or was replaced, or is due. */
  void readAll() {
    known.clear();
  }
}
