package io.waystone.server.ads;

import com.google.protobuf.ByteString;
import io.waystone.translator.ztunnel.ZtunnelResource;
import java.util.Optional;

/**
 * What the feed knows of one name, as of its last change.
 *
 * @param live the resource; empty if it was removed
 */
record Announced(String name, long place, Optional<Live> live) implements Change {

  /**
   * A resource that is there.
   *
   * @param wire what a response holds of it, the same bytes for every stream
   */
  record Live(ZtunnelResource resource, ByteString wire) {
    static Live of(ZtunnelResource resource) {
      return new Live(resource, WireForm.of(resource));
    }

    String version() {
      return resource.version();
    }
  }

  @Override
  public boolean isRemoval() {
    return live.isEmpty();
  }
}
