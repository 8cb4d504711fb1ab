package io.waystone.server.ads;

import com.google.protobuf.ByteString;
import io.waystone.translator.ztunnel.ZtunnelType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A response to a ztunnel being put together, as large as one may be. */
final class ZtunnelDraft {

  /** By name; empty for a removal. */
  private final Map<String, Optional<Announced.Live>> content = new LinkedHashMap<>();

  private int bytes;

  boolean isEmpty() {
    return content.isEmpty();
  }

  /** Adds it if there is room; there always is for the first, and for what is in it already. */
  boolean add(String name, Optional<Announced.Live> live) {
    int size = live.map(one -> one.wire().size()).orElse(name.length() + 2);
    if (!content.isEmpty() && !content.containsKey(name) && bytes + size > Draft.MOST_BYTES) {
      return false;
    }
    if (content.put(name, live) == null) {
      bytes += size;
    }
    return true;
  }

  /** The versions in it by name; empty for what is removed. */
  Map<String, Optional<String>> versions() {
    Map<String, Optional<String>> versions = new LinkedHashMap<>();
    content.forEach((name, live) -> versions.put(name, live.map(Announced.Live::version)));
    return versions;
  }

  Conversation.Outgoing response(ZtunnelType type, String nonce, long revision) {
    List<ByteString> elements = new ArrayList<>();
    List<String> removed = new ArrayList<>();
    content.forEach((name, live) ->
        live.ifPresentOrElse(one -> elements.add(one.wire()), () -> removed.add(name)));
    return new Conversation.Outgoing(
        Conversation.label(type),
        elements.size(),
        WireForm.delta(type.typeUrl(), nonce, revision, elements, removed));
  }
}
