package io.waystone.translator;

import io.waystone.translator.envoy.ResourceChange;
import io.waystone.translator.envoy.ViewKey;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one batch of input changes did to the views. A batch becomes visible as one revision.
 *
 * @param number counts from 1, without gaps
 * @param changes by view, in the order of {@link io.waystone.translator.envoy.ResourceId}; a view
 *     that is new has all its resources here (perhaps none)
 * @param gone views that are no more: their waypoint does not exist, or nobody wants them
 */
public record Revision(
    long number, SortedMap<ViewKey, List<ResourceChange>> changes, Set<ViewKey> gone) {
  public Revision {
    changes = Collections.unmodifiableSortedMap(new TreeMap<>(changes));
    gone = Set.copyOf(gone);
  }
}
