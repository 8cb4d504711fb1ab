package io.waystone.server.ads;

import io.waystone.translator.envoy.ResourceType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A delta response being put together, as large as one may be. */
final class Draft {

  /** A client applies a response in one piece, and its event loop stands still meanwhile. */
  static final int MOST_BYTES = 256 * 1024;

  /** By name; empty for a removal of what nothing is known of. */
  private final Map<String, Optional<Entry>> content = new LinkedHashMap<>();

  private int bytes;

  boolean isEmpty() {
    return content.isEmpty();
  }

  boolean has(String name) {
    return content.containsKey(name);
  }

  /** Adds it if there is room; there always is for the first. */
  boolean add(String name, Optional<Entry> entry) {
    int size = size(name, entry);
    if (!content.isEmpty() && bytes + size > MOST_BYTES) {
      return false;
    }
    content.put(name, entry);
    bytes += size;
    return true;
  }

  private static int size(String name, Optional<Entry> entry) {
    return entry.flatMap(Entry::live).map(live -> live.wire().size()).orElse(name.length() + 2);
  }

  Response.Delta response(ResourceType type, String nonce, long revision) {
    List<Entry.Live> entries = new ArrayList<>();
    List<String> removed = new ArrayList<>();
    content.forEach((name, entry) ->
        entry.flatMap(Entry::live).ifPresentOrElse(entries::add, () -> removed.add(name)));
    return new Response.Delta(type, nonce, revision, entries, removed);
  }

  /** The same, as what is to be acknowledged; and up to which revision it is complete. */
  InFlight inFlight(String nonce, long revision) {
    return new InFlight(nonce, revision, new TreeMap<>(content));
  }
}
