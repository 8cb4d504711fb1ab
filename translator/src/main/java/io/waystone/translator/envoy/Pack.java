package io.waystone.translator.envoy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The one place that turns protobuf messages into bytes. {@link Any#pack} and {@code toByteString}
 * write the entries of a map in the order of its iteration, so that equal messages can have
 * different bytes, and with them different versions; here equal messages have equal bytes in every
 * process.
 */
public final class Pack {

  private static final String TYPE_URL_PREFIX = "type.googleapis.com/";
  private static final int VERSION_BYTES = 16;

  private Pack() {}

  /** The message in an {@link Any} with the type URL {@code type.googleapis.com/FULL.NAME}. */
  public static Any any(Message message) {
    return Any.newBuilder()
        .setTypeUrl(typeUrl(message.getDescriptorForType().getFullName()))
        .setValue(bytes(message))
        .build();
  }

  /** The type URL of a message type, given its full name in protobuf. */
  static String typeUrl(String fullName) {
    return TYPE_URL_PREFIX + fullName;
  }

  /**
   * The serialised message, with the entries of every map in the order of their keys. An {@link
   * Any} within it is taken as it is: deterministic if {@link #any} made it.
   */
  public static ByteString bytes(Message message) {
    byte[] bytes = new byte[message.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      message.writeTo(out);
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException("an array of the message's size is too small", e);
    }
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  /**
   * A hash of the bytes that is the same in every process: 128 bits of SHA-256 as 32 hex digits.
   */
  public static String version(ByteString bytes) {
    MessageDigest digest = sha256();
    bytes.asReadOnlyByteBufferList().forEach(digest::update);
    return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), VERSION_BYTES));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
