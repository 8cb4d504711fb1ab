package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.waystone.server.lab.GrpcCall;
import io.waystone.server.lab.GrpcClient;
import io.waystone.server.lab.GrpcReply;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.Outbound;
import io.waystone.server.lab.TcpBackend;
import io.waystone.server.lab.TcpTalk;
import io.waystone.server.lab.WebSocketClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that know nothing of HBONE, behind what stands for their pod's ztunnel. */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OutboundTest {

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private HboneClient client;

  @BeforeAll
  void start() throws IOException {
    lab.apply(
        "wp.yaml",
        LabObjects.gateway("outbound", "wp"),
        LabObjects.namespace("outbound", "outbound", "wp"));
    client = lab.waypoint("outbound", "wp").client("default", "client");
  }

  private Outbound to(String name, String port, InetSocketAddress backend) throws IOException {
    WrittenService service =
        WrittenService.service("outbound", name, lab.serviceAddress()).port(port, 7000, backend);
    lab.apply(name + ".yaml", service.yaml());
    return Outbound.start(client, service.authority());
  }

  @Test
  void aJavaHttpClient() throws Exception {
    try (Outbound outbound = to("web", "http", lab.backend("web").address());
        HttpClient http = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + outbound.address().getPort() + "/a");
      for (int i = 0; i < 3; i++) {
        HttpResponse<String> response =
            http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).startsWith("web\nGET /a\n");
      }
      assertThat(outbound.connections()).isEqualTo(1);
    }
  }

  @Test
  void aGrpcClient() throws IOException {
    try (Outbound outbound = to("greeter", "grpc", lab.grpcBackend("greeter").address());
        GrpcClient grpc = new GrpcClient(outbound.address())) {
      GrpcReply reply = grpc.call(GrpcCall.of("hello.Greeter/SayHello"), "hi");
      assertThat(reply.status()).isEqualTo(Status.OK);
      assertThat(reply.seen().path()).isEqualTo("/hello.Greeter/SayHello");
      assertThat(reply.trailer("x-lab-trailer")).contains("greeter");
    }
  }

  @Test
  void aWebSocket() throws IOException {
    try (Outbound outbound = to("chat", "http", lab.webSocketBackend("chat").address());
        WebSocketClient socket = WebSocketClient.open(outbound.address(), "/room")) {
      assertThat(socket.receive(Talks.LIMIT)).startsWith("chat\nGET /room\n");
      socket.send("hello");
      assertThat(socket.receive(Talks.LIMIT)).isEqualTo("hello");
    }
  }

  @Test
  void aConnectionThatIsHalfClosed() throws IOException {
    TcpBackend backend = lab.tcpBackend(new TcpTalk.AfterEnd(Duration.ofMillis(100), "late"));
    try (Outbound outbound = to("late", "tcp", backend.address());
        Socket socket = connect(outbound)) {
      socket.getOutputStream().write("ignored".getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("late");
    }
  }

  @Test
  void aConnectionThatIsRefused() throws IOException {
    try (Outbound outbound = Outbound.start(client, "203.0.113.1:1");
        Socket socket = connect(outbound)) {
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("reset");
    }
  }

  private static Socket connect(Outbound outbound) throws IOException {
    Socket socket = new Socket(outbound.address().getAddress(), outbound.address().getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }
}
