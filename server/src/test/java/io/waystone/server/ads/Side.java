package io.waystone.server.ads;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a client has and wants of one type, and what it may expect of its server. */
final class Side {

  boolean all;
  final Set<String> names = new TreeSet<>();

  /** What it works with. */
  final Map<String, String> has = new TreeMap<>();

  /** What it worked with before the response that it has not answered yet. */
  final Map<String, String> before = new HashMap<>();

  /** What may be sent although it is nothing new. */
  final Set<String> excused = new HashSet<>();

  /** What it has a right to be told, be it nothing new. */
  final Set<String> owed = new HashSet<>();

  /** The version in which it was sent last. */
  final Map<String, String> offered = new HashMap<>();

  /** What it had before this stream. */
  final Set<String> known = new HashSet<>();

  /** What it was told of on this stream. */
  final Set<String> told = new HashSet<>();

  /** What came ahead of its turn in a response that was full comes once more in its turn. */
  final Set<String> maybeAhead = new HashSet<>();

  /** What was in responses that it refused, until one is found that is to blame. */
  final Set<String> suspected = new HashSet<>();

  Optional<Answer> pending = Optional.empty();

  /**
   * How it will answer a response.
   *
   * @param names what is in the response
   * @param sent the versions in it by name
   * @param error why it refuses it; empty for an acknowledgement
   */
  record Answer(String nonce, Set<String> names, Map<String, String> sent, String error) {

    boolean isRefusal() {
      return !error.isEmpty();
    }
  }

  /** It does not want this any more, or has dropped it and wants it again. */
  void drop(String name) {
    if (name.equals("*")) {
      all = false;
      has.keySet().retainAll(names);
      owed.retainAll(names);
      before.keySet().retainAll(names);
      return;
    }
    names.remove(name);
    has.remove(name);
    before.remove(name);
    if (all) {
      owed.add(name);
      excuse(name);
    } else {
      owed.remove(name);
    }
  }

  void answered() {
    before.clear();
    pending = Optional.empty();
  }

  void excuse(String name) {
    excused.add(name);
    maybeAhead.add(name);
  }

  boolean isExcused(String name) {
    return excused.contains(name) || maybeAhead.contains(name);
  }

  void tell(String name) {
    told.add(name);
    owed.remove(name);
    if (!excused.remove(name)) {
      maybeAhead.remove(name);
    }
  }

  boolean covers(String name) {
    return all || names.contains(name);
  }

  /** Whether it has answered for this name, and waits for nothing about it. */
  boolean hasSettled(String name, String version) {
    return version.equals(has.get(name))
        && pending.filter(answer -> answer.names().contains(name)).isEmpty();
  }

  boolean mayGetAgain(String name) {
    return owed.contains(name) || excused.contains(name) || suspected.contains(name);
  }

  /** What it may work with until its server knows better. */
  Set<String> maybeInUse(String name) {
    Set<String> versions = new HashSet<>();
    Optional.ofNullable(has.get(name)).ifPresent(versions::add);
    Optional.ofNullable(before.get(name)).ifPresent(versions::add);
    return versions;
  }
}
