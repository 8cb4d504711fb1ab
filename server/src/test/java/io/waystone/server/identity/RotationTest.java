package io.waystone.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waystone.server.identity.Credential.OfWaypoint;
import io.waystone.server.identity.Credential.Refused;
import io.waystone.translator.mesh.WaypointKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The CA changes while it is used. In each step what was issued before and what is issued after
 * verify each other, as long as whoever verifies is at most one step behind or ahead.
 */
class RotationTest {

  private static final SpiffeId ONE = new SpiffeId("cluster.local", "default", "one");
  private static final Duration TTL = Duration.ofHours(24);

  @TempDir Path folder;

  private final FakeClock clock = new FakeClock();
  private final Instant now = clock.instant();

  /** What a workload has at one time. */
  private record Held(String chain, String roots) {
    static void verifyEachOther(Held one, Held two, Instant now) throws Exception {
      Verified.by(one.chain, two.roots, now);
      Verified.by(two.chain, one.roots, now);
    }
  }

  private static Held held(CertificateAuthority ca) {
    return new Held(ca.issue(ONE, TTL).chain(), ca.rootPem());
  }

  @Test
  void anotherIntermediateUnderTheSameRoot() throws Exception {
    MadeCa root = MadeCa.root("root", now);
    MadeCa first = root.intermediate("first", now);
    MadeCa second = root.intermediate("second", now);
    write(first, List.of(root));
    CertificateAuthority ca = open();
    WorkloadSecrets secrets = new WorkloadSecrets(ca, TTL, clock);
    Held before = held(ca);
    String certificate = version(secrets, "default");
    String roots = version(secrets, "ROOTCA");

    write(second, List.of(root));
    assertThat(ca.refresh()).isTrue();

    Held.verifyEachOther(before, held(ca), now);
    assertThat(Pem.readCertificates(held(ca).chain())).last().isEqualTo(second.certificate());
    assertThat(version(secrets, "default")).isNotEqualTo(certificate);
    assertThat(version(secrets, "ROOTCA")).isEqualTo(roots);
    assertThat(secrets.goodUntil(ONE, "default", certificate)).isEmpty();
    assertThat(secrets.goodUntil(ONE, "ROOTCA", roots)).isPresent();
  }

  @Test
  void anotherRootInThreeSteps() throws Exception {
    MadeCa oldRoot = MadeCa.root("old", now);
    MadeCa newRoot = MadeCa.root("new", now);
    MadeCa oldCa = oldRoot.intermediate("old ca", now);
    MadeCa newCa = newRoot.intermediate("new ca", now);
    write(oldCa, List.of(oldRoot));
    CertificateAuthority ca = open();
    WorkloadSecrets secrets = new WorkloadSecrets(ca, TTL, clock);
    Held begin = held(ca);
    String first = version(secrets, "default");

    write(oldCa, List.of(oldRoot, newRoot));
    assertThat(ca.refresh()).isTrue();
    Held both = held(ca);
    Held.verifyEachOther(begin, both, now);
    assertThat(version(secrets, "default")).isEqualTo(first);

    write(newCa, List.of(oldRoot, newRoot));
    assertThat(ca.refresh()).isTrue();
    Held signedByNew = held(ca);
    Held.verifyEachOther(both, signedByNew, now);
    assertThat(version(secrets, "default")).isNotEqualTo(first);

    write(newCa, List.of(newRoot));
    assertThat(ca.refresh()).isTrue();
    Held end = held(ca);
    Held.verifyEachOther(signedByNew, end, now);
    assertThatThrownBy(() -> Verified.by(begin.chain(), end.roots(), now)).isNotNull();
  }

  /** A bootstrap holds the old root alone: the new one's certificate by the old one reaches it. */
  @Test
  void whoHasOnlyTheOldRootVerifiesByACrossSignedOne() throws Exception {
    MadeCa oldRoot = MadeCa.root("old", now);
    MadeCa newRoot = MadeCa.root("new", now);
    MadeCa newCa = newRoot.intermediate("new ca", now);
    List<X509Certificate> chain =
        List.of(newCa.certificate(), oldRoot.cross(newRoot, now), newRoot.certificate());
    newCa.write(folder, chain, List.of(oldRoot.certificate(), newRoot.certificate()));

    String leaf = open().issueServer(List.of(), TTL).chain();

    assertThat(Pem.readCertificates(leaf)).hasSize(3);
    Verified.by(leaf, Pem.certificate(oldRoot.certificate()), now);
    Verified.by(leaf, Pem.certificate(newRoot.certificate()), now);
    newCa.write(folder, chain, List.of(newRoot.certificate()));
    Verified.by(open().issue(ONE, TTL).chain(), open().rootPem(), now);
  }

  @Test
  void aTokenHoldsAsLongAsWhatSignedItIsTrusted() {
    MadeCa oldRoot = MadeCa.root("old", now);
    MadeCa newRoot = MadeCa.root("new", now);
    MadeCa first = oldRoot.intermediate("first", now);
    write(first, List.of(oldRoot));
    CertificateAuthority ca = open();
    Credentials credentials = new Credentials(ca, clock);
    String token = credentials.issue(new WaypointKey("a", "b"), TTL).reveal();

    for (Runnable step :
        List.<Runnable>of(
            () -> write(oldRoot.intermediate("second", now), List.of(oldRoot)),
            () -> write(oldRoot, List.of(oldRoot, newRoot)),
            () -> write(newRoot.intermediate("third", now), List.of(oldRoot, newRoot)))) {
      step.run();
      assertThat(ca.refresh()).isTrue();
      assertThat(credentials.verify(token)).isInstanceOf(OfWaypoint.class);
    }
    write(newRoot.intermediate("fourth", now), List.of(newRoot));
    assertThat(ca.refresh()).isTrue();
    assertThat(credentials.verify(token)).isInstanceOf(Refused.class);
  }

  @Test
  void theServersCertificateFollows() {
    MadeCa root = MadeCa.root("root", now);
    write(root.intermediate("first", now), List.of(root));
    CertificateAuthority ca = open();
    ServerTls tls = new ServerTls(ca, List.of(), clock);
    X509Certificate[] before = shown(tls);
    assertThat(shown(tls)).isEqualTo(before).hasSize(2);

    write(root.intermediate("second", now), List.of(root));
    ca.refresh();

    assertThat(shown(tls)).isNotEqualTo(before).hasSize(2);
  }

  @Test
  void theSameFilesAreNothingNewAndBrokenOnesChangeNothing() throws Exception {
    MadeCa root = MadeCa.root("root", now);
    write(root.intermediate("first", now), List.of(root));
    CertificateAuthority ca = open();
    String before = ca.fingerprint();
    assertThat(ca.refresh()).isFalse();

    Files.writeString(folder.resolve("ca-cert.pem"), "-----BEGIN CERTIFICATE-----\nhalf");
    assertThatExceptionOfType(IdentityException.class)
        .isThrownBy(ca::refresh)
        .withMessageContaining(folder.resolve("ca-cert.pem").toString());

    assertThat(ca.fingerprint()).isEqualTo(before);
    Verified.by(held(ca).chain(), ca.rootPem(), now);
  }

  @Test
  void theStateDirectorysRootIsFollowedByAnotherInThreeSteps() throws Exception {
    StateDirectory state = StateDirectory.open(folder.resolve("state"));
    CertificateAuthority ca = CertificateAuthority.openOrCreate(state, "cluster.local", clock);
    String oldRoot = ca.rootPem();
    MadeCa next = MadeCa.root("next", now);
    String newRoot = Pem.certificate(next.certificate());
    Held begin = held(ca);

    PrivateFiles.replace(state.rootCertificate(), oldRoot + newRoot);
    assertThat(ca.refresh()).isTrue();
    Held both = held(ca);
    Held.verifyEachOther(begin, both, now);

    PrivateFiles.replace(state.rootKey(), Pem.key(next.keys().getPrivate()).reveal());
    assertThat(ca.refresh()).isTrue();
    Held signedByNew = held(ca);
    Held.verifyEachOther(both, signedByNew, now);

    PrivateFiles.replace(state.rootCertificate(), newRoot);
    assertThat(ca.refresh()).isTrue();
    Held.verifyEachOther(signedByNew, held(ca), now);
    assertThat(ca.rootPem()).isEqualTo(newRoot);
  }

  private void write(MadeCa signer, List<MadeCa> roots) {
    signer.write(
        folder, List.of(signer.certificate()), roots.stream().map(MadeCa::certificate).toList());
  }

  private CertificateAuthority open() {
    return CertificateAuthority.open(folder, "cluster.local", clock);
  }

  private static String version(WorkloadSecrets secrets, String name) {
    return secrets.secret(ONE, name).orElseThrow().resource().version();
  }

  private static X509Certificate[] shown(ServerTls tls) {
    String alias = java.util.Objects.requireNonNull(tls.chooseEngineServerAlias("EC", null, null));
    return java.util.Objects.requireNonNull(tls.getCertificateChain(alias));
  }
}
