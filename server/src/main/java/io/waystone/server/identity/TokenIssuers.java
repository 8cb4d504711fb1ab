package io.waystone.server.identity;

import java.nio.file.Path;
import java.util.Set;

/**
 * Whose service account tokens are good, and which ones.
 *
 * @param jwks a file with the keys that sign them (RFC 7517); it is read again when it changes
 * @param names what the issuers call themselves, one or more; the claim {@code iss}
 * @param audiences for whom a token may be, one or more; one of the claim {@code aud} is enough
 */
public record TokenIssuers(Path jwks, Set<String> names, Set<String> audiences) {

  /** For whom Istio's proxies have their tokens made. */
  public static final String DEFAULT_AUDIENCE = "istio-ca";

  public TokenIssuers {
    jwks = jwks.toAbsolutePath().normalize();
    names = Set.copyOf(names);
    audiences = Set.copyOf(audiences);
    if (names.isEmpty() || audiences.isEmpty()) {
      throw new IllegalArgumentException("without an issuer or an audience no token is good");
    }
  }
}
