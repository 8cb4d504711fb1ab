package io.waystone.server.ads;

import io.waystone.translator.envoy.ResourceType;
import java.util.List;

/** A response as it is about to be written, in either form of the protocol. */
sealed interface Response {

  ResourceType type();

  String nonce();

  List<Entry.Live> entries();

  /**
   * What changed.
   *
   * @param revision what the client sees as {@code system_version_info}; says nothing to it
   */
  record Delta(
      ResourceType type,
      String nonce,
      long revision,
      List<Entry.Live> entries,
      List<String> removed)
      implements Response {
    public Delta {
      entries = List.copyOf(entries);
      removed = List.copyOf(removed);
    }
  }

  /**
   * All that the client subscribes to.
   *
   * @param version equal for equal sets, in every process
   */
  record Whole(ResourceType type, String nonce, String version, List<Entry.Live> entries)
      implements Response {
    public Whole {
      entries = List.copyOf(entries);
    }
  }
}
