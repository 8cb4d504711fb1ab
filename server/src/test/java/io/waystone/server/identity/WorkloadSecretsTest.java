package io.waystone.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    assertThat(first.renewAt())
        .isBetween(
            FakeClock.START.plus(TTL.dividedBy(2)),
            FakeClock.START.plus(TTL.dividedBy(2)).plus(TTL.dividedBy(10)));
    clock.advance(Duration.between(FakeClock.START, first.renewAt()));

    WorkloadSecret next = get(WAYPOINT, "default");

    assertThat(next.resource().body()).isNotEqualTo(first.resource().body());
    assertThat(next.resource().version()).isNotEqualTo(first.resource().version());
    // An end is in whole seconds.
    assertThat(next.renewAt())
        .isBetween(
            clock.instant().plus(TTL.dividedBy(2)).minusSeconds(1),
            clock.instant().plus(TTL.dividedBy(2)).plus(TTL.dividedBy(10)));
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
  void whatAProxyHasIsJudgedByItsVersionAlone() {
    WorkloadSecret held = get(WAYPOINT, "default");
    String version = held.resource().version();
    // Another process on the same CA, which never had the key.
    WorkloadSecrets replica = new WorkloadSecrets(ca.in("cluster.local"), TTL, clock);

    assertThat(replica.goodUntil(WAYPOINT, "default", version)).hasValue(held.renewAt());
    assertThat(replica.goodUntil(OTHER, "default", version)).isEmpty();
    assertThat(replica.goodUntil(WAYPOINT, "ROOTCA", version)).isEmpty();
    assertThat(replica.goodUntil(WAYPOINT, "other", version)).isEmpty();
    for (String unknown : List.of("", "v1", version + "0000000000000", version.substring(1))) {
      assertThat(replica.goodUntil(WAYPOINT, "default", unknown)).isEmpty();
    }
    String roots = get(WAYPOINT, "ROOTCA").resource().version();
    assertThat(replica.goodUntil(OTHER, "ROOTCA", roots)).hasValue(Instant.MAX);

    clock.advance(Duration.between(FakeClock.START, held.renewAt()).minusSeconds(1));
    assertThat(replica.goodUntil(WAYPOINT, "default", version)).isPresent();
    clock.advance(Duration.ofSeconds(1));
    assertThat(replica.goodUntil(WAYPOINT, "default", version)).isEmpty();
    assertThat(replica.goodUntil(OTHER, "ROOTCA", roots)).isPresent();
  }

  @Test
  void whatAnotherCaIssuedIsNotGood() {
    CertificateAuthority other =
        CertificateAuthority.openOrCreate(
            StateDirectory.open(folder.resolve("other")), "cluster.local", clock);
    WorkloadSecrets elsewhere = new WorkloadSecrets(other, TTL, clock);
    for (String name : List.of("default", "ROOTCA")) {
      assertThat(elsewhere.goodUntil(WAYPOINT, name, get(WAYPOINT, name).resource().version()))
          .isEmpty();
    }
  }

  @Test
  void aFleetThatCameAtOnceDoesNotComeBackAtOnce() {
    int fleet = 1_000;
    Map<Long, Integer> perMinute = new HashMap<>();
    for (int i = 0; i < fleet; i++) {
      SpiffeId identity = new SpiffeId("cluster.local", "default", "waypoint-" + i);
      Instant at =
          Life.renewAt(
              FakeClock.START.plus(TTL),
              TTL,
              FakeClock.START.plus(TTL.multipliedBy(9)),
              identity.toString());
      perMinute.merge(Duration.between(FakeClock.START, at).toMinutes(), 1, Integer::sum);
    }
    // 144 minutes from half life on: 7 a minute on average.
    assertThat(perMinute.keySet()).allMatch(minute -> minute >= 720 && minute < 864);
    assertThat(perMinute.values()).allMatch(count -> count < 30);
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
