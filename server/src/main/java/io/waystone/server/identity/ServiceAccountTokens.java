package io.waystone.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.waystone.server.identity.Credential.OfWorkload;
import io.waystone.server.identity.Credential.Reason;
import io.waystone.server.identity.Credential.Refused;
import java.security.PublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/**
 * Service account tokens, verified without asking the cluster: by the keys that its API server
 * publishes, the issuer that it calls itself, the audience and the time. So a token is good until
 * its end, whatever becomes of its pod.
 */
public final class ServiceAccountTokens implements WorkloadTokens {

  private static final int MAX_LENGTH = 16 * 1024;

  /** What a token that was made just now, by a clock ahead of ours, may lie in the future. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

  private final TokenKeys keys;
  private final TokenIssuers issuers;
  private final InstantSource clock;

  /**
   * Tokens of these issuers.
   *
   * @throws IdentityException if the file of keys cannot be used
   */
  public ServiceAccountTokens(TokenIssuers issuers, InstantSource clock) {
    this.keys = TokenKeys.open(issuers.jwks());
    this.issuers = issuers;
    this.clock = clock;
  }

  @Override
  public Credential verify(String token) {
    if (token.length() > MAX_LENGTH) {
      return malformed();
    }
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      Optional<Refused> forged = signature(jwt);
      // Nothing that it says is looked at before.
      return forged.isPresent() ? forged.get() : judge(jwt.getJWTClaimsSet());
    } catch (ParseException | JOSEException | IllegalArgumentException e) {
      return malformed();
    }
  }

  private Optional<Refused> signature(SignedJWT token) throws JOSEException {
    JWSHeader header = token.getHeader();
    if (!TokenKeys.ALGORITHMS.contains(header.getAlgorithm())) {
      return Optional.of(wrongAlgorithm());
    }
    List<PublicKey> named = keys.of(Optional.ofNullable(header.getKeyID()));
    if (named.isEmpty()) {
      return Optional.of(
          new Refused(
              Reason.UNKNOWN_KEY,
              "the token names a key that is not in the file of --token-jwks: put what the API"
                  + " server publishes at /openid/v1/jwks there"));
    }
    // The algorithm is the key's to choose, not the token's (RFC 8725 3.1).
    List<PublicKey> fitting =
        named.stream().filter(key -> algorithm(key).equals(header.getAlgorithm())).toList();
    if (fitting.isEmpty()) {
      return Optional.of(wrongAlgorithm());
    }
    for (PublicKey key : fitting) {
      if (token.verify(TokenSignature.verifier(key))) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new Refused(Reason.BAD_SIGNATURE, "the token is not signed by the key that it names"));
  }

  private static JWSAlgorithm algorithm(PublicKey key) {
    return KeyKind.of(key).orElseThrow().tokens();
  }

  private Credential judge(JWTClaimsSet claims) throws ParseException {
    if (Optional.ofNullable(claims.getIssuer()).filter(issuers.names()::contains).isEmpty()) {
      return new Refused(
          Reason.WRONG_ISSUER, "the token is not of " + issuers.names() + " (--token-issuer)");
    }
    if (issuers.audiences().stream().noneMatch(claims.getAudience()::contains)) {
      return new Refused(
          Reason.WRONG_AUDIENCE,
          "the token is not for "
              + issuers.audiences()
              + " (--token-audience): project one into the pod whose audience is that");
    }
    Optional<Refused> untimely = time(claims);
    return untimely.isPresent()
        ? untimely.get()
        : TokenClaims.workload(claims)
            .<Credential>map(
                workload -> new OfWorkload(workload, claims.getExpirationTime().toInstant()))
            .orElseGet(ServiceAccountTokens::malformed);
  }

  private Optional<Refused> time(JWTClaimsSet claims) {
    Instant now = clock.instant();
    Optional<Instant> expires =
        Optional.ofNullable(claims.getExpirationTime()).map(Date::toInstant);
    Optional<Instant> begins = Optional.ofNullable(claims.getNotBeforeTime()).map(Date::toInstant);
    if (expires.isEmpty()) {
      return Optional.of(malformed());
    }
    if (!now.isBefore(expires.get())) {
      return Optional.of(
          new Refused(
              Reason.EXPIRED,
              "the token has expired at "
                  + expires.get()
                  + ": read it anew from its file, where the kubelet renews it"));
    }
    return begins
        .filter(from -> now.plus(CLOCK_SKEW).isBefore(from))
        .map(from ->
            new Refused(
                Reason.NOT_YET_VALID,
                "the token is good from " + from + " on: set the clocks right"));
  }

  private static Refused wrongAlgorithm() {
    return new Refused(
        Reason.WRONG_ALGORITHM,
        "the token is signed with another algorithm than RS256 or ES256, whichever its key is for");
  }

  private static Refused malformed() {
    return new Refused(
        Reason.MALFORMED,
        "the token is no service account token that is bound to an audience and a time: mount one"
            + " by a projected volume (serviceAccountToken)");
  }
}
