package io.waystone.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.base.Throwables;
import io.waystone.server.identity.Credential.OfWaypoint;
import io.waystone.translator.mesh.WaypointKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A CA that others made, as the folder of {@code --ca} holds it. */
class CacertsFolderTest {

  private static final SpiffeId WAYPOINT = new SpiffeId("cluster.local", "default", "waypoint");
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir Path folder;

  private final FakeClock clock = new FakeClock();
  private final Instant now = clock.instant();
  private final MadeCa root = MadeCa.root("root", now);
  private final MadeCa ca = root.intermediate("ca", now);

  @BeforeEach
  void write() {
    ca.write(folder, List.of(ca.certificate(), root.certificate()), List.of(root.certificate()));
  }

  @Test
  void aLeafHasTheIntermediateBehindItAndTheRootAloneIsTrusted() throws Exception {
    IssuedCertificate issued = open().issue(WAYPOINT, DAY);

    List<X509Certificate> chain = Pem.readCertificates(issued.chain());
    assertThat(chain).hasSize(2).last().isEqualTo(ca.certificate());
    assertThat(Pem.readCertificates(open().rootPem())).containsExactly(root.certificate());
    Verified.by(issued.chain(), open().rootPem(), now);
  }

  @Test
  void theChainMayBeLeftOutOrEmptyUnderARoot() throws Exception {
    Files.delete(folder.resolve("cert-chain.pem"));
    Verified.by(open().issue(WAYPOINT, DAY).chain(), open().rootPem(), now);

    root.write(folder, List.of(), List.of(root.certificate()));
    String leaf = open().issue(WAYPOINT, DAY).chain();
    assertThat(Pem.readCertificates(leaf)).hasSize(1);
    Verified.by(leaf, open().rootPem(), now);
  }

  @Test
  void severalIntermediatesStandInOrder() throws Exception {
    MadeCa lower = ca.intermediate("lower", now);
    lower.write(
        folder, List.of(lower.certificate(), ca.certificate()), List.of(root.certificate()));

    String chain = open().issue(WAYPOINT, DAY).chain();

    assertThat(Pem.readCertificates(chain).subList(1, 3))
        .containsExactly(lower.certificate(), ca.certificate());
    Verified.by(chain, open().rootPem(), now);
  }

  @ParameterizedTest
  @CsvSource({"EC,256,ES256", "EC,384,ES384", "EC,521,ES512", "RSA,2048,RS256"})
  void ecAndRsaKeysSignCertificatesAndTokens(String algorithm, int size, String token)
      throws Exception {
    MadeCa other =
        root.intermediate(
            "other", MadeCa.keys(algorithm, size), now.plus(DAY.multipliedBy(9)), now);
    other.write(folder, List.of(other.certificate()), List.of(root.certificate()));
    CertificateAuthority opened = open();

    Verified.by(opened.issue(WAYPOINT, DAY).chain(), opened.rootPem(), now);
    Credentials credentials = new Credentials(opened, clock);
    String issued = credentials.issue(new WaypointKey("a", "b"), DAY).reveal();
    assertThat(com.nimbusds.jwt.SignedJWT.parse(issued).getHeader().getAlgorithm().getName())
        .isEqualTo(token);
    assertThat(credentials.verify(issued)).isInstanceOf(OfWaypoint.class);
  }

  @Test
  void whatIsIssuedEndsWithTheIntermediate() {
    MadeCa brief = root.intermediate("brief", MadeCa.keys("EC", 256), now.plus(DAY), now);
    brief.write(folder, List.of(brief.certificate()), List.of(root.certificate()));

    IssuedCertificate issued = open().issue(WAYPOINT, DAY.multipliedBy(2));

    assertThat(issued.notAfter()).isEqualTo(now.plus(DAY));
    assertThat(issued.renewAt()).isEqualTo(now.plus(DAY));
    Credentials credentials = new Credentials(open(), clock);
    WaypointKey waypoint = new WaypointKey("a", "b");
    assertThat(credentials.verify(credentials.issue(waypoint, DAY.multipliedBy(2)).reveal()))
        .isEqualTo(new OfWaypoint(waypoint, now.plus(DAY)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ca-cert.pem", "ca-key.pem", "root-cert.pem"})
  void aMissingFileIsNamed(String name) throws Exception {
    Files.delete(folder.resolve(name));

    refused(folder.resolve(name) + " cannot be read", "ca-cert.pem, ca-key.pem, cert-chain.pem");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ca-cert.pem", "root-cert.pem"})
  void anEmptyFileIsNamed(String name) throws Exception {
    Files.writeString(folder.resolve(name), "");

    refused(folder.resolve(name) + " holds no certificate", "Put ");
  }

  @Test
  void aKeyOfAnotherCaIsNamed() throws Exception {
    Files.writeString(folder.resolve("ca-key.pem"), Pem.key(root.keys().getPrivate()).reveal());
    refused(folder.resolve("ca-key.pem") + " is not the key of", "from the same CA");
    Files.writeString(
        folder.resolve("ca-key.pem"), Pem.key(MadeCa.keys("RSA", 2048).getPrivate()).reveal());
    refused(folder.resolve("ca-key.pem") + " is not the key of", "from the same CA");
  }

  @Test
  void aKeyThatOthersMayReadOrWriteIsRefused() throws Exception {
    for (String mode : List.of("rw-r--r--", "rw--w----", "rw-----w-")) {
      Files.setPosixFilePermissions(
          folder.resolve("ca-key.pem"), PosixFilePermissions.fromString(mode));
      refused("chmod 600 " + folder.resolve("ca-key.pem"), "defaultMode");
    }
    Files.setPosixFilePermissions(
        folder.resolve("ca-key.pem"), PosixFilePermissions.fromString("r--r-----"));
    open();
  }

  @Test
  void aCertificateThatLeadsToNoRootIsRefused() {
    MadeCa elsewhere = MadeCa.root("root", now);
    ca.write(folder, List.of(ca.certificate()), List.of(elsewhere.certificate()));

    refused("No way leads from " + folder.resolve("ca-cert.pem"), "cert-chain.pem");
  }

  @Test
  void aLeafIsNoCa() {
    X509Certificate leaf =
        root.signed(
            new org.bouncycastle.asn1.x500.X500Name("O=leaf"),
            ca.keys(),
            now.plus(DAY),
            now,
            false);
    new MadeCa(leaf, ca.keys()).write(folder, List.of(), List.of(root.certificate()));

    refused("No way leads from", "is no CA");
  }

  @Test
  void anExpiredOneIsRefused() {
    clock.advance(DAY.multipliedBy(1826));

    refused(folder.resolve("ca-cert.pem") + " has expired at", "Put a new one there");
  }

  @Test
  void keysThatEnvoyCannotVerifyOrThatAreShortAreRefused() {
    for (MadeCa other :
        List.of(
            root.intermediate("short", MadeCa.keys("RSA", 1024), now.plus(DAY), now),
            root.intermediate("ed", MadeCa.keys("Ed25519", 255), now.plus(DAY), now))) {
      other.write(folder, List.of(), List.of(root.certificate()));
      refused(folder.resolve("ca-cert.pem") + " is of a key", "RSA of 2048");
    }
  }

  @Test
  void noErrorShowsTheKey() throws Exception {
    Path key = folder.resolve("ca-key.pem");
    String text = Files.readString(key);
    String secret = text.lines().toList().get(1);
    Files.writeString(key, text.replace("PRIVATE KEY", "RIDDLE"));

    assertThatExceptionOfType(IdentityException.class)
        .isThrownBy(this::open)
        .satisfies(e ->
            assertThat(Throwables.getStackTraceAsString(e))
                .contains(key.toString())
                .doesNotContain(secret));
    Files.writeString(key, text);
    assertThat(open() + " " + open().signer() + " " + open().trust()).doesNotContain(secret);
  }

  private CertificateAuthority open() {
    return CertificateAuthority.open(folder, "cluster.local", clock);
  }

  private void refused(String what, String mend) {
    assertThatExceptionOfType(IdentityException.class)
        .isThrownBy(this::open)
        .withMessageContaining(what)
        .withMessageContaining(mend);
  }
}
