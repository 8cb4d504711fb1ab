package io.waystone.translator.envoy;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.waystone.translator.wire.Canonical;

/**
 * Packs messages into {@link Any}. {@link Any#pack} writes the entries of a map in the order of its
 * iteration; here equal messages have equal bytes in every process.
 */
public final class Pack {

  private static final String TYPE_URL_PREFIX = "type.googleapis.com/";

  private Pack() {}

  /** The message in an {@link Any} with the type URL {@code type.googleapis.com/FULL.NAME}. */
  public static Any any(Message message) {
    return Any.newBuilder()
        .setTypeUrl(typeUrl(message.getDescriptorForType().getFullName()))
        .setValue(Canonical.bytes(message))
        .build();
  }

  /** The type URL of a message type, given its full name in protobuf. */
  static String typeUrl(String fullName) {
    return TYPE_URL_PREFIX + fullName;
  }
}
