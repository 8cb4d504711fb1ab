package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.lab.Backend;
import io.waystone.server.lab.Connect;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.TcpBackend;
import io.waystone.server.lab.TcpTalk;
import io.waystone.server.lab.Tunnel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Ports whose names do not say what they speak. */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DetectedPortTest {

  private static final String BANNER = "220 a secret\n";

  /** The waypoint waits 1 s for the client to speak; Envoy's default is 15 s. */
  private static final Duration AFTER_DETECTION = Duration.ofSeconds(10);

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private HboneClient a;
  private HboneClient b;

  @BeforeAll
  void start() throws IOException {
    lab.apply(
        "wp.yaml",
        LabObjects.gateway("detected", "wp"),
        LabObjects.namespace("detected", "detected", "wp"));
    LabWaypoint waypoint = lab.waypoint("detected", "wp");
    a = waypoint.client("team-a", "one");
    b = waypoint.client("team-b", "one");
  }

  private WrittenService service(String name, InetSocketAddress backend) {
    return WrittenService.service("detected", name, lab.serviceAddress())
        .port("main", 7000, backend);
  }

  @Test
  void httpIsRoutedAsHttpWithTheHttpPolicies() throws IOException {
    Backend backend = lab.backend("web");
    Backend second = lab.backend("second");
    WrittenService service = service("web", backend.address());
    WrittenService other = service("web-2", second.address());
    lab.apply(
        "web.yaml",
        service.yaml(),
        other.yaml(),
        Texts.policy(
            "DENY",
            service,
            "[{from: [{source: {namespaces: [team-b]}}], to: [{operation: {methods: [POST]}}]}]"),
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {namespace: detected, name: web}
        spec:
          parentRefs: [{group: "", kind: Service, name: web, port: 7000}]
          rules: [{backendRefs: [{name: web-2, port: 7000}]}]
        """);
    assertThat(Talks.status(a, service.authority(), "GET")).isEqualTo(200);
    assertThat(Talks.status(a, service.authority(), "POST")).isEqualTo(200);
    assertThat(Talks.status(b, service.authority(), "GET")).isEqualTo(200);
    assertThat(Talks.status(b, service.authority(), "POST")).isEqualTo(403);
    assertThat(second.requests()).isEqualTo(3);
    assertThat(backend.connections()).isZero();
  }

  /** The method of bytes cannot be told, so a DENY of POST by b denies all bytes of b. */
  @Test
  void bytesAreForwardedAsTcpWithTheTcpPolicies() throws IOException {
    TcpBackend backend = lab.tcpBackend(new TcpTalk.Echo());
    WrittenService service = service("raw", backend.address());
    lab.apply(
        "raw.yaml",
        service.yaml(),
        Texts.policy(
            "DENY",
            service,
            "[{from: [{source: {namespaces: [team-b]}}], to: [{operation: {methods: [POST]}}]}]"));
    assertThat(Talks.echoes(b, Connect.to(service.authority()))).isFalse();
    assertThat(backend.connections()).isZero();
    assertThat(Talks.echoes(a, Connect.to(service.authority()))).isTrue();
    assertThat(backend.connections()).isEqualTo(1);
  }

  @Test
  void anAllowHoldsForHttpAndForBytes() throws IOException {
    Backend web = lab.backend("allowed");
    TcpBackend echo = lab.tcpBackend(new TcpTalk.Echo());
    WrittenService http = service("allowed-web", web.address());
    WrittenService raw = service("allowed-raw", echo.address());
    String rules = "[{from: [{source: {namespaces: [team-a]}}]}]";
    lab.apply(
        "allowed.yaml",
        http.yaml(),
        raw.yaml(),
        Texts.policy("ALLOW", http, rules),
        Texts.policy("ALLOW", raw, rules));
    assertThat(Talks.get(b, http.authority())).isEqualTo(403);
    assertThat(Talks.echoes(b, Connect.to(raw.authority()))).isFalse();
    assertThat(web.connections() + echo.connections()).isZero();
    assertThat(Talks.get(a, http.authority())).isEqualTo(200);
    assertThat(Talks.echoes(a, Connect.to(raw.authority()))).isTrue();
  }

  @Test
  void aServerThatSpeaksFirstIsHeardAfterTheDetection() throws IOException {
    TcpBackend backend = lab.tcpBackend(new TcpTalk.Banner(BANNER));
    WrittenService service = service("first", backend.address());
    lab.apply(
        "first.yaml",
        service.yaml(),
        Texts.policy("ALLOW", service, "[{from: [{source: {namespaces: [team-a]}}]}]"));
    try (Tunnel refused = b.open(Connect.to(service.authority()))) {
      Talks.refused(refused);
      assertThat(backend.connections()).isZero();
    }
    try (Tunnel tunnel = a.open(Connect.to(service.authority()))) {
      assertThat(tunnel.readText(BANNER.length(), AFTER_DETECTION)).isEqualTo(BANNER);
      Talks.echoes(tunnel, "hello\n");
    }
  }
}
