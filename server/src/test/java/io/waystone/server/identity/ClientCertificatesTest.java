package io.waystone.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientCertificatesTest {

  private static final SpiffeId WAYPOINT = new SpiffeId("cluster.local", "default", "waypoint");
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir Path folder;

  private final FakeClock clock = new FakeClock();
  private final Instant now = clock.instant();
  private final MadeCa root = MadeCa.root("root", now);
  private final MadeCa intermediate = root.intermediate("ca", now);
  private CertificateAuthority ca;
  private ClientCertificates clients;

  @BeforeEach
  void open() {
    write(intermediate, root);
    ca = CertificateAuthority.open(folder, "cluster.local", clock);
    clients = new ClientCertificates(ca, clock);
  }

  @Test
  void oneOfTheMeshIsItsIdentityUntilItsEnd() throws Exception {
    List<X509Certificate> chain = chain(ca.issue(WAYPOINT, DAY));

    assertThat(clients.identify(chain))
        .isEqualTo(new ClientCertificates.Client(WAYPOINT, now.plus(DAY)));
    clients.checkClientTrusted(chain.toArray(X509Certificate[]::new), "EC");
  }

  @Test
  void itEndsWithWhatIsBehindIt() throws Exception {
    MadeCa brief = root.intermediate("brief", MadeCa.keys("EC", 256), now.plus(DAY), now);
    X509Certificate spiffe = chain(ca.issue(WAYPOINT, DAY)).getFirst();
    assertThat(spiffe.getNotAfter()).isEqualTo(now.plus(DAY));
    write(brief, root);
    ca.refresh();
    assertThat(clients.identify(chain(ca.issue(WAYPOINT, DAY.multipliedBy(3)))).expires())
        .isEqualTo(now.plus(DAY));
  }

  @Test
  void itHoldsAsLongAsItsRootIsTrusted() throws Exception {
    List<X509Certificate> chain = chain(ca.issue(WAYPOINT, DAY));
    MadeCa next = MadeCa.root("next", now);

    write(next, root, next);
    assertThat(ca.refresh()).isTrue();
    assertThat(clients.identify(chain).identity()).isEqualTo(WAYPOINT);

    write(next, next);
    assertThat(ca.refresh()).isTrue();
    refused(chain, "not one of this mesh");
  }

  @Test
  void anExpiredOneIsNone() throws Exception {
    List<X509Certificate> chain = chain(ca.issue(WAYPOINT, DAY));
    clock.advance(DAY.plusSeconds(1));

    refused(chain, "its time is over");
  }

  @Test
  void oneWithoutWhatIsBetweenItAndTheRootIsNone() throws Exception {
    refused(chain(ca.issue(WAYPOINT, DAY)).subList(0, 1), "not one of this mesh");
  }

  @Test
  void aCaIsNoClient() {
    refused(List.of(intermediate.certificate()), "not one of this mesh");
    refused(List.of(root.certificate()), "not one of this mesh");
  }

  @Test
  void oneOfAnotherMeshIsNone() throws Exception {
    CertificateAuthority other =
        CertificateAuthority.openOrCreate(
            StateDirectory.open(folder.resolve("other")), "cluster.local", clock);

    refused(chain(other.issue(WAYPOINT, DAY)), "not one of this mesh");
    // The chain of ours behind a leaf of theirs.
    refused(
        List.of(chain(other.issue(WAYPOINT, DAY)).getFirst(), intermediate.certificate()),
        "not one of this mesh");
  }

  @Test
  void oneWithoutAnIdentityIsNone() throws Exception {
    refused(chain(ca.issueServer(List.of("a.example"), DAY)), "0 URI names");
  }

  private void write(MadeCa signer, MadeCa... roots) {
    signer.write(
        folder,
        List.of(signer.certificate()),
        List.of(roots).stream().map(MadeCa::certificate).toList());
  }

  private static List<X509Certificate> chain(IssuedCertificate issued) throws Exception {
    return Pem.readCertificates(issued.chain());
  }

  private void refused(List<X509Certificate> chain, String why) {
    assertThatExceptionOfType(CertificateException.class)
        .isThrownBy(() -> clients.identify(chain))
        .withMessageContaining(why);
  }
}
