package io.waystone.server.ads;

import io.waystone.translator.envoy.ResourceType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A response being put together, as large as one may be. */
final class Draft {

  /** A client applies a response in one piece, and its event loop stands still meanwhile. */
  static final int MOST_BYTES = 256 * 1024;

  private final Map<String, Optional<Entry.Live>> content = new LinkedHashMap<>();
  private int bytes;

  boolean isEmpty() {
    return content.isEmpty();
  }

  boolean has(String name) {
    return content.containsKey(name);
  }

  /** Whether there is room for it; there always is for the first. */
  boolean fits(int size) {
    return content.isEmpty() || bytes + size <= MOST_BYTES;
  }

  void add(String name, Optional<Entry.Live> entry) {
    content.put(name, entry);
    bytes += size(name, entry);
  }

  static int size(String name, Optional<Entry.Live> entry) {
    return entry.map(live -> live.wire().size()).orElse(name.length() + 2);
  }

  Response response(ResourceType type, String nonce, long revision) {
    List<Entry.Live> entries = new ArrayList<>();
    List<String> removed = new ArrayList<>();
    content.forEach((name, entry) -> entry.ifPresentOrElse(entries::add, () -> removed.add(name)));
    return new Response(type, nonce, revision, entries, removed);
  }
}
