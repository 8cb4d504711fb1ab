package io.waystone.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.identity.Credential.Reason;
import io.waystone.server.identity.Credential.Refused;
import java.nio.file.Path;
import java.util.Set;

/**
 * Judges service account tokens by a file of keys: at first those of an EC and of an RSA signer.
 */
final class KnownTokens implements WorkloadTokens {

  static final MadeTokens EC = MadeTokens.es256("ec");
  static final MadeTokens RSA = MadeTokens.rs256("rsa", 2048);

  private final Path jwks;
  private final FakeClock clock;
  private final WorkloadTokens tokens;

  /** Writes the file into this folder. */
  KnownTokens(Path folder, FakeClock clock) {
    this.clock = clock;
    jwks = folder.resolve("jwks.json");
    MadeTokens.publish(jwks, EC, RSA);
    tokens = open();
  }

  /** What judges by the file as it is now. */
  WorkloadTokens open() {
    return new ServiceAccountTokens(
        new TokenIssuers(jwks, Set.of(MadeTokens.ISSUER), Set.of("istio-ca")), clock);
  }

  Path jwks() {
    return jwks;
  }

  @Override
  public Credential verify(String token) {
    return tokens.verify(token);
  }

  void assertRefused(String token, Reason reason) {
    assertThat(verify(token))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }
}
