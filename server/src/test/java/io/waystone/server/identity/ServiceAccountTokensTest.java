package io.waystone.server.identity;

import static io.waystone.server.identity.KnownTokens.EC;
import static io.waystone.server.identity.KnownTokens.RSA;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.waystone.server.identity.Credential.OfWorkload;
import io.waystone.server.identity.Credential.Reason;
import io.waystone.server.identity.Credential.Refused;
import io.waystone.server.identity.Workload.BoundPod;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceAccountTokensTest {

  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path folder;

  private final FakeClock clock = new FakeClock();
  private KnownTokens tokens;

  @BeforeEach
  void publish() {
    tokens = new KnownTokens(folder, clock);
  }

  // Who it is.

  @Test
  void oneSaysWhoItsHolderIs() {
    assertThat(tokens.verify(EC.sign(claims().build())))
        .isEqualTo(
            new OfWorkload(
                new Workload(
                    new ServiceAccount("istio-system", "ztunnel"),
                    Optional.of(new BoundPod("ztunnel-x", "uid-of-ztunnel-x")),
                    Optional.of("node-1")),
                FakeClock.START.plus(HOUR)));
  }

  @Test
  void oneIsNotBoundToMoreThanItSays() {
    for (Map<String, Object> bound :
        List.<Map<String, Object>>of(Map.of(), Map.of("pod", MadeTokens.pod("p")))) {
      assertThat(tokens.verify(EC.sign(claims("a", "b", bound).build())))
          .isInstanceOfSatisfying(
              OfWorkload.class,
              good -> {
                assertThat(good.workload().pod().isPresent()).isEqualTo(!bound.isEmpty());
                assertThat(good.workload().node()).isEmpty();
              });
    }
  }

  @Test
  void bothAlgorithmsAreTaken() {
    assertThat(tokens.verify(RSA.sign(claims().build()))).isInstanceOf(OfWorkload.class);
    assertThat(tokens.verify(EC.sign(claims().build()))).isInstanceOf(OfWorkload.class);
  }

  @Test
  void oneAudienceOfSeveralIsEnough() {
    assertThat(tokens.verify(EC.sign(claims().audience(List.of("x", "istio-ca")).build())))
        .isInstanceOf(OfWorkload.class);
  }

  @Test
  void theBearerTokenOfAWorkloadIsJudgedByTheSameOne() {
    CertificateAuthority ca =
        CertificateAuthority.openOrCreate(
            StateDirectory.open(folder.resolve("state")), "cluster.local", clock);
    Optional<String> header = Optional.of("Bearer " + EC.sign(claims().build()));

    assertThat(new Credentials(ca, tokens, clock).verifyBearer(header))
        .isInstanceOf(OfWorkload.class);
    assertThat(new Credentials(ca, clock).verifyBearer(header))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Reason.NOT_CONFIGURED);
              assertThat(refused.text()).contains("--token-jwks");
            });
  }

  // Claims.

  @Test
  void oneOfAnotherIssuerIsRefused() {
    assertRefused(claims().issuer("https://elsewhere"), Reason.WRONG_ISSUER);
    assertRefused(claims().issuer(MadeTokens.ISSUER + "/"), Reason.WRONG_ISSUER);
    assertRefused(claims().issuer(null), Reason.WRONG_ISSUER);
  }

  @Test
  void oneForAnotherAudienceIsRefused() {
    assertRefused(claims().audience("https://kubernetes.default.svc"), Reason.WRONG_AUDIENCE);
    assertRefused(claims().audience(List.of()), Reason.WRONG_AUDIENCE);
    assertRefused(claims().audience((String) null), Reason.WRONG_AUDIENCE);
    assertRefused(claims().audience("istio-ca "), Reason.WRONG_AUDIENCE);
  }

  @Test
  void anAudienceThatIsNoTextIsNone() throws Exception {
    String claims = claims().audience("AUDIENCE").build().toString();
    for (String odd : List.of("[null]", "null", "[]", "[1]", "{}", "1", "[[\"istio-ca\"]]")) {
      JWSObject token =
          new JWSObject(
              new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec").build(),
              new Payload(claims.replace("\"AUDIENCE\"", odd)));
      token.sign(new ECDSASigner((ECKey) EC.key()));
      assertThat(tokens.verify(token.serialize())).as(odd).isInstanceOf(Refused.class);
    }
  }

  @Test
  void oneIsGoodUntilItsEnd() {
    String token = EC.sign(claims().build());
    clock.advance(HOUR.minusSeconds(1));
    assertThat(tokens.verify(token)).isInstanceOf(OfWorkload.class);
    clock.advance(Duration.ofSeconds(1));
    tokens.assertRefused(token, Reason.EXPIRED);
  }

  @Test
  void oneWithoutAnEndIsRefused() {
    assertRefused(claims().expirationTime(null), Reason.MALFORMED);
  }

  @Test
  void oneThatIsNotGoodYetIsRefused() {
    assertRefused(
        claims().notBeforeTime(Date.from(FakeClock.START.plusSeconds(61))), Reason.NOT_YET_VALID);
    assertThat(
            tokens.verify(
                EC.sign(
                    claims().notBeforeTime(Date.from(FakeClock.START.plusSeconds(60))).build())))
        .isInstanceOf(OfWorkload.class);
    assertThat(tokens.verify(EC.sign(claims().notBeforeTime(null).build())))
        .isInstanceOf(OfWorkload.class);
  }

  @Test
  void oneThatContradictsItselfIsRefused() {
    for (String subject :
        List.of(
            "system:serviceaccount:istio-system:other",
            "system:serviceaccount:other:ztunnel",
            "system:node:node-1",
            "ztunnel",
            "")) {
      assertRefused(claims().subject(subject), Reason.MALFORMED);
    }
    assertRefused(claims().subject(null), Reason.MALFORMED);
  }

  @Test
  void oneThatLacksWhatItsHolderIsIsRefused() {
    assertRefused(claims().claim("kubernetes.io", null), Reason.MALFORMED);
    assertRefused(claims().claim("kubernetes.io", "ztunnel"), Reason.MALFORMED);
    assertRefused(claims().claim("kubernetes.io", Map.of()), Reason.MALFORMED);
    assertRefused(
        claims().claim("kubernetes.io", Map.of("namespace", "istio-system")), Reason.MALFORMED);
    for (Object odd :
        List.of(
            "ztunnel-x",
            Map.of(),
            Map.of("name", "x"),
            Map.of("name", 1),
            Map.of("name", "a\nb", "uid", "u"))) {
      assertRefused(claims("a", "b", Map.of("pod", odd)), Reason.MALFORMED);
    }
    for (Object odd : List.of("node-1", Map.of(), Map.of("name", ""), Map.of("name", "a\nb"))) {
      assertRefused(claims("a", "b", Map.of("node", odd)), Reason.MALFORMED);
    }
  }

  @Test
  void namesThatKubernetesDoesNotAllowAreRefused() {
    for (String name : List.of("a/b", "A", "a\nb", "../a", "")) {
      assertRefused(claims("default", name, Map.of()), Reason.MALFORMED);
      assertRefused(claims(name, "default", Map.of()), Reason.MALFORMED);
    }
  }

  // Signatures.

  @Test
  void oneThatIsNotSignedIsRefused() {
    tokens.assertRefused(new PlainJWT(claims().build()).serialize(), Reason.MALFORMED);
    String[] parts = EC.sign(claims().build()).split("\\.", -1);
    for (String header :
        List.of("{\"alg\":\"none\",\"kid\":\"ec\"}", "{\"alg\":\"NONE\",\"kid\":\"ec\"}")) {
      for (String signature : List.of("", parts[2])) {
        assertThat(tokens.verify(base64(header) + "." + parts[1] + "." + signature))
            .isInstanceOf(Refused.class);
      }
    }
  }

  /** The public key as the secret of a MAC: the classic confusion. */
  @Test
  void aMacOfThePublicKeyIsNoSignature() throws Exception {
    byte[] publicKey = ((RSAKey) RSA.key()).toRSAPublicKey().getEncoded();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa").build(), claims().build());
    token.sign(new MACSigner(publicKey));
    tokens.assertRefused(token.serialize(), Reason.WRONG_ALGORITHM);
  }

  @Test
  void otherAlgorithmsOfTheSameKeyAreRefused() {
    for (JWSAlgorithm other : List.of(JWSAlgorithm.RS384, JWSAlgorithm.RS512, JWSAlgorithm.PS256)) {
      tokens.assertRefused(RSA.sign(claims().build(), other, "rsa"), Reason.WRONG_ALGORITHM);
    }
  }

  @Test
  void theKeyIsTheOneThatIsNamed() {
    tokens.assertRefused(
        EC.sign(claims().build(), JWSAlgorithm.ES256, "other"), Reason.UNKNOWN_KEY);
    tokens.assertRefused(
        EC.sign(claims().build(), new JWSHeader(JWSAlgorithm.ES256)), Reason.UNKNOWN_KEY);
    tokens.assertRefused(
        EC.sign(claims().build(), JWSAlgorithm.ES256, "rsa"), Reason.WRONG_ALGORITHM);
    tokens.assertRefused(
        MadeTokens.es256("ec").sign(claims().build(), JWSAlgorithm.ES256, "ec"),
        Reason.BAD_SIGNATURE);
  }

  /** A key that a token brings along is nobody's. */
  @Test
  void aKeyInTheTokenIsNotLookedAt() {
    MadeTokens own = MadeTokens.es256("own");
    tokens.assertRefused(
        own.sign(
            claims().build(),
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(JOSEObjectType.JWT)
                .jwk(((ECKey) own.key()).toPublicJWK())
                .jwkURL(URI.create("https://elsewhere/jwks"))
                .keyID("own")
                .build()),
        Reason.UNKNOWN_KEY);
  }

  @Test
  void whatAReaderMustUnderstandAndDoesNotIsRefused() {
    tokens.assertRefused(
        EC.sign(
            claims().build(),
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID("ec")
                .criticalParams(Set.of("x"))
                .customParam("x", 1)
                .build()),
        Reason.BAD_SIGNATURE);
  }

  @Test
  void noChangeOfACharacterIsAccepted() {
    long seed = 20_261_123L;
    Random random = new Random(seed);
    String token = EC.sign(claims().build());
    for (int i = 0; i < 200; i++) {
      // The last character has bits that base64url does not use.
      int at = random.nextInt(token.length() - 1);
      char other = (char) ('!' + random.nextInt(94));
      if (other != token.charAt(at)) {
        String changed = token.substring(0, at) + other + token.substring(at + 1);
        assertThat(tokens.verify(changed))
            .as("seed %d, %s at %d", seed, other, at)
            .isInstanceOf(Refused.class);
      }
    }
  }

  @Test
  void nonsenseIsRefused() {
    for (String token : List.of("", ".", "..", "a.b.c", "{}", "a".repeat(5_000_000))) {
      tokens.assertRefused(token, Reason.MALFORMED);
    }
  }

  private JWTClaimsSet.Builder claims() {
    return claims(
        "istio-system",
        "ztunnel",
        Map.of("pod", MadeTokens.pod("ztunnel-x"), "node", Map.of("name", "node-1", "uid", "n")));
  }

  private static JWTClaimsSet.Builder claims(
      String namespace, String account, Map<String, Object> bound) {
    return MadeTokens.claims(namespace, account, bound, FakeClock.START);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private void assertRefused(JWTClaimsSet.Builder claims, Reason reason) {
    tokens.assertRefused(EC.sign(claims.build()), reason);
  }
}
