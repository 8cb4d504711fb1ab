package io.waystone.server.ads;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a client subscribes to of one type: names, everything, or both. */
final class Interest {

  /** The name that subscribes to everything. */
  static final String ALL = "*";

  private final SortedSet<String> names = new TreeSet<>();
  private boolean all;

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

  /** xDS: a first request without names subscribes to everything. */
  static List<String> first(List<String> subscribed) {
    return subscribed.isEmpty() ? List.of(ALL) : subscribed;
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
