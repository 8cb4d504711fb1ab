package io.waystone.server.ads;

import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.input.Cause;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A resource that proxies of a view refuse in the version that was made.
 *
 * @param refused that version, and the proxy's own words
 * @param causes the objects and fields it came from
 */
public record Quarantined(ViewKey view, ResourceId id, Refused refused, SortedSet<Cause> causes) {
  public Quarantined {
    causes = Collections.unmodifiableSortedSet(new TreeSet<>(causes));
  }
}
