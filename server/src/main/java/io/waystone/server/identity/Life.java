package io.waystone.server.identity;

import java.time.Duration;
import java.time.Instant;

/**
 * When a certificate is to be followed by another, told from its end alone: whoever sees its
 * version comes to the same answer as who issued it, and holds no key for that.
 */
final class Life {

  /** The last moment to renew comes after this part of the life more than half of it. */
  private static final int SPREAD = 10;

  private static final double HASHES = 0x1p32;

  private Life() {}

  /**
   * A while after half the life, for each holder another one, so that those which got their
   * certificates together do not all come back at once: between 50 % and 60 % of the life. Where
   * the signer's end cuts the life, its end: a new one would hold no longer.
   *
   * @param end of the certificate
   * @param ttl how long certificates are issued for
   * @param signerEnd the end of what signs now
   * @param holder whom it is for
   */
  static Instant renewAt(Instant end, Duration ttl, Instant signerEnd, String holder) {
    if (!end.isBefore(signerEnd)) {
      return end;
    }
    double place = Integer.toUnsignedLong(holder.hashCode() * 0x9E3779B9) / HASHES;
    Duration half = ttl.dividedBy(2);
    long spread = ttl.toMillis() / SPREAD;
    return end.minus(half).plusMillis((long) (place * spread));
  }
}
