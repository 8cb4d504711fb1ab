package io.waystone.translator.wire;

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
 * The one place that turns protobuf messages into bytes. {@code toByteString} writes the entries of
 * a map in the order of its iteration, so that equal messages can have different bytes, and with
 * them different versions; here equal messages have equal bytes in every process. It is a room of
 * its own because Envoy's and ztunnel's, which do not know each other, both need it.
 */
public final class Canonical {

  private static final int VERSION_BYTES = 16;

  private Canonical() {}

  /**
   * The serialised message, with the entries of every map in the order of their keys. An {@code
   * Any} within it is taken as it is: deterministic if what is in it was made here.
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
