package io.waystone.server.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How requests came out.
 *
 * @param counts by the name of the backend that answered, or by what else came
 */
record Draw(SortedMap<String, Integer> counts) {

  /** What is called "as written", in points of a hundred. */
  static final double TOLERANCE = 5;

  Draw {
    counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
  }

  int requests() {
    return counts.values().stream().mapToInt(count -> count).sum();
  }

  /** Whether every share is within the tolerance of what the route says, and nothing else came. */
  boolean asWritten(Course course) {
    SortedMap<String, Double> wanted = byName(course);
    return !wanted.isEmpty()
        && names(wanted).stream()
            .allMatch(name -> Math.abs(share(name) - wanted.getOrDefault(name, 0.0)) <= TOLERANCE);
  }

  /** A line for each backend, the route's share beside it. */
  List<String> lines(Course course) {
    SortedMap<String, Double> wanted = byName(course);
    List<String> lines = new ArrayList<>();
    for (String name : names(wanted)) {
      String line =
          "  %-12s %4d  %5.1f %%".formatted(name, counts.getOrDefault(name, 0), share(name));
      lines.add(
          wanted.isEmpty()
              ? line
              : line + "   the route says %.0f %%".formatted(wanted.getOrDefault(name, 0.0)));
    }
    lines.add("  because of " + course.because());
    return lines;
  }

  private double share(String name) {
    return 100.0 * counts.getOrDefault(name, 0) / Math.max(1, requests());
  }

  private TreeSet<String> names(SortedMap<String, Double> wanted) {
    TreeSet<String> names = new TreeSet<>(counts.keySet());
    names.addAll(wanted.keySet());
    return names;
  }

  private static SortedMap<String, Double> byName(Course course) {
    SortedMap<String, Double> shares = new TreeMap<>();
    course
        .shares()
        .forEach(
            (endpoint, share) -> shares.merge(DemoBackend.nameOf(endpoint), share, Double::sum));
    return shares;
  }
}
