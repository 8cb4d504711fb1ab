package io.waystone.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.waystone.server.identity.Credential.OfWaypoint;
import io.waystone.server.identity.Credential.Reason;
import io.waystone.server.identity.Credential.Refused;
import io.waystone.translator.mesh.WaypointKey;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Whose a bearer token is: the one place that says it. A token is one of a cluster, for a service
 * account, or one of ours.
 *
 * <p>Ours are credentials for ADS where there is no Kubernetes to give service account tokens: a
 * token for one waypoint, signed by the CA. Nothing is stored, so every process with the same CA
 * accepts it, and one that was given away ends only with its time or with the CA. A token outlives
 * the change to another signer as certificates do: it is good as long as what signed it leads to a
 * root that the mesh trusts. May be used by any thread.
 *
 * <p>The CA's key signs certificates and tokens. One cannot pass for the other: a certificate's
 * signed part is DER and begins with byte 0x30, a token's is base64url text that begins with {@code
 * eyJ}.
 */
public final class Credentials {

  /** How long a credential holds if nobody says otherwise: 365 days. */
  public static final Duration DEFAULT_TTL = Duration.ofDays(365);

  /**
   * What the server has to accept as the headers of a call, bytes: a token that holds the chain of
   * an RSA CA is long.
   */
  public static final int LARGEST_HEADERS = 32 * 1024;

  /** The only audience; a token that the CA may sign for another purpose is none for ADS. */
  static final String AUDIENCE = "waystone-ads";

  private static final String SUBJECT_PREFIX = "waypoint:";
  private static final String SCHEME = "Bearer ";
  private static final int MAX_LENGTH = 16 * 1024;

  private final CertificateAuthority ca;
  private final WorkloadTokens workloads;
  private final InstantSource clock;

  /** Credentials signed and verified by this CA, and no others. */
  public Credentials(CertificateAuthority ca, InstantSource clock) {
    this(ca, WorkloadTokens.NONE, clock);
  }

  /** Credentials signed and verified by this CA, and service account tokens. */
  public Credentials(CertificateAuthority ca, WorkloadTokens workloads, InstantSource clock) {
    this.ca = ca;
    this.workloads = workloads;
    this.clock = clock;
  }

  /**
   * A token, a compact JWS, with which a proxy gets the configuration of this waypoint.
   *
   * @param ttl how long it holds; the CA's end cuts it
   * @throws IllegalArgumentException if the waypoint's names are none of Kubernetes, or ttl not
   *     positive
   */
  public SecretText issue(WaypointKey waypoint, Duration ttl) {
    DnsNames.requireWaypoint(waypoint);
    if (!ttl.isPositive()) {
      throw new IllegalArgumentException("a credential cannot hold for " + ttl);
    }
    Instant now = clock.instant();
    Signer signer = ca.signer();
    Instant end = now.plus(ttl).isBefore(signer.end()) ? now.plus(ttl) : signer.end();
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .audience(AUDIENCE)
            .subject(SUBJECT_PREFIX + waypoint)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(end))
            .jwtID(UUID.randomUUID().toString())
            .build();
    try {
      return new SecretText(TokenSignature.sign(claims, signer));
    } catch (JOSEException | GeneralSecurityException e) {
      throw new IdentityException("A credential could not be signed (" + e + ").", e);
    }
  }

  /**
   * Judges the value of an {@code authorization} header.
   *
   * @param headerValue {@code Bearer TOKEN}; empty if the client sent none
   */
  public Credential verifyBearer(Optional<String> headerValue) {
    // RFC 7235 2.1: the scheme is case-insensitive.
    return headerValue
        .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
        .map(value -> verify(value.substring(SCHEME.length()).strip()))
        .orElseGet(() ->
            new Refused(
                Reason.MISSING,
                "no bearer token: the bootstrap that \"waystone bootstrap\" writes sends one, and a"
                    + " workload sends that of its service account"));
  }

  /** Judges a token. */
  public Credential verify(String token) {
    if (token.length() > MAX_LENGTH) {
      return malformed();
    }
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      // Ours name no issuer, and those of a cluster must. Whoever judges it verifies it first.
      if (Optional.ofNullable(jwt.getJWTClaimsSet().getIssuer()).isPresent()) {
        return workloads.verify(token);
      }
      return switch (TokenSignature.verify(jwt, ca.trust(), clock.instant())) {
        case GOOD -> judge(jwt.getJWTClaimsSet());
        case WRONG_ALGORITHM ->
            new Refused(
                Reason.WRONG_ALGORITHM, "the token is signed with another algorithm than the CA's");
        case BAD ->
            new Refused(
                Reason.BAD_SIGNATURE,
                "the token is not signed by this CA: write a new one with \"waystone bootstrap\"");
      };
    } catch (ParseException | JOSEException | IllegalArgumentException e) {
      return malformed();
    }
  }

  private Credential judge(JWTClaimsSet claims) {
    if (!claims.getAudience().equals(List.of(AUDIENCE))) {
      return new Refused(Reason.WRONG_AUDIENCE, "the token is not for " + AUDIENCE);
    }
    Optional<WaypointKey> waypoint = waypoint(Optional.ofNullable(claims.getSubject()));
    Optional<Instant> expires =
        Optional.ofNullable(claims.getExpirationTime()).map(Date::toInstant);
    if (waypoint.isEmpty() || expires.isEmpty()) {
      return malformed();
    }
    if (!clock.instant().isBefore(expires.get())) {
      return new Refused(
          Reason.EXPIRED,
          "the token has expired at "
              + expires.get()
              + ": write a new one with \"waystone bootstrap\"");
    }
    return new OfWaypoint(waypoint.get(), expires.get());
  }

  private static Optional<WaypointKey> waypoint(Optional<String> subject) {
    return subject
        .filter(text -> text.startsWith(SUBJECT_PREFIX))
        .flatMap(text -> {
          try {
            WaypointKey key = WaypointKey.parse(text.substring(SUBJECT_PREFIX.length()));
            DnsNames.requireWaypoint(key);
            return Optional.of(key);
          } catch (IllegalArgumentException e) {
            return Optional.empty();
          }
        });
  }

  private static Refused malformed() {
    return new Refused(
        Reason.MALFORMED,
        "the token is not one of ours, nor one of a service account: write a new one with"
            + " \"waystone bootstrap\"");
  }
}
