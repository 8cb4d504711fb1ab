package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.waystone.server.lab.GrpcBackend;
import io.waystone.server.lab.GrpcCall;
import io.waystone.server.lab.GrpcClient;
import io.waystone.server.lab.GrpcStream;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.Outbound;
import io.waystone.server.lab.SeenRequest;
import io.waystone.server.lab.WebSocketClient;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A policy decides when a request begins. What was let in goes on when its client is revoked, also
 * past the drain time: a gRPC stream, a websocket; the next request on the same connection is
 * refused. (Connections that are bytes are drained: {@link TcpChangeTest}.)
 */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OpenStreamsTest {

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private HboneClient client;

  @BeforeAll
  void start() throws IOException {
    lab.apply(
        "wp.yaml", LabObjects.gateway("open", "wp"), LabObjects.namespace("open", "open", "wp"));
    client = lab.waypoint("open", "wp").client("team-a", "one");
  }

  private static String revoked(WrittenService service) {
    return Texts.policy("DENY", service, "[{from: [{source: {namespaces: [team-a]}}]}]");
  }

  @Test
  void aWebSocketGoesOnAndTheNextIsRefused() throws IOException, InterruptedException {
    WrittenService service =
        WrittenService.service("open", "chat", lab.serviceAddress())
            .port("http", 80, lab.webSocketBackend("chat").address());
    lab.apply("chat.yaml", service.yaml());
    try (Outbound outbound = Outbound.start(client, service.authority());
        WebSocketClient socket = WebSocketClient.open(outbound.address(), "/")) {
      assertThat(socket.receive(Talks.LIMIT)).startsWith("chat\n");
      lab.apply("chat.yaml", service.yaml(), revoked(service));
      Thread.sleep(LabWaypoint.DRAIN.plusSeconds(1));
      socket.send("still here");
      assertThat(socket.receive(Talks.LIMIT)).isEqualTo("still here");
      assertThatThrownBy(() -> WebSocketClient.open(outbound.address(), "/"))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aGrpcStreamGoesOnAndTheNextCallIsRefused() throws IOException, InterruptedException {
    GrpcBackend backend = lab.grpcBackend("greeter");
    WrittenService service =
        WrittenService.service("open", "greeter", lab.serviceAddress())
            .port("grpc", 80, backend.address());
    lab.apply("greeter.yaml", service.yaml());
    try (Outbound outbound = Outbound.start(client, service.authority());
        GrpcClient grpc = new GrpcClient(outbound.address());
        GrpcStream stream = grpc.open(GrpcCall.of("a.Greeter/Chat"))) {
      stream.send("before");
      assertThat(SeenRequest.parse(stream.receive(Talks.LIMIT)).body()).isEqualTo("before");
      lab.apply("greeter.yaml", service.yaml(), revoked(service));
      Thread.sleep(LabWaypoint.DRAIN.plusSeconds(1));
      stream.send("still here");
      assertThat(SeenRequest.parse(stream.receive(Talks.LIMIT)).body()).isEqualTo("still here");
      assertThat(grpc.call(GrpcCall.of("a.Greeter/SayHello"), "hi").status().getCode())
          .isEqualTo(Status.Code.PERMISSION_DENIED);
    }
  }
}
