package io.waystone.server.lab;

import com.google.protobuf.ByteString;

/** What comes out of a tunnel. After {@link End} or {@link Reset} comes nothing else. */
public sealed interface Received {

  /** Some bytes, at least one. */
  record Data(ByteString bytes) implements Received {}

  /** The other side has finished; ours may still write. */
  record End() implements Received {}

  /** The tunnel is gone, in both directions. */
  record Reset(String reason) implements Received {}
}
