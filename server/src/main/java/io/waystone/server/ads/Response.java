package io.waystone.server.ads;

import io.waystone.translator.envoy.ResourceType;
import java.util.List;

/**
 * A response as it is about to be written.
 *
 * @param revision what the client sees as {@code system_version_info}; says nothing to it
 */
record Response(
    ResourceType type,
    String nonce,
    long revision,
    List<Entry.Live> entries,
    List<String> removed) {
  Response {
    entries = List.copyOf(entries);
    removed = List.copyOf(removed);
  }
}
