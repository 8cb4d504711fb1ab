package io.waystone.server.ads;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A response that is not acknowledged yet.
 *
 * @param revision up to which the client has everything of this type once it acknowledges this
 * @param versions what is in it by name; {@link #REMOVED} for what is removed by it
 */
record InFlight(String nonce, long revision, SortedMap<String, String> versions) {

  /** Stands for the version of what was removed. */
  static final String REMOVED = "";

  InFlight {
    versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
  }

  static InFlight of(Response response, long revision) {
    SortedMap<String, String> versions = new TreeMap<>();
    response.removed().forEach(name -> versions.put(name, REMOVED));
    response.entries().forEach(entry -> versions.put(entry.name(), entry.resource().version()));
    return new InFlight(response.nonce(), revision, versions);
  }
}
