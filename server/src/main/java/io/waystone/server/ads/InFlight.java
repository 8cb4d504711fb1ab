package io.waystone.server.ads;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A delta response that is not acknowledged yet.
 *
 * @param revision up to which the client has everything of this type once it acknowledges this
 * @param content what is in it by name; empty for the removal of what only the client knew
 */
record InFlight(String nonce, long revision, SortedMap<String, Optional<Entry>> content) {

  InFlight {
    content = Collections.unmodifiableSortedMap(new TreeMap<>(content));
  }

  /** The versions of what is not removed. */
  Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    content.forEach((name, entry) ->
        entry
            .flatMap(Entry::live)
            .ifPresent(live -> versions.put(name, live.resource().version())));
    return versions;
  }
}
