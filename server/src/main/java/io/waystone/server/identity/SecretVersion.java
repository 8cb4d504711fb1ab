package io.waystone.server.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of a secret: what it vouches for, not a hash of its bytes. So a process that does not
 * hold the key can tell from the version which a proxy reports whether that one is still good.
 * Printed as {@code CA-IDENTITY-END}: the first 64 bits of SHA-256 of what signs and of the
 * identity, in hex, and the end in seconds since 1970.
 *
 * @param ca 16 hex digits
 * @param identity 16 hex digits
 * @param notAfter in whole seconds
 */
record SecretVersion(String ca, String identity, Instant notAfter) {

  private static final int HEX_DIGITS = 16;
  private static final Pattern FORM =
      Pattern.compile("([0-9a-f]{16})-([0-9a-f]{16})-([0-9]{1,12})");

  /**
   * The version of what was issued.
   *
   * @param caFingerprint SHA-256, hex
   * @param identity whose it is, as text
   */
  static SecretVersion of(String caFingerprint, String identity, Instant notAfter) {
    return new SecretVersion(
        caFingerprint.substring(0, HEX_DIGITS),
        sha256(identity).substring(0, HEX_DIGITS),
        notAfter.truncatedTo(ChronoUnit.SECONDS));
  }

  /** Reads what {@link #toString} writes; empty for a text of another form. */
  static Optional<SecretVersion> parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(
            new SecretVersion(
                form.group(1), form.group(2), Instant.ofEpochSecond(Long.parseLong(form.group(3)))))
        : Optional.empty();
  }

  /** Whether both vouch for the same identity by the same signer, be it until another end. */
  boolean isLike(SecretVersion other) {
    return ca.equals(other.ca) && identity.equals(other.identity);
  }

  @Override
  public String toString() {
    return ca + "-" + identity + "-" + notAfter.getEpochSecond();
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
