package io.waystone.server.identity;

import io.waystone.server.identity.Credential.Reason;
import io.waystone.server.identity.Credential.Refused;

/** Judges service account tokens of a cluster. May be used by any thread. */
@FunctionalInterface
public interface WorkloadTokens {

  /** Where nobody has said whose tokens are good: none is. */
  WorkloadTokens NONE =
      _ ->
          new Refused(
              Reason.NOT_CONFIGURED,
              "this control plane takes no service account tokens: start it with --token-jwks and"
                  + " --token-issuer");

  /**
   * Whose token this is.
   *
   * @param token as it was shown, a compact JWS or anything else
   * @return of a workload, or refused; never of a waypoint
   */
  Credential verify(String token);
}
