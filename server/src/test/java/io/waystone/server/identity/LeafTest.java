package io.waystone.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeafTest {

  private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
  private static final String KEY_USAGE = "2.5.29.15";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final int DNS = 2;
  private static final int URI = 6;
  private static final int IP = 7;
  private static final SpiffeId WAYPOINT = new SpiffeId("cluster.local", "default", "waypoint");

  @TempDir Path folder;

  private final FakeClock clock = new FakeClock();
  private CertificateAuthority ca;

  @BeforeEach
  void openCa() {
    ca =
        CertificateAuthority.openOrCreate(
            StateDirectory.open(folder.resolve("state")), "cluster.local", clock);
  }

  @Test
  void aWorkloadIsNamedByACriticalUriAlone() throws Exception {
    X509Certificate leaf = workload(Duration.ofHours(24));

    assertThat(leaf.getSubjectX500Principal().getName()).isEmpty();
    assertThat(leaf.getSubjectAlternativeNames())
        .containsExactly(List.of(URI, "spiffe://cluster.local/ns/default/sa/waypoint"));
    assertThat(leaf.getCriticalExtensionOIDs())
        .containsExactlyInAnyOrder(SUBJECT_ALTERNATIVE_NAME, KEY_USAGE, BASIC_CONSTRAINTS);
  }

  @Test
  void aWorkloadMayBeServerAndClientAndNoCa() throws Exception {
    X509Certificate leaf = workload(Duration.ofHours(24));

    assertThat(leaf.getExtendedKeyUsage()).containsExactly(SERVER_AUTH, CLIENT_AUTH);
    assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
    assertThat(leaf.getKeyUsage())
        .containsExactly(true, false, true, false, false, false, false, false, false);
  }

  @Test
  void itHoldsFromAMinuteAgoForItsTime() throws Exception {
    X509Certificate leaf = workload(Duration.ofHours(24));

    assertThat(leaf.getNotBefore()).isEqualTo(FakeClock.START.minusSeconds(60));
    assertThat(leaf.getNotAfter()).isEqualTo(FakeClock.START.plus(Duration.ofHours(24)));
  }

  @Test
  void itsChainAndKeyVerify() throws Exception {
    IssuedCertificate issued = ca.issue(WAYPOINT, Duration.ofHours(24));
    X509Certificate leaf = Pem.readCertificate(issued.chain());
    PKIXParameters trust =
        new PKIXParameters(Set.of(new TrustAnchor(ca.signer().certificate(), null)));
    trust.setRevocationEnabled(false);
    trust.setDate(Date.from(clock.instant()));

    CertPathValidator.getInstance("PKIX")
        .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf)), trust);

    PrivateKey key = Pem.readKey(issued.key().reveal());
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    byte[] signed = signature.sign();
    signature.initVerify(leaf);
    assertThat(signature.verify(signed)).isTrue();
  }

  @Test
  void eachHasAKeyAndASerialOfItsOwn() throws Exception {
    X509Certificate one = workload(Duration.ofHours(1));
    X509Certificate two = workload(Duration.ofHours(1));

    assertThat(one.getPublicKey()).isNotEqualTo(two.getPublicKey());
    assertThat(one.getSerialNumber()).isNotEqualTo(two.getSerialNumber());
  }

  @Test
  void itIsDueAWhileAfterHalfItsLifeAndEndsWithTheRoot() {
    IssuedCertificate early = ca.issue(WAYPOINT, Duration.ofHours(24));
    assertThat(early.renewAt())
        .isBetween(
            FakeClock.START.plus(Duration.ofHours(12)),
            FakeClock.START.plus(Duration.ofMinutes(12 * 60 + 144)));

    clock.advance(Duration.ofDays(3652));
    IssuedCertificate late = ca.issue(WAYPOINT, Duration.ofDays(30));
    assertThat(late.notAfter()).isEqualTo("2036-03-01T12:00:00Z");
    assertThat(late.renewAt()).isEqualTo(late.notAfter());
  }

  @Test
  void identitiesOfAnotherTrustDomainAreNotIssued() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ca.issue(new SpiffeId("other", "a", "b"), Duration.ofHours(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> ca.issue(WAYPOINT, Duration.ZERO));
  }

  @Test
  void theServerIsNamedByItsHosts() throws Exception {
    IssuedCertificate issued =
        ca.issueServer(
            List.of("waystone.istio-system.svc", "192.0.2.7", "2001:db8::7", "127.0.0.1"),
            Duration.ofDays(90));
    X509Certificate leaf = Pem.readCertificate(issued.chain());

    assertThat(leaf.getSubjectAlternativeNames())
        .containsExactlyInAnyOrder(
            List.of(DNS, "localhost"),
            List.of(DNS, "waystone.istio-system.svc"),
            List.of(IP, "127.0.0.1"),
            List.of(IP, "0:0:0:0:0:0:0:1"),
            List.of(IP, "192.0.2.7"),
            List.of(IP, "2001:db8:0:0:0:0:0:7"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ca.issueServer(List.of("*"), Duration.ofDays(1)));
  }

  @Test
  void itDoesNotPrintItsKey() {
    IssuedCertificate issued = ca.issue(WAYPOINT, Duration.ofHours(1));

    assertThat(issued.toString()).contains("BEGIN CERTIFICATE").contains("[secret]");
    assertThat(issued.toString()).doesNotContain(issued.key().reveal().lines().toList().get(1));
  }

  private X509Certificate workload(Duration ttl) throws Exception {
    return Pem.readCertificate(ca.issue(WAYPOINT, ttl).chain());
  }
}
