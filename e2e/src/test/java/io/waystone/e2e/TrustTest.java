package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waystone.server.identity.CertificateAuthority;
import io.waystone.server.identity.IssuedCertificate;
import io.waystone.server.identity.SpiffeId;
import io.waystone.server.identity.StateDirectory;
import io.waystone.server.lab.Connect;
import io.waystone.server.lab.Credential;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.TcpBackend;
import io.waystone.server.lab.TcpTalk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whose certificates a waypoint takes: of the mesh's root, in its trust domain or an alias. */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TrustTest {

  private static final String ALIAS = "old.example";

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private LabWaypoint waypoint;
  private TcpBackend tcp;
  private WrittenService raw;
  private WrittenService web;

  @BeforeAll
  void start() throws IOException {
    tcp = lab.tcpBackend(new TcpTalk.Echo());
    raw = service("raw").port("tcp", 7000, tcp.address());
    web = service("web").port("http", 80, lab.backend("web").address());
    String rules = "[{from: [{source: {principals: [cluster.local/ns/team-a/sa/one]}}]}]";
    lab.apply(
        "mesh.yaml",
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {namespace: istio-system, name: istio}
        data:
          mesh: |
            trustDomainAliases: [%s]
        """
            .formatted(ALIAS),
        LabObjects.gateway("trust", "wp"),
        LabObjects.namespace("trust", "trust", "wp"),
        raw.yaml(),
        web.yaml(),
        Texts.policy("ALLOW", raw, rules),
        Texts.policy("ALLOW", web, rules));
    waypoint = lab.waypoint("trust", "wp");
  }

  private static WrittenService service(String name) {
    return WrittenService.service("trust", name, lab.serviceAddress());
  }

  /** A client with a certificate of the CA in this folder, which trusts the mesh's. */
  private HboneClient client(Path state, String trustDomain, String account) throws IOException {
    IssuedCertificate issued =
        CertificateAuthority.openOrCreate(
                StateDirectory.open(state), trustDomain, Clock.systemUTC())
            .issue(new SpiffeId(trustDomain, "team-a", account), Duration.ofHours(1));
    return lab.keep(
        new HboneClient(
            new Credential(
                issued.chain(), issued.key().reveal(), lab.controlPlane().ca().rootPem()),
            waypoint.endpoint()));
  }

  @Test
  void theMeshsOwnTrustDomainIsTaken() throws IOException {
    HboneClient client = client(lab.state(), "cluster.local", "one");
    assertThat(Talks.echoes(client, Connect.to(raw.authority()))).isTrue();
    assertThat(Talks.get(client, web.authority())).isEqualTo(200);
  }

  @Test
  void anAliasIsTheSameIdentity() throws IOException {
    HboneClient client = client(lab.state(), ALIAS, "one");
    assertThat(Talks.echoes(client, Connect.to(raw.authority()))).isTrue();
    assertThat(Talks.get(client, web.authority())).isEqualTo(200);
  }

  @Test
  void anAliasIsNotAnotherIdentity() throws IOException {
    HboneClient client = client(lab.state(), ALIAS, "two");
    assertThat(Talks.echoes(client, Connect.to(raw.authority()))).isFalse();
    assertThat(Talks.get(client, web.authority())).isEqualTo(403);
  }

  @Test
  void anotherTrustDomainOfTheSameRootIsRefused() throws IOException {
    // The first looks like the mesh's own, for who compares beginnings.
    refused(client(lab.state(), "cluster.local.evil.example", "one"));
    refused(client(lab.state(), "evil.example", "one"));
    refused(client(lab.state(), "cluster.loca", "one"));
  }

  @Test
  void anotherRootIsRefused() throws IOException {
    refused(client(lab.freshFolder().resolve("state"), "cluster.local", "one"));
  }

  private void refused(HboneClient client) {
    int before = tcp.connections();
    assertThatThrownBy(() -> client.open(Connect.to(raw.authority())))
        .isInstanceOf(IOException.class);
    assertThat(tcp.connections()).isEqualTo(before);
  }
}
