package io.waystone.server.ads;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a client subscribes to of one type: names, everything, or both. */
final class Interest {

  /** The name that subscribes to everything. */
  static final String ALL = "*";

  private final SortedSet<String> names = new TreeSet<>();
  private boolean all;

  /** Whether it is about everything only because nothing was ever named. */
  private boolean unnamed;

  private Interest() {}

  /** xDS: a first request without names subscribes to everything. */
  static Interest ofFirst(List<String> names) {
    Interest interest = ofNames(names);
    interest.unnamed = names.isEmpty();
    interest.all |= names.isEmpty();
    return interest;
  }

  static Interest ofNames(List<String> names) {
    Interest interest = new Interest();
    interest.add(names);
    return interest;
  }

  boolean covers(String name) {
    return all || names.contains(name);
  }

  boolean names(String name) {
    return names.contains(name);
  }

  boolean all() {
    return all;
  }

  SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(names);
  }

  void add(Collection<String> subscribed) {
    for (String name : subscribed) {
      if (name.equals(ALL)) {
        all = true;
      } else {
        names.add(name);
      }
    }
  }

  /**
   * Subscribes to these and nothing else. xDS: who began without names subscribes to everything
   * until it names something.
   *
   * @return whether there is something among them that was not subscribed to
   */
  boolean set(List<String> subscribed) {
    if (unnamed && subscribed.isEmpty()) {
      return false;
    }
    unnamed = false;
    boolean hadAll = all;
    Set<String> had = Set.copyOf(names);
    all = false;
    names.clear();
    add(subscribed);
    return !hadAll && (all || !had.containsAll(names));
  }

  void remove(Collection<String> unsubscribed) {
    for (String name : unsubscribed) {
      if (name.equals(ALL)) {
        all = false;
      } else {
        names.remove(name);
      }
    }
  }
}
