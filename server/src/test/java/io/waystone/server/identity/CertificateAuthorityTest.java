package io.waystone.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {

  @TempDir Path folder;

  private final FakeClock clock = new FakeClock();
  private StateDirectory state;

  @BeforeEach
  void openState() {
    state = StateDirectory.open(folder.resolve("state"));
  }

  @Test
  void theRootIsACaForTenYears() throws Exception {
    X509Certificate root = open().signer().certificate();

    assertThat(root.getSubjectX500Principal().getName()).isEqualTo("O=cluster.local");
    assertThat(root.getIssuerX500Principal()).isEqualTo(root.getSubjectX500Principal());
    assertThat(root.getBasicConstraints()).isEqualTo(Integer.MAX_VALUE);
    assertThat(root.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.19", "2.5.29.15");
    assertThat(root.getKeyUsage())
        .containsExactly(false, false, false, false, false, true, true, false, false);
    assertThat(root.getNotAfter()).isEqualTo(Instant.parse("2036-03-01T12:00:00Z"));
    root.verify(root.getPublicKey());
  }

  @Test
  void isMadeOnceAndReadAfterwards() {
    CertificateAuthority first = open();
    CertificateAuthority second = open();

    assertThat(second.fingerprint()).isEqualTo(first.fingerprint());
    assertThat(second.rootPem()).isEqualTo(first.rootPem());
  }

  @Test
  void itsFilesBelongToTheirOwnerAlone() throws Exception {
    open();

    assertThat(StateDirectoryTest.mode(state.ca())).isEqualTo("rwx------");
    assertThat(StateDirectoryTest.mode(state.rootKey())).isEqualTo("rw-------");
    assertThat(StateDirectoryTest.mode(state.rootCertificate())).isEqualTo("rw-------");
  }

  @Test
  void processesThatStartAtOnceEndWithOne() throws Exception {
    int starters = 8;
    CyclicBarrier together = new CyclicBarrier(starters);
    List<Future<String>> fingerprints = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(starters)) {
      for (int i = 0; i < starters; i++) {
        fingerprints.add(
            threads.submit(() -> {
              together.await();
              return open().fingerprint();
            }));
      }
    }

    for (Future<String> fingerprint : fingerprints) {
      assertThat(fingerprint.get()).isEqualTo(open().fingerprint());
    }
    try (Stream<Path> left = Files.list(state.path())) {
      assertThat(left).containsExactly(state.ca());
    }
  }

  @Test
  void aBrokenCertificateIsAnErrorAndStays() throws Exception {
    open();
    Files.writeString(state.rootCertificate(), "-----BEGIN CERTIFICATE-----\nnonsense\n");

    assertRefusedAndKept("cannot be read");
    assertThat(Files.readString(state.rootCertificate())).contains("nonsense");
  }

  @Test
  void aBrokenKeyIsAnErrorThatDoesNotShowIt() throws Exception {
    open();
    String key = Files.readString(state.rootKey());
    Files.writeString(state.rootKey(), key.replace("PRIVATE KEY", "RIDDLE"));

    assertThatExceptionOfType(IdentityException.class)
        .isThrownBy(this::open)
        .withMessageContaining("no readable private key")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain(key.lines().toList().get(1)));
  }

  @Test
  void aMissingFileIsNotMadeAgain() throws Exception {
    open();
    Files.delete(state.rootKey());

    assertRefusedAndKept("root.key");
    assertThat(state.rootKey()).doesNotExist();
  }

  @Test
  void aKeyOfAnotherCaIsAnError() throws Exception {
    open();
    StateDirectory other = StateDirectory.open(folder.resolve("other"));
    CertificateAuthority.openOrCreate(other, "cluster.local", clock);
    Files.writeString(state.rootKey(), Files.readString(other.rootKey()));

    assertRefusedAndKept("does not belong to the certificate");
  }

  @Test
  void aLeafInPlaceOfTheRootIsAnError() throws Exception {
    IssuedCertificate leaf =
        open().issue(new SpiffeId("cluster.local", "default", "a"), Duration.ofDays(1));
    Files.writeString(state.rootCertificate(), leaf.chain());
    Files.writeString(state.rootKey(), leaf.key().reveal());

    assertRefusedAndKept("is no CA");
  }

  @Test
  void aKeyThatEverybodyMayReadIsAnError() throws Exception {
    open();
    Files.setPosixFilePermissions(state.rootKey(), PosixFilePermissions.fromString("rw-r--r--"));

    assertThatExceptionOfType(IdentityException.class)
        .isThrownBy(this::open)
        .withMessageContaining("chmod 600 " + state.rootKey());
  }

  @Test
  void whatOthersMayWriteIsAnError() throws Exception {
    open();
    for (Path path : List.of(state.ca(), state.rootKey(), state.rootCertificate())) {
      String mode = StateDirectoryTest.mode(path);
      Files.setPosixFilePermissions(
          path, PosixFilePermissions.fromString(mode.substring(0, 3) + "-w----"));
      assertThatExceptionOfType(IdentityException.class)
          .isThrownBy(this::open)
          .withMessageContaining("chmod go-w " + path);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
    open();
  }

  @Test
  void anExpiredRootIsAnError() {
    CertificateAuthority ca = open();
    clock.advance(Duration.ofDays(3654));

    assertRefusedAndKept("has expired at 2036-03-01T12:00:00Z");
    assertThatExceptionOfType(IdentityException.class)
        .isThrownBy(
            () -> ca.issue(new SpiffeId("cluster.local", "default", "a"), Duration.ofDays(1)))
        .withMessageContaining("expired");
  }

  @Test
  void aTrustDomainMustBeOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CertificateAuthority.openOrCreate(state, "a/b", clock));
  }

  @Test
  void itDoesNotPrintItsKey() throws Exception {
    CertificateAuthority ca = open();

    assertThat(ca + " " + ca.signer())
        .contains(ca.fingerprint())
        .doesNotContain(Files.readString(state.rootKey()).lines().toList().get(1))
        .doesNotContain(
            ((java.security.interfaces.ECPrivateKey) ca.signer().key()).getS().toString());
  }

  private CertificateAuthority open() {
    return CertificateAuthority.openOrCreate(state, "cluster.local", clock);
  }

  private void assertRefusedAndKept(String how) {
    assertThatExceptionOfType(IdentityException.class)
        .isThrownBy(this::open)
        .withMessageContaining(how)
        .withMessageContaining("Put root.pem and root.key back from a backup");
    assertThat(state.ca()).exists();
  }
}
