package io.waystone.server.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients and backends of HTTP/2, gRPC and WebSocket, with nothing between them. */
final class ProtocolsTest {

  private static final InetSocketAddress ANYWHERE =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @Test
  void http2WithPriorKnowledge() throws IOException {
    try (Kept kept = new Kept()) {
      Backend backend = kept.keep(new Backend("web", ANYWHERE));
      Http2Client client = kept.keep(new Http2Client(backend.address()));
      for (int i = 0; i < 2; i++) {
        HttpReply reply =
            client.send(HttpCall.post("reviews:80", "//a?b", "hello").with("x-lab-delay-ms", "20"));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("x-protocol")).contains("HTTP/2");
        SeenRequest seen = SeenRequest.parse(reply.body());
        assertThat(seen.method()).isEqualTo("POST");
        assertThat(seen.path()).isEqualTo("//a?b");
        assertThat(seen.header("host")).contains("reviews:80");
        assertThat(seen.body()).isEqualTo("hello");
      }
      assertThat(backend.connections()).isEqualTo(1);
      backend.close();
      assertThatThrownBy(() -> client.send(HttpCall.get("reviews", "/")))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aGrpcCallOfAnyMethod() throws IOException {
    try (GrpcBackend backend = new GrpcBackend("greeter", ANYWHERE);
        GrpcClient client = new GrpcClient(backend.address())) {
      GrpcReply reply =
          client.call(GrpcCall.of("hello.Greeter/SayHello").with("x-one", "1").within(LIMIT), "hi");
      assertThat(reply.status()).isEqualTo(Status.OK);
      assertThat(reply.header("x-backend")).contains("greeter");
      assertThat(reply.trailer("x-lab-trailer")).contains("greeter");
      SeenRequest seen = reply.seen();
      assertThat(seen.backend()).isEqualTo("greeter");
      assertThat(seen.path()).isEqualTo("/hello.Greeter/SayHello");
      assertThat(seen.header("x-one")).contains("1");
      assertThat(seen.header("grpc-timeout")).isPresent();
      assertThat(seen.body()).isEqualTo("hi");
      assertThat(backend.calls()).isEqualTo(1);
    }
  }

  @Test
  void aGrpcCallMayAskForAStatusOrPassItsDeadline() throws IOException {
    try (GrpcBackend backend = new GrpcBackend("greeter", ANYWHERE);
        GrpcClient client = new GrpcClient(backend.address())) {
      GrpcCall call = GrpcCall.of("a.B/C");
      GrpcReply refused = client.call(call.with("x-lab-grpc-status", "7"), "hi");
      assertThat(refused.status().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(refused.trailer("x-lab-trailer")).contains("greeter");
      assertThat(refused.messages()).isEmpty();
      GrpcReply late =
          client.call(call.with("x-lab-delay-ms", "5000").within(Duration.ofMillis(50)), "hi");
      assertThat(late.status().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }
  }

  @Test
  void aGrpcStream() throws IOException {
    try (GrpcBackend backend = new GrpcBackend("greeter", ANYWHERE);
        GrpcClient client = new GrpcClient(backend.address());
        GrpcStream stream = client.open(GrpcCall.of("a.B/Chat"))) {
      for (String word : List.of("one", "two")) {
        stream.send(word);
        assertThat(SeenRequest.parse(stream.receive(LIMIT)).body()).isEqualTo(word);
      }
      assertThatThrownBy(() -> stream.receive(Duration.ofMillis(10)))
          .isInstanceOf(SocketTimeoutException.class);
      stream.send("three");
      GrpcReply end = stream.finish();
      assertThat(end.status()).isEqualTo(Status.OK);
      assertThat(end.messages()).hasSize(1);
    }
  }

  @Test
  void aWebSocketSaysWhatItSawAndEchoes() throws IOException {
    try (Kept kept = new Kept()) {
      WebSocketBackend backend = kept.keep(new WebSocketBackend("chat", ANYWHERE));
      WebSocketClient socket = kept.keep(WebSocketClient.open(backend.address(), "/room?a"));
      SeenRequest seen = SeenRequest.parse(socket.receive(LIMIT));
      assertThat(seen.backend()).isEqualTo("chat");
      assertThat(seen.path()).isEqualTo("/room?a");
      assertThat(seen.header("upgrade")).contains("websocket");
      socket.send("hello");
      assertThat(socket.receive(LIMIT)).isEqualTo("hello");
      assertThatThrownBy(() -> socket.receive(Duration.ofMillis(10)))
          .isInstanceOf(SocketTimeoutException.class);
      backend.close();
      assertThatThrownBy(() -> socket.receive(LIMIT)).hasMessageContaining("has ended");
    }
  }
}
