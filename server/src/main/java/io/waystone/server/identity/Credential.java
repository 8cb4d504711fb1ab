package io.waystone.server.identity;

import io.waystone.translator.mesh.WaypointKey;
import java.time.Instant;

/** What a shown credential is worth. */
public sealed interface Credential {

  /**
   * It is good, and one of ours: for a waypoint.
   *
   * @param waypoint whose configuration its holder may get, and no other's
   * @param expires when it no longer is; a stream must not outlive it
   */
  record OfWaypoint(WaypointKey waypoint, Instant expires) implements Credential {}

  /**
   * It is good, and one of a cluster: for a workload.
   *
   * @param workload who its holder is
   * @param expires when it no longer is; a stream must not outlive it
   */
  record OfWorkload(Workload workload, Instant expires) implements Credential {}

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
    /** Not a signed token, or one without what it must have. */
    MALFORMED,
    /** A service account token, and nobody has said which ones are good. */
    NOT_CONFIGURED,
    /** Signed with another algorithm than the one of the key, or not at all. */
    WRONG_ALGORITHM,
    /** It names a key that is not among those which sign. */
    UNKNOWN_KEY,
    /** Not signed by this CA, or by the key that it names. */
    BAD_SIGNATURE,
    /** Issued by somebody else than those whose tokens are taken. */
    WRONG_ISSUER,
    /** Issued for something else. */
    WRONG_AUDIENCE,
    /** Its time has not come. */
    NOT_YET_VALID,
    /** Its time is over. */
    EXPIRED
  }
}
