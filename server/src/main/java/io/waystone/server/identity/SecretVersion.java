package io.waystone.server.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * The version of a secret: what it vouches for, not a hash of its bytes. So a process that does not
 * hold the key can tell from the version which a proxy reports whether that one is still good.
 * Printed as {@code CA-IDENTITY-END}: the first 64 bits of SHA-256 of the root and of the identity,
 * in hex, and the end in seconds since 1970.
 */
record SecretVersion(String caFingerprint, String identity, Instant notAfter) {

  private static final int HEX_DIGITS = 16;

  @Override
  public String toString() {
    return caFingerprint.substring(0, HEX_DIGITS)
        + "-"
        + sha256(identity).substring(0, HEX_DIGITS)
        + "-"
        + notAfter.getEpochSecond();
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
