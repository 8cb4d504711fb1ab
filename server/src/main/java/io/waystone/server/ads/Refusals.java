package io.waystone.server.ads;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What a client refused of one type, until it acknowledges another version. */
final class Refusals {

  private final NavigableMap<String, Refused> byName = new TreeMap<>();

  SortedMap<String, Refused> byName() {
    return Collections.unmodifiableSortedMap(byName);
  }

  /** Whether this version of a resource was refused. */
  boolean holds(String name, String version) {
    Refused refused = byName.get(name);
    return refused != null && refused.version().equals(version);
  }

  void acknowledged(InFlight response) {
    response.versions().keySet().forEach(byName::remove);
  }

  /**
   * Envoy applies what it accepts of a response and names the others in its text. A text that names
   * none is about all of it.
   */
  void refused(InFlight response, String error) {
    boolean anyNamed = response.versions().keySet().stream().anyMatch(name -> names(error, name));
    for (Map.Entry<String, String> sent : response.versions().entrySet()) {
      if (!anyNamed || names(error, sent.getKey())) {
        byName.put(sent.getKey(), new Refused(sent.getValue(), error));
      } else {
        byName.remove(sent.getKey());
      }
    }
  }

  void forget(String name) {
    byName.remove(name);
  }

  /** Names are made of these; one that is a part of a longer name is not meant. */
  private static boolean names(String error, String name) {
    return Pattern.compile("(?<![\\w.|/-])" + Pattern.quote(name) + "(?![\\w|/-]|[.:]\\w)")
        .matcher(error)
        .find();
  }
}
