package io.waystone.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadSecretsTest {

  private static final Duration TTL = Duration.ofHours(24);
  private static final SpiffeId WAYPOINT = new SpiffeId("cluster.local", "default", "waypoint");
  private static final SpiffeId OTHER = new SpiffeId("cluster.local", "other", "waypoint");

  @TempDir Path folder;

  private final FakeClock clock = new FakeClock();
  private CertificateAuthority ca;
  private WorkloadSecrets secrets;

  @BeforeEach
  void openCa() {
    ca =
        CertificateAuthority.openOrCreate(
            StateDirectory.open(folder.resolve("state")), "cluster.local", clock);
    secrets = new WorkloadSecrets(ca, TTL, clock);
  }

  @Test
  void theCertificateIsThatOfTheIdentity() throws Exception {
    WorkloadSecret secret = get(WAYPOINT, "default");

    assertThat(secret.resource().id()).isEqualTo(new ResourceId(ResourceType.SECRET, "default"));
    Secret message = Secret.parseFrom(secret.resource().body());
    assertThat(message.getName()).isEqualTo("default");
    String chain =
        message.getTlsCertificate().getCertificateChain().getInlineBytes().toStringUtf8();
    assertThat(Pem.readCertificate(chain).getSubjectAlternativeNames())
        .containsExactly(List.of(6, WAYPOINT.toString()));
    assertThat(message.getTlsCertificate().getPrivateKey().getInlineBytes().toStringUtf8())
        .startsWith("-----BEGIN PRIVATE KEY-----\n");
  }

  @Test
  void theRootIsThatOfTheCa() throws Exception {
    WorkloadSecret secret = get(WAYPOINT, "ROOTCA");

    Secret message = Secret.parseFrom(secret.resource().body());
    assertThat(message.getName()).isEqualTo("ROOTCA");
    assertThat(message.getValidationContext().getTrustedCa().getInlineBytes().toStringUtf8())
        .isEqualTo(ca.rootPem());
    assertThat(get(OTHER, "ROOTCA").resource()).isEqualTo(secret.resource());
  }

  @Test
  void thereIsNoOther() {
    assertThat(secrets.secret(WAYPOINT, "kubernetes://default")).isEmpty();
  }

  @Test
  void untilHalfItsLifeItIsTheSame() {
    WorkloadSecret first = get(WAYPOINT, "default");
    clock.advance(TTL.dividedBy(2).minusSeconds(1));

    WorkloadSecret again = get(WAYPOINT, "default");

    assertThat(again.resource().body()).isEqualTo(first.resource().body());
    assertThat(again.resource().version()).isEqualTo(first.resource().version());
  }

  @Test
  void afterHalfItsLifeThereIsAnother() {
    WorkloadSecret first = get(WAYPOINT, "default");
    assertThat(first.renewAt()).isEqualTo(FakeClock.START.plus(Duration.ofHours(12)));
    clock.advance(Duration.ofHours(12));

    WorkloadSecret next = get(WAYPOINT, "default");

    assertThat(next.resource().body()).isNotEqualTo(first.resource().body());
    assertThat(next.resource().version()).isNotEqualTo(first.resource().version());
    assertThat(next.renewAt()).isEqualTo(first.renewAt().plus(Duration.ofHours(12)));
    assertThat(get(WAYPOINT, "default")).isEqualTo(next);
  }

  @Test
  void theVersionNamesCaIdentityAndEnd() {
    String version = get(WAYPOINT, "default").resource().version();

    assertThat(version)
        .matches("[0-9a-f]{16}-[0-9a-f]{16}-[0-9]+")
        .startsWith(ca.fingerprint().substring(0, 16) + "-")
        .endsWith("-" + FakeClock.START.plus(TTL).getEpochSecond());
    assertThat(get(OTHER, "default").resource().version()).isNotEqualTo(version);
    assertThat(new WorkloadSecrets(ca, TTL, clock).secret(WAYPOINT, "default"))
        .hasValueSatisfying(other -> assertThat(other.resource().version()).isEqualTo(version));
  }

  @Test
  void nothingPrintsTheKey() throws Exception {
    WorkloadSecret secret = get(WAYPOINT, "default");
    ByteString key =
        Secret.parseFrom(secret.resource().body())
            .getTlsCertificate()
            .getPrivateKey()
            .getInlineBytes();

    String printed = secret + " " + secret.resource();

    assertThat(printed).contains(secret.resource().version());
    assertThat(printed).doesNotContain("PRIVATE KEY");
    key.toStringUtf8().lines().skip(1).forEach(line -> assertThat(printed).doesNotContain(line));
  }

  private WorkloadSecret get(SpiffeId identity, String name) {
    return secrets.secret(identity, name).orElseThrow();
  }
}
