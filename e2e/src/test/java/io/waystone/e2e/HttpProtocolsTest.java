package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.waystone.server.lab.Backend;
import io.waystone.server.lab.Connect;
import io.waystone.server.lab.GrpcBackend;
import io.waystone.server.lab.GrpcCall;
import io.waystone.server.lab.GrpcClient;
import io.waystone.server.lab.GrpcReply;
import io.waystone.server.lab.GrpcStream;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.Http2Client;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpReply;
import io.waystone.server.lab.HttpTunnel;
import io.waystone.server.lab.Outbound;
import io.waystone.server.lab.SeenRequest;
import io.waystone.server.lab.TcpTalk;
import io.waystone.server.lab.Tunnel;
import io.waystone.server.lab.WebSocketClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/1.0, HTTP/1.1, HTTP/2, gRPC and websockets, by what the name of the port says. */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HttpProtocolsTest {

  /** Longer than the 15 s after which Envoy's defaults end a request. */
  private static final Duration SILENCE = Duration.ofSeconds(16);

  @RegisterExtension static final MeshLab lab = new MeshLab();

  /** It tells of every client that does not speak HTTP/2. */
  private static final Logger GRPC =
      Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerTransport");

  private HboneClient client;
  private InetSocketAddress web;
  private InetSocketAddress chat;
  private GrpcBackend greeter;

  @BeforeAll
  void start() throws IOException {
    GRPC.setLevel(Level.OFF);
    web = lab.backend("web").address();
    chat = lab.webSocketBackend("chat").address();
    greeter = lab.grpcBackend("greeter");
    lab.apply(
        "wp.yaml",
        LabObjects.gateway("protocols", "wp"),
        LabObjects.namespace("protocols", "protocols", "wp"));
    client = lab.waypoint("protocols", "wp").client("default", "client");
  }

  /** A service of one port with that name; it is written anew for each test. */
  private WrittenService service(String name, String port, InetSocketAddress backend)
      throws IOException {
    WrittenService service =
        WrittenService.service("protocols", name + "-" + port, lab.serviceAddress())
            .port(port, 80, backend);
    lab.apply(name + "-" + port + ".yaml", service.yaml());
    return service;
  }

  private Outbound outbound(WrittenService service) throws IOException {
    return Outbound.start(client, service.authority());
  }

  private HttpReply http1(WrittenService service, HttpCall call) throws IOException {
    return HttpTunnel.once(client, Connect.to(service.authority()), call);
  }

  /** What is said to the backend to what the client says, and whether the others work. */
  @ParameterizedTest
  @CsvSource({
    // port, for HTTP/1.1, for HTTP/2, a websocket, gRPC
    "http,   HTTP/1.1, HTTP/1.1, true,  false",
    "http2,  HTTP/2,   HTTP/2,   false, true",
    "grpc,   HTTP/2,   HTTP/2,   false, true",
    "main,   HTTP/1.1, HTTP/2,   true,  true"
  })
  void whatWorksOnAPort(String port, String http1, String http2, boolean websocket, boolean grpc)
      throws IOException {
    WrittenService service = service("web", port, web);
    assertThat(http1(service, HttpCall.get("a", "/")).header("x-protocol")).contains(http1);
    try (Outbound outbound = outbound(service);
        Http2Client client = new Http2Client(outbound.address())) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(HttpCall.get("a", "/")).header("x-protocol")).contains(http2);
      }
      assertThat(outbound.connections()).isEqualTo(1);
    }
    assertThat(opensWebSocket(service("chat", port, chat))).isEqualTo(websocket);
    try (Outbound outbound = outbound(service("greeter", port, greeter.address()));
        GrpcClient client = new GrpcClient(outbound.address())) {
      Status status = client.call(GrpcCall.of("a.Greeter/SayHello"), "hi").status();
      assertThat(status.getCode()).isEqualTo(grpc ? Status.Code.OK : Status.Code.UNAVAILABLE);
    }
  }

  private boolean opensWebSocket(WrittenService service) throws IOException {
    try (Outbound outbound = outbound(service);
        WebSocketClient socket = WebSocketClient.open(outbound.address(), "/room")) {
      assertThat(socket.receive(Talks.LIMIT)).startsWith("chat\nGET /room\n");
      socket.send("hello");
      assertThat(socket.receive(Talks.LIMIT)).isEqualTo("hello");
      return true;
    } catch (IOException e) {
      assertThat(e).hasStackTraceContaining("Unexpected HTTP response status code 502");
      return false;
    }
  }

  /** Gateway API leaves it open; a timeout that ended websockets would be of no use for them. */
  @ParameterizedTest
  @ValueSource(strings = {"http", "main"})
  void aWebSocketOutlivesTheTimeoutsOfItsRoute(String port) throws Exception {
    WrittenService service = service("timed-chat", port, chat);
    lab.apply(
        "timed-chat-route.yaml",
        LabObjects.route(
            "protocols",
            "timed-chat",
            service.name(),
            """
            [{backendRefs: [{name: %s, port: 80}],
              timeouts: {request: 500ms, backendRequest: 400ms}}]
            """
                .formatted(service.name())));
    try (Outbound outbound = outbound(service);
        WebSocketClient socket = WebSocketClient.open(outbound.address(), "/")) {
      assertThat(socket.receive(Talks.LIMIT)).startsWith("chat\n");
      Thread.sleep(1_200);
      socket.send("still here");
      assertThat(socket.receive(Talks.LIMIT)).isEqualTo("still here");
    }
  }

  /** A backend that takes no websocket would read them as a request that no policy has seen. */
  @ParameterizedTest
  @ValueSource(strings = {"http", "main"})
  void bytesAfterAnUpgradeWaitUntilTheBackendTakesIt(String port) throws IOException {
    Backend backend = lab.backend("no-chat");
    WrittenService service = service("no-chat", port, backend.address());
    try (Tunnel tunnel = client.open(Connect.to(service.authority()))) {
      tunnel.write(
          """
          GET /public HTTP/1.1\r
          host: a\r
          connection: upgrade\r
          upgrade: websocket\r
          sec-websocket-version: 13\r
          sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r
          \r
          GET /admin HTTP/1.1\r
          host: a\r
          \r
          """);
      String heard = Talks.everything(tunnel, Talks.LIMIT);
      assertThat(heard).doesNotContain("/admin");
      assertThat(backend.requests()).isEqualTo(1);
    }
  }

  @Test
  void whatIsSilentIsNotCut() throws Exception {
    WrittenService echo = service("echo", "tcp", lab.tcpBackend(new TcpTalk.Echo()).address());
    try (Outbound toChat = outbound(service("silent-chat", "http", chat));
        WebSocketClient socket = WebSocketClient.open(toChat.address(), "/");
        Outbound toGreeter = outbound(service("silent-greeter", "grpc", greeter.address()));
        GrpcClient grpc = new GrpcClient(toGreeter.address());
        GrpcStream stream = grpc.open(GrpcCall.of("a.Greeter/Chat"));
        HttpTunnel kept =
            new HttpTunnel(client.open(Connect.to(service("kept", "http", web).authority())));
        Tunnel bytes = client.open(Connect.to(echo.authority()))) {
      assertThat(socket.receive(Talks.LIMIT)).startsWith("chat\n");
      stream.send("one");
      assertThat(SeenRequest.parse(stream.receive(Talks.LIMIT)).body()).isEqualTo("one");
      assertThat(kept.send(HttpCall.get("a", "/")).status()).isEqualTo(200);
      Talks.echoes(bytes, "one");
      Thread.sleep(SILENCE);
      socket.send("two");
      assertThat(socket.receive(Talks.LIMIT)).isEqualTo("two");
      stream.send("two");
      assertThat(SeenRequest.parse(stream.receive(Talks.LIMIT)).body()).isEqualTo("two");
      assertThat(stream.finish().status()).isEqualTo(Status.OK);
      assertThat(kept.send(HttpCall.get("a", "/")).status()).isEqualTo(200);
      Talks.echoes(bytes, "two");
    }
  }

  @Test
  void theTrailersOfGrpcPass() throws IOException {
    try (Outbound outbound = outbound(service("trailers", "grpc", greeter.address()));
        GrpcClient grpc = new GrpcClient(outbound.address())) {
      GrpcCall call = GrpcCall.of("a.Greeter/SayHello").with("x-one", "1");
      GrpcReply good = grpc.call(call, "one", "two");
      assertThat(good.messages()).hasSize(2);
      assertThat(good.seen().header("x-one")).contains("1");
      assertThat(good.header("x-backend")).contains("greeter");
      assertThat(good.trailer("x-lab-trailer")).contains("greeter");
      GrpcReply refused = grpc.call(call.with("x-lab-grpc-status", "9"), "one");
      assertThat(refused.status().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
      assertThat(refused.trailer("x-lab-trailer")).contains("greeter");
    }
  }

  /** The backend is told of it, and the waypoint ends the request at it. */
  @Test
  void theDeadlineOfGrpcHolds() throws IOException {
    try (Outbound outbound = outbound(service("deadline", "grpc", greeter.address()));
        GrpcClient grpc = new GrpcClient(outbound.address())) {
      GrpcReply reply = grpc.call(GrpcCall.of("a.Greeter/SayHello").within(Talks.LIMIT), "one");
      assertThat(reply.seen().header("grpc-timeout")).isPresent();
    }
    try (Outbound outbound = outbound(service("deadline-web", "grpc", web));
        Http2Client patient = new Http2Client(outbound.address())) {
      HttpReply reply =
          patient.send(
              HttpCall.post("a", "/a.Greeter/SayHello", "")
                  .with("content-type", "application/grpc")
                  .with("grpc-timeout", "200m")
                  .with("x-lab-delay-ms", "10000"));
      // UNAVAILABLE, which a client with that deadline never sees: its own has passed before.
      assertThat(reply.header("grpc-status")).contains("14");
    }
  }

  /** With the same policies and routes as any other request. */
  @ParameterizedTest
  @CsvSource({"http, HTTP/1.1", "http2, HTTP/2", "main, HTTP/1.1"})
  void http10IsTaken(String port, String forwarded) throws IOException {
    WrittenService service = service("old", port, web);
    lab.apply(
        "old-policy.yaml", Texts.policy("DENY", service, "[{to: [{operation: {paths: [/no]}}]}]"));
    assertThat(said(service, "GET /yes HTTP/1.0\r\nhost: a\r\n\r\n"))
        .startsWith("HTTP/1.0 200 OK\r\n")
        .contains("x-protocol: " + forwarded + "\r\n", "\nhost: a\n");
    assertThat(said(service, "GET /no HTTP/1.0\r\nhost: a\r\n\r\n"))
        .startsWith("HTTP/1.0 403 Forbidden\r\n");
    assertThat(said(service, "GET /yes HTTP/1.0\r\n\r\n"))
        .as("without a Host there is nothing for a policy to look at")
        .startsWith("HTTP/1.0 400 Bad Request\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "http2", "main"})
  void largeHeadersPassUpToALimit(String port) throws IOException {
    WrittenService service = service("large", port, web);
    HttpCall call = HttpCall.get("a", "/");
    String large = "a".repeat(50_000);
    HttpReply reply = http1(service, call.with("x-large", large));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(SeenRequest.parse(reply.body()).header("x-large")).contains(large);
    assertThat(http1(service, call.with("x-large", "a".repeat(70_000))).status()).isEqualTo(431);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "http2", "main"})
  void whoExpectsToContinueMay(String port) throws IOException {
    WrittenService service = service("expect", port, web);
    String request =
        """
        POST / HTTP/1.1\r
        host: a\r
        expect: 100-continue\r
        content-length: 5\r
        connection: close\r
        \r
        """;
    try (Tunnel tunnel = client.open(Connect.to(service.authority()))) {
      tunnel.write(request);
      String first = "HTTP/1.1 100 Continue\r\n\r\n";
      assertThat(tunnel.readText(first.length(), Talks.LIMIT)).isEqualTo(first);
      tunnel.write("hello");
      assertThat(Talks.everything(tunnel, Talks.LIMIT))
          .startsWith("HTTP/1.1 200 OK\r\n")
          .endsWith("\n\nhello");
    }
  }

  private String said(WrittenService service, String bytes) throws IOException {
    try (Tunnel tunnel = client.open(Connect.to(service.authority()))) {
      tunnel.write(bytes);
      return Talks.everything(tunnel, Talks.LIMIT);
    }
  }
}
