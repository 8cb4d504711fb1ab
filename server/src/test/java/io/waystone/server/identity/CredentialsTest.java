package io.waystone.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.waystone.server.identity.Credential.OfWaypoint;
import io.waystone.server.identity.Credential.Reason;
import io.waystone.server.identity.Credential.Refused;
import io.waystone.translator.mesh.WaypointKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {

  private static final WaypointKey WAYPOINT = new WaypointKey("default", "bookinfo");
  private static final Duration TTL = Duration.ofDays(365);

  @TempDir Path folder;

  private final FakeClock clock = new FakeClock();
  private CertificateAuthority ca;
  private Credentials credentials;

  @BeforeEach
  void openCa() {
    ca = ca("state");
    credentials = new Credentials(ca, clock);
  }

  @Test
  void oneIsGoodForItsWaypointUntilItsEnd() {
    SecretText token = credentials.issue(WAYPOINT, TTL);

    assertThat(credentials.verify(token.reveal()))
        .isEqualTo(new OfWaypoint(WAYPOINT, FakeClock.START.plus(TTL)));
  }

  @Test
  void anotherProcessOnTheSameStateAcceptsIt() {
    SecretText token = credentials.issue(WAYPOINT, TTL);

    assertThat(new Credentials(ca("state"), clock).verify(token.reveal()))
        .isInstanceOf(OfWaypoint.class);
  }

  @Test
  void itSaysWhatTheReaderNeedsAndIsUnique() throws Exception {
    SignedJWT one = SignedJWT.parse(credentials.issue(WAYPOINT, TTL).reveal());
    SignedJWT two = SignedJWT.parse(credentials.issue(WAYPOINT, TTL).reveal());

    assertThat(one.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.ES256);
    assertThat(one.getJWTClaimsSet().getAudience()).containsExactly("waystone-ads");
    assertThat(one.getJWTClaimsSet().getSubject()).isEqualTo("waypoint:default/bookinfo");
    assertThat(one.getJWTClaimsSet().getIssueTime()).isEqualTo(FakeClock.START);
    assertThat(one.getJWTClaimsSet().getJWTID()).isNotEqualTo(two.getJWTClaimsSet().getJWTID());
  }

  @Test
  void anExpiredOneIsRefused() {
    SecretText token = credentials.issue(WAYPOINT, Duration.ofHours(1));

    clock.advance(Duration.ofHours(1).minusSeconds(1));
    assertThat(credentials.verify(token.reveal())).isInstanceOf(OfWaypoint.class);
    clock.advance(Duration.ofSeconds(1));
    assertRefused(token.reveal(), Reason.EXPIRED);
  }

  @Test
  void oneOfAnotherCaIsRefused() {
    SecretText token = new Credentials(ca("other"), clock).issue(WAYPOINT, TTL);

    assertRefused(token.reveal(), Reason.BAD_SIGNATURE);
  }

  @Test
  void oneForAnotherWaypointCannotBeMadeOfIt() {
    String[] parts = credentials.issue(WAYPOINT, TTL).reveal().split("\\.", -1);
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    String forged = claims.replace("default/bookinfo", "default/payments");
    assertThat(forged).isNotEqualTo(claims);

    assertRefused(parts[0] + "." + base64(forged) + "." + parts[2], Reason.BAD_SIGNATURE);
  }

  @Test
  void oneForAnotherAudienceIsRefused() throws Exception {
    assertRefused(signed(claims().audience("istio-ca").build()), Reason.WRONG_AUDIENCE);
    assertRefused(
        signed(claims().audience(List.of("waystone-ads", "other")).build()), Reason.WRONG_AUDIENCE);
    assertRefused(signed(claims().audience(List.of()).build()), Reason.WRONG_AUDIENCE);
  }

  @Test
  void oneWithoutAnEndIsRefused() throws Exception {
    assertRefused(signed(claims().expirationTime(null).build()), Reason.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bookinfo", "waypoint:", "waypoint:default", "waypoint:a/b/c", "waypoint:A/b"})
  void oneWithoutAWaypointIsRefused(String subject) throws Exception {
    assertRefused(signed(claims().subject(subject).build()), Reason.MALFORMED);
  }

  @Test
  void oneThatIsNotSignedIsRefused() throws Exception {
    assertRefused(new PlainJWT(claims().build()).serialize(), Reason.MALFORMED);
    String signature = signed(claims().build()).split("\\.", -1)[2];
    String unsigned = base64("{\"alg\":\"none\"}") + "." + base64(claims().build().toString());
    assertRefused(unsigned + ".", Reason.MALFORMED);
    assertRefused(unsigned + "." + signature, Reason.MALFORMED);
  }

  @Test
  void onlyEs256IsAccepted() throws Exception {
    // The public key as the secret of a MAC: the classic confusion.
    byte[] publicKey = ca.signer().publicKey().getEncoded();
    assertRefused(
        signed(claims().build(), JWSAlgorithm.HS256, new MACSigner(publicKey)),
        Reason.WRONG_ALGORITHM);
  }

  /** A workload has a key and a certificate that leads to the root, too. */
  @Test
  void oneThatAWorkloadSignsIsRefused() throws Exception {
    IssuedCertificate leaf = ca.issue(new SpiffeId("cluster.local", "a", "b"), TTL);
    X509Certificate own = Pem.readCertificate(leaf.chain());
    ECPrivateKey key = (ECPrivateKey) Pem.readKey(leaf.key().reveal());
    X509Certificate asCa =
        MadeCa.root(
                "",
                new KeyPair(own.getPublicKey(), key),
                FakeClock.START.plus(TTL),
                clock.instant())
            .certificate();
    for (List<X509Certificate> chain :
        List.of(List.of(own), List.of(asCa), List.of(asCa, own), List.of(own, asCa))) {
      assertRefused(signed(chain, key), Reason.BAD_SIGNATURE);
    }
    // The same with the CA's own certificate beside a key that is not its.
    assertRefused(signed(List.of(ca.signer().certificate()), key), Reason.BAD_SIGNATURE);
    assertRefused(signed(List.of(ca.signer().certificate(), asCa, own), key), Reason.BAD_SIGNATURE);
  }

  @Test
  void aChainWithoutEndIsNotFollowed() throws Exception {
    ECPrivateKey key = (ECPrivateKey) ca.signer().key();
    X509Certificate root = ca.signer().certificate();

    assertRefused(signed(Collections.nCopies(6, root), key), Reason.BAD_SIGNATURE);
    assertThat(credentials.verify(signed(List.of(root), key))).isInstanceOf(OfWaypoint.class);
  }

  private static String signed(List<X509Certificate> chain, ECPrivateKey key) throws Exception {
    List<com.nimbusds.jose.util.Base64> encoded = new ArrayList<>();
    for (X509Certificate each : chain) {
      encoded.add(com.nimbusds.jose.util.Base64.encode(each.getEncoded()));
    }
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).x509CertChain(encoded).build(),
            claims().build());
    token.sign(new ECDSASigner(key));
    return token.serialize();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a.b.c", "{}", "\u0000.\u0000."})
  void nonsenseIsRefused(String token) {
    assertRefused(token, Reason.MALFORMED);
  }

  @Test
  void aTokenOfMegabytesIsNotRead() {
    assertRefused("a".repeat(5_000_000), Reason.MALFORMED);
  }

  @Test
  void noChangeOfACharacterIsAccepted() {
    long seed = 20_261_123L;
    Random random = new Random(seed);
    String token = credentials.issue(WAYPOINT, TTL).reveal();
    for (int i = 0; i < 200; i++) {
      // The last character has bits that base64url does not use.
      int at = random.nextInt(token.length() - 1);
      char other = (char) ('!' + random.nextInt(94));
      if (other == token.charAt(at)) {
        continue;
      }
      String changed = token.substring(0, at) + other + token.substring(at + 1);
      assertThat(credentials.verify(changed))
          .as("seed %d, %s at %d", seed, other, at)
          .isInstanceOf(Refused.class);
    }
  }

  @Test
  void theHeaderIsABearerToken() {
    String token = credentials.issue(WAYPOINT, TTL).reveal();

    assertThat(credentials.verifyBearer(Optional.of("Bearer " + token)))
        .isInstanceOf(OfWaypoint.class);
    assertThat(credentials.verifyBearer(Optional.of("bearer  " + token)))
        .isInstanceOf(OfWaypoint.class);
    assertReason(credentials.verifyBearer(Optional.empty()), Reason.MISSING);
    assertReason(credentials.verifyBearer(Optional.of("")), Reason.MISSING);
    assertReason(credentials.verifyBearer(Optional.of(token)), Reason.MISSING);
    assertReason(credentials.verifyBearer(Optional.of("Basic " + token)), Reason.MISSING);
    assertReason(credentials.verifyBearer(Optional.of("Bearer ")), Reason.MALFORMED);
  }

  @Test
  void namesThatKubernetesDoesNotAllowGetNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> credentials.issue(new WaypointKey("a", "b\nc"), TTL));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> credentials.issue(WAYPOINT, Duration.ZERO));
  }

  @Test
  void neitherTokenNorRefusalPrintsIt() {
    SecretText token = credentials.issue(WAYPOINT, Duration.ofSeconds(1));
    assertThat(token).hasToString("[secret]");

    clock.advance(Duration.ofSeconds(2));
    assertThat(credentials.verify(token.reveal()).toString())
        .contains("expired")
        .doesNotContain(token.reveal().substring(token.reveal().lastIndexOf('.')));
  }

  private CertificateAuthority ca(String name) {
    return CertificateAuthority.openOrCreate(
        StateDirectory.open(folder.resolve(name)), "cluster.local", clock);
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .audience("waystone-ads")
        .subject("waypoint:default/bookinfo")
        .expirationTime(Date.from(FakeClock.START.plus(TTL)));
  }

  private String signed(JWTClaimsSet claims) throws Exception {
    return signed(claims, JWSAlgorithm.ES256, new ECDSASigner((ECPrivateKey) ca.signer().key()));
  }

  private String signed(JWTClaimsSet claims, JWSAlgorithm algorithm, JWSSigner signer)
      throws Exception {
    SignedJWT token =
        new SignedJWT(new JWSHeader.Builder(algorithm).keyID(ca.fingerprint()).build(), claims);
    token.sign(signer);
    return token.serialize();
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private void assertRefused(String token, Reason reason) {
    assertReason(credentials.verify(token), reason);
  }

  private static void assertReason(Credential credential, Reason reason) {
    assertThat(credential)
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }
}
