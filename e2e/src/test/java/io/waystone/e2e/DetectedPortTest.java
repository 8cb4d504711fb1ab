package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.lab.Backend;
import io.waystone.server.lab.Connect;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.Http2Client;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpReply;
import io.waystone.server.lab.HttpTunnel;
import io.waystone.server.lab.Kept;
import io.waystone.server.lab.Outbound;
import io.waystone.server.lab.TcpBackend;
import io.waystone.server.lab.TcpTalk;
import io.waystone.server.lab.Tunnel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ports whose names do not say what they speak. */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DetectedPortTest {

  private static final String BANNER = "220 a secret\n";

  /** How long the waypoint waits for the client to speak; Envoy's default is 15 s. */
  private static final Duration DETECTION = Duration.ofSeconds(1);

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

  @Test
  void http2IsRoutedAsHttpWithTheHttpPolicies() throws IOException {
    Backend backend = lab.backend("web-h2");
    WrittenService service = service("web-h2", backend.address());
    lab.apply(
        "web-h2.yaml",
        service.yaml(),
        Texts.policy("DENY", service, "[{to: [{operation: {paths: [/admin]}}]}]"));
    try (Outbound outbound = Outbound.start(a, service.authority());
        Http2Client client = new Http2Client(outbound.address())) {
      HttpReply reply = client.send(HttpCall.get("a", "/public"));
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("x-protocol")).contains("HTTP/2");
      assertThat(client.send(HttpCall.get("a", "/admin")).status()).isEqualTo(403);
    }
  }

  /** Whatever it is that the client begins with, and however slowly. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000", // TLS
        "\u0000\u0001\u0002\u0003",
        "EHLO a\r\n",
        "G",
        "GET /a",
        "PRI * HTTP/2.0\r\n"
      })
  void whatIsNoHttpOrNotYetIsForwardedAsItIs(String first) throws IOException {
    WrittenService service = service("bytes", lab.tcpBackend(new TcpTalk.Echo()).address());
    lab.apply("bytes.yaml", service.yaml());
    try (Tunnel tunnel = a.open(Connect.to(service.authority()))) {
      tunnel.write(first);
      assertThat(tunnel.readText(first.length(), AFTER_DETECTION)).isEqualTo(first);
      Talks.echoes(tunnel, "and more\n");
    }
  }

  /** The pieces of a request for /admin, in ways in which the waypoint takes it for bytes. */
  static Stream<List<String>> hidden() {
    String end = " HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    return Stream.of(
        List.of("GET /ad", "min" + end),
        List.of("G", "ET /admin" + end),
        List.of("GET /admin HTTP/1.", "1\r\nhost: a\r\nconnection: close\r\n\r\n"),
        List.of("", "GET /admin" + end),
        List.of("\r\nGET /admin" + end));
  }

  /**
   * Who hides from the HTTP inspector is refused as bytes are: what a policy says of paths can only
   * widen a DENY and narrow an ALLOW there.
   */
  @ParameterizedTest
  @MethodSource("hidden")
  void aRequestThatHidesIsRefusedWhereAPolicyWouldRefuseIt(List<String> pieces) throws Exception {
    Backend backend = lab.backend("hidden");
    WrittenService denied = service("hidden-denied", backend.address());
    WrittenService allowed = service("hidden-allowed", backend.address());
    WrittenService open = service("hidden-open", backend.address());
    lab.apply(
        "hidden.yaml",
        denied.yaml(),
        allowed.yaml(),
        open.yaml(),
        Texts.policy("DENY", denied, "[{to: [{operation: {paths: [/admin]}}]}]"),
        Texts.policy("ALLOW", allowed, "[{to: [{operation: {paths: [/public]}}]}]"));
    for (WrittenService service : List.of(denied, allowed)) {
      // As HTTP, it is refused for its path alone.
      assertThat(path(service, "/public")).isEqualTo(200);
      assertThat(path(service, "/admin")).isEqualTo(403);
    }
    int before = backend.requests();
    List<String> heard = said(List.of(denied, allowed, open), pieces);
    // Without a policy it arrives, so it is the policies that refuse it.
    assertThat(heard.subList(0, 2)).containsOnly("");
    assertThat(heard.getLast()).startsWith("HTTP/1.1 200 OK\r\n");
    assertThat(backend.requests()).isEqualTo(before + 1);
  }

  private int path(WrittenService service, String path) throws IOException {
    return HttpTunnel.once(a, Connect.to(service.authority()), HttpCall.get("a", path)).status();
  }

  /** What each answers to what is said in pieces, each piece later than the detection lasts. */
  private List<String> said(List<WrittenService> services, List<String> pieces) throws Exception {
    List<String> heard = new ArrayList<>();
    try (Kept kept = new Kept()) {
      List<Tunnel> tunnels = new ArrayList<>();
      for (WrittenService service : services) {
        tunnels.add(kept.keep(a.open(Connect.to(service.authority()))));
      }
      for (int i = 0; i < pieces.size(); i++) {
        if (i > 0) {
          Thread.sleep(DETECTION.toMillis() * 3 / 2);
        }
        for (Tunnel tunnel : tunnels) {
          write(tunnel, pieces.get(i));
        }
      }
      for (Tunnel tunnel : tunnels) {
        heard.add(tunnel.status() == 200 ? Talks.everything(tunnel, AFTER_DETECTION) : "");
      }
    }
    return heard;
  }

  /** What is refused may be so before all is said. */
  private static void write(Tunnel tunnel, String words) {
    try {
      tunnel.write(words);
    } catch (IOException e) {
      assertThat(tunnel.open()).isFalse();
    }
  }
}
