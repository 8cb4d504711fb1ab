package io.waystone.server.identity;

import io.waystone.translator.mesh.WaypointKey;
import java.time.Instant;

/** What a shown credential is worth. */
public sealed interface Credential {

  /**
   * It is good.
   *
   * @param waypoint whose configuration its holder may get, and no other's
   * @param expires when it no longer is; a stream must not outlive it
   */
  record Accepted(WaypointKey waypoint, Instant expires) implements Credential {}

  /**
   * It is not good.
   *
   * @param text what is wrong and what to do, for the log and the client; holds nothing of the
   *     token
   */
  record Refused(Reason reason, String text) implements Credential {}

  /** Why a credential is refused. */
  enum Reason {
    /** No {@code authorization} header, or one without a bearer token. */
    MISSING,
    /** Not a signed token, or one without what ours have. */
    MALFORMED,
    /** Signed with another algorithm than the one of the CA's key, or not at all. */
    WRONG_ALGORITHM,
    /** Not signed by this CA. */
    BAD_SIGNATURE,
    /** Issued for something else than ADS. */
    WRONG_AUDIENCE,
    /** Its time is over. */
    EXPIRED
  }
}
