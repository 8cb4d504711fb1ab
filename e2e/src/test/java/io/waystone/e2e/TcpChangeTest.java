package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waystone.server.lab.Connect;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpTunnel;
import io.waystone.server.lab.TcpBackend;
import io.waystone.server.lab.TcpTalk;
import io.waystone.server.lab.Tunnel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A TCP policy changes while connections are open. The policy is part of the chain that admitted
 * them, so all of them are drained, also those that the new policy admits: they live for the drain
 * time and have to be opened again. Connections to other services are left alone.
 */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TcpChangeTest {

  private static final Duration DRAINED = LabWaypoint.DRAIN.plusSeconds(8);
  private static final Duration WHILE = Duration.ofMillis(300);

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private HboneClient a;
  private HboneClient b;
  private HboneClient c;

  @BeforeAll
  void start() throws IOException {
    lab.apply(
        "wp.yaml",
        LabObjects.gateway("change", "wp"),
        LabObjects.namespace("change", "change", "wp"));
    LabWaypoint waypoint = lab.waypoint("change", "wp");
    a = waypoint.client("team-a", "one");
    b = waypoint.client("team-b", "one");
    c = waypoint.client("team-c", "one");
  }

  private WrittenService service(String name, TcpBackend backend) {
    return WrittenService.service("change", name, lab.serviceAddress())
        .port("tcp", 7000, backend.address());
  }

  private static String allow(WrittenService service, String namespaces) {
    return Texts.policy(
        "ALLOW", service, "[{from: [{source: {namespaces: [%s]}}]}]".formatted(namespaces));
  }

  @Test
  void aRevokedPeerIsDrainedAndANewOneGetsIn() throws IOException {
    TcpBackend backend = lab.tcpBackend(new TcpTalk.Echo());
    WrittenService service = service("revoked", backend);
    WrittenService other = service("untouched", lab.tcpBackend(new TcpTalk.Echo()));
    lab.apply("revoked.yaml", service.yaml(), allow(service, "team-a, team-b"), other.yaml());
    Connect connect = Connect.to(service.authority());
    assertThat(Talks.echoes(c, connect)).isFalse();
    try (Tunnel ofA = a.open(connect);
        Tunnel ofB = b.open(connect);
        Tunnel elsewhere = b.open(Connect.to(other.authority()))) {
      Talks.echoes(ofA, "a\n");
      Talks.echoes(ofB, "b\n");
      Talks.echoes(elsewhere, "e\n");

      lab.apply("revoked.yaml", service.yaml(), allow(service, "team-a, team-c"), other.yaml());

      int before = backend.connections();
      assertThat(Talks.echoes(b, connect)).isFalse();
      assertThat(backend.connections()).isEqualTo(before);
      assertThat(Talks.echoes(c, connect)).isTrue();
      assertThat(Talks.echoes(a, connect)).isTrue();
      assertThat(Talks.everything(ofB, DRAINED)).isEmpty();
      assertThat(Talks.everything(ofA, DRAINED)).isEmpty();
      Talks.echoes(elsewhere, "still\n");
    }
  }

  @Test
  void aDenyThatIsAddedDrainsWhomItRefuses() throws IOException {
    WrittenService service = service("denied", lab.tcpBackend(new TcpTalk.Echo()));
    lab.apply("denied.yaml", service.yaml());
    Connect connect = Connect.to(service.authority());
    try (Tunnel ofA = a.open(connect)) {
      Talks.echoes(ofA, "a\n");
      lab.apply(
          "denied.yaml",
          service.yaml(),
          Texts.policy("DENY", service, "[{from: [{source: {namespaces: [team-a]}}]}]"));
      assertThat(Talks.echoes(a, connect)).isFalse();
      assertThat(Talks.echoes(b, connect)).isTrue();
      assertThat(Talks.everything(ofA, DRAINED)).isEmpty();
    }
  }

  /** Not even the chain that admitted it is left. */
  @Test
  void aPolicyThatRefusesEverybodyDrainsEverybody() throws IOException {
    WrittenService service = service("closed", lab.tcpBackend(new TcpTalk.Echo()));
    lab.apply("closed.yaml", service.yaml());
    Connect connect = Connect.to(service.authority());
    try (Tunnel ofA = a.open(connect)) {
      Talks.echoes(ofA, "a\n");
      lab.apply("closed.yaml", service.yaml(), Texts.policy("ALLOW", service, "[]"));
      assertThat(Talks.echoes(a, connect)).isFalse();
      assertThat(Talks.everything(ofA, DRAINED)).isEmpty();
      lab.apply("closed.yaml", service.yaml());
      assertThat(Talks.echoes(a, connect)).isTrue();
    }
  }

  /**
   * On a port that may speak HTTP, too, bytes are drained. HTTP is not: its policies come by RDS.
   */
  @Test
  void onADetectedPortBytesAreDrainedAndHttpIsNot() throws IOException {
    WrittenService raw = detected("raw", lab.tcpBackend(new TcpTalk.Echo()).address());
    WrittenService web = detected("web", lab.backend("web").address());
    lab.apply("detected.yaml", raw.yaml(), web.yaml(), allow(raw, "team-a"), allow(web, "team-a"));
    try (Tunnel bytes = a.open(Connect.to(raw.authority()));
        HttpTunnel http = new HttpTunnel(a.open(Connect.to(web.authority())))) {
      Talks.echoes(bytes, "hello, echo\n");
      assertThat(http.send(HttpCall.get("web", "/")).status()).isEqualTo(200);
      lab.apply(
          "detected.yaml", raw.yaml(), web.yaml(), allow(raw, "team-b"), allow(web, "team-b"));
      assertThat(http.send(HttpCall.get("web", "/")).status()).isEqualTo(403);
      assertThat(Talks.everything(bytes, DRAINED)).isEmpty();
      assertThat(Talks.echoes(a, Connect.to(raw.authority()))).isFalse();
      assertThat(http.send(HttpCall.get("web", "/")).status()).isEqualTo(403);
      lab.apply(
          "detected.yaml", raw.yaml(), web.yaml(), allow(raw, "team-a"), allow(web, "team-a"));
      assertThat(http.send(HttpCall.get("web", "/")).status()).isEqualTo(200);
    }
  }

  private WrittenService detected(String name, InetSocketAddress backend) {
    return WrittenService.service("change", name, lab.serviceAddress()).port("main", 7000, backend);
  }

  @Test
  void whatIsNotChangedIsNotDrained() throws IOException {
    WrittenService service = service("same", lab.tcpBackend(new TcpTalk.Echo()));
    lab.apply("same.yaml", service.yaml(), allow(service, "team-a"));
    try (Tunnel ofA = a.open(Connect.to(service.authority()))) {
      Talks.echoes(ofA, "a\n");
      WrittenService labelled = service.with("labels: {nobody: reads-this}");
      lab.apply("same.yaml", labelled.yaml(), allow(labelled, "\"team-a\""));
      assertThatThrownBy(() -> ofA.read(LabWaypoint.DRAIN.plus(WHILE)))
          .isInstanceOf(SocketTimeoutException.class);
      Talks.echoes(ofA, "a\n");
    }
  }
}
