package io.waystone.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a waypoint's Envoy says of itself. */
final class Proxy {

  private static final Pattern CLUSTER =
      Pattern.compile("^(.*)::default_priority::max_connections::", Pattern.MULTILINE);
  private static final Pattern WARMING =
      Pattern.compile("\"(warming_state|dynamic_warming_[a-z]+)\"");

  private Proxy() {}

  /** The names of the clusters that it uses. */
  static Set<String> clusters(LabWaypoint waypoint) throws IOException {
    return CLUSTER
        .matcher(waypoint.admin().get("/clusters"))
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The names of the listeners that it uses. */
  static Set<String> listeners(LabWaypoint waypoint) throws IOException {
    return waypoint
        .admin()
        .get("/listeners")
        .lines()
        .map(line -> line.substring(0, line.indexOf("::")))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What it has been sent and cannot use yet. */
  static List<String> warming(LabWaypoint waypoint) throws IOException {
    return WARMING
        .matcher(waypoint.admin().configDump())
        .results()
        .map(MatchResult::group)
        .toList();
  }

  /** Its log, with what its access logs have written to standard output. */
  static String log(LabWaypoint waypoint) throws IOException {
    return Files.readString(waypoint.envoy().log());
  }
}
