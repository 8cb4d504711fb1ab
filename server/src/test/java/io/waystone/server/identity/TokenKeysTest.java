package io.waystone.server.identity;

import static io.waystone.server.identity.KnownTokens.EC;
import static io.waystone.server.identity.KnownTokens.RSA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import io.waystone.server.identity.Credential.OfWorkload;
import io.waystone.server.identity.Credential.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file with the keys that sign service account tokens. */
class TokenKeysTest {

  @TempDir Path folder;

  private KnownTokens tokens;

  @BeforeEach
  void publish() {
    tokens = new KnownTokens(folder, new FakeClock());
  }

  @Test
  void anotherFileHoldsFromTheNextTokenOn() {
    MadeTokens next = MadeTokens.es256("next");
    String old = EC.sign(claims().build());
    String fresh = next.sign(claims().build());
    tokens.assertRefused(fresh, Reason.UNKNOWN_KEY);

    MadeTokens.publish(tokens.jwks(), EC, next);
    assertThat(tokens.verify(old)).isInstanceOf(OfWorkload.class);
    assertThat(tokens.verify(fresh)).isInstanceOf(OfWorkload.class);

    MadeTokens.publish(tokens.jwks(), next);
    tokens.assertRefused(old, Reason.UNKNOWN_KEY);
    assertThat(tokens.verify(fresh)).isInstanceOf(OfWorkload.class);
  }

  @Test
  void aFileThatCannotBeReadChangesNothing() throws Exception {
    String token = EC.sign(claims().build());
    for (String broken : List.of("", "{\"keys\": [{\"kty\"", "[]")) {
      Files.writeString(tokens.jwks(), broken);
      assertThat(tokens.verify(token)).isInstanceOf(OfWorkload.class);
    }
    Files.delete(tokens.jwks());
    assertThat(tokens.verify(token)).isInstanceOf(OfWorkload.class);

    Files.writeString(tokens.jwks(), "{\"keys\": []}");
    tokens.assertRefused(token, Reason.UNKNOWN_KEY);
  }

  /** Who may write it decides who is who. */
  @Test
  void aFileThatOthersMayWriteIsNotTaken() throws Exception {
    for (String mode : List.of("rw-rw-r--", "rw-r--rw-")) {
      Files.setPosixFilePermissions(tokens.jwks(), PosixFilePermissions.fromString(mode));
      assertThatExceptionOfType(IdentityException.class)
          .isThrownBy(tokens::open)
          .withMessageContaining("chmod go-w " + tokens.jwks());
    }
    // While it runs, what was there before holds.
    MadeTokens next = MadeTokens.es256("next");
    MadeTokens.publish(tokens.jwks(), next);
    Files.setPosixFilePermissions(tokens.jwks(), PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThat(tokens.verify(EC.sign(claims().build()))).isInstanceOf(OfWorkload.class);
    tokens.assertRefused(next.sign(claims().build()), Reason.UNKNOWN_KEY);
  }

  @Test
  void aFileWithoutAKeyOfOursIsRefusedAtTheStart() throws Exception {
    assertThatExceptionOfType(IdentityException.class)
        .isThrownBy(() -> open(folder.resolve("none")))
        .withMessageContaining("/openid/v1/jwks");
    for (String text :
        List.of(
            "",
            "no",
            "{\"keys\": []}",
            new JWKSet(MadeTokens.rs256("weak", 1024).key().toPublicJWK()).toString(),
            new JWKSet(new OctetSequenceKey.Builder(new byte[32]).keyID("mac").build())
                .toString(false),
            new JWKSet(new ECKey.Builder((ECKey) EC.key()).keyID(null).build().toPublicJWK())
                .toString(),
            new JWKSet(
                    new ECKey.Builder((ECKey) EC.key())
                        .keyUse(KeyUse.ENCRYPTION)
                        .build()
                        .toPublicJWK())
                .toString(),
            new JWKSet(
                    new RSAKey.Builder((RSAKey) RSA.key())
                        .algorithm(JWSAlgorithm.PS256)
                        .build()
                        .toPublicJWK())
                .toString())) {
      Path file = Files.writeString(folder.resolve("odd.json"), text);
      assertThatExceptionOfType(IdentityException.class)
          .as(text)
          .isThrownBy(() -> open(file))
          .withMessageContaining("odd.json");
    }
  }

  private void open(Path file) {
    TokenKeys.open(file);
  }

  private static JWTClaimsSet.Builder claims() {
    return MadeTokens.claims("default", "reviews", Map.of(), FakeClock.START);
  }
}
