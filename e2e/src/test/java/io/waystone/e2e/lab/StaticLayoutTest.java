package io.waystone.e2e.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.waystone.server.lab.Connect;
import io.waystone.server.lab.Credential;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.HboneConnection;
import io.waystone.server.lab.HboneEndpoint;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpReply;
import io.waystone.server.lab.HttpTunnel;
import io.waystone.server.lab.PodTunnel;
import io.waystone.server.lab.Received;
import io.waystone.server.lab.SeenRequest;
import io.waystone.server.lab.Tunnel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** HboneClient to waypoint to pod to backend, with mTLS and HBONE on both legs. */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StaticLayoutTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String BANNER = "220 hello\n";

  private StaticMesh mesh;
  private HboneClient client;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    mesh = new StaticMesh(folder, Duration.ofSeconds(2));
    client = mesh.client("client");
  }

  @AfterAll
  void stop() {
    if (mesh != null) {
      mesh.close();
    }
  }

  @Test
  void getIsAllowedAndPostIsNot() throws IOException {
    try (HttpTunnel http = new HttpTunnel(client.open(toHttp()))) {
      HttpReply get = http.send(HttpCall.get("reviews:8080", "/a?b=c").with("x-one", "1"));
      assertThat(get.status()).isEqualTo(200);
      assertThat(get.header("x-backend")).contains("reviews-v1");
      SeenRequest seen = SeenRequest.parse(get.body());
      assertThat(seen.path()).isEqualTo("/a?b=c");
      assertThat(seen.header("host")).contains("reviews:8080");
      assertThat(seen.header("x-one")).contains("1");

      int before = mesh.http.requests();
      HttpReply post = http.send(HttpCall.of("POST", "reviews:8080", "/a"));
      assertThat(post.status()).isEqualTo(403);
      assertThat(post.body()).isEqualTo("RBAC: access denied");
      assertThat(mesh.http.requests()).isEqualTo(before);

      assertThat(http.send(HttpCall.get("reviews:8080", "/again")).status()).isEqualTo(200);
    }
  }

  @Test
  void anotherIdentityIsRefusedWhateverItForges() throws IOException {
    try (HboneClient evil = mesh.client("evil")) {
      Connect forged = toHttp().with("x-forwarded-client-cert", "URI=" + StaticMesh.CLIENT);
      HttpCall call =
          HttpCall.get("reviews:8080", "/").with("x-forwarded-client-cert", StaticMesh.CLIENT);
      assertThat(HttpTunnel.once(evil, forged, call).status()).isEqualTo(403);
    }
  }

  @Test
  void theSourceAddressIsTheOneBoundTo() throws IOException {
    InetAddress source = mesh.freshAddress();
    try (HboneClient from = new HboneClient(mesh.issue("client"), mesh.endpoint().from(source))) {
      HttpReply reply = HttpTunnel.once(from, toHttp(), HttpCall.get("reviews:8080", "/"));
      assertThat(SeenRequest.parse(reply.body()).header("x-forwarded-for"))
          .contains(source.getHostAddress());
    }
  }

  @Test
  void bytesGoBothWaysAndEachWayEndsByItself() throws IOException {
    try (Tunnel tunnel = client.open(toEcho())) {
      assertThat(tunnel.status()).isEqualTo(200);
      assertThat(tunnel.readText(BANNER.length(), LIMIT)).isEqualTo(BANNER);
      tunnel.write("ping");
      assertThat(tunnel.readText(4, LIMIT)).isEqualTo("ping");
      tunnel.finish();
      assertThat(tunnel.read(LIMIT)).isEqualTo(new Received.End());
      assertThat(tunnel.read(LIMIT)).as("an end is given again").isEqualTo(new Received.End());
    }
  }

  @Test
  void moreThanTheWindowsHoldGoesThrough() throws Exception {
    ByteString sent = ByteString.copyFrom(new byte[4 << 20]);
    try (Tunnel tunnel = client.open(toEcho());
        ExecutorService writer = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> writing =
          writer.submit(() -> {
            tunnel.write(sent);
            return "written";
          });
      ByteString back = tunnel.readAtMost(BANNER.length() + sent.size(), LIMIT);
      assertThat(back.size()).isEqualTo(BANNER.length() + sent.size());
      assertThat(writing.get()).isEqualTo("written");
    }
  }

  @Test
  void aHalfClosedTunnelStaysOpen() throws IOException {
    try (Tunnel tunnel = client.open(Connect.to(mesh.authority(mesh.late.address())))) {
      tunnel.write("bye");
      tunnel.finish();
      assertThatThrownBy(() -> tunnel.read(Duration.ofMillis(500)))
          .isInstanceOf(SocketTimeoutException.class);
      assertThat(tunnel.open()).isTrue();
      assertThat(tunnel.readText(100, LIMIT)).isEqualTo("late");
    }
  }

  @Test
  void twoHundredTunnelsAreOpenAtOnce() throws IOException {
    try (HboneClient many = mesh.client("client")) {
      List<Tunnel> tunnels = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        tunnels.add(many.open(toEcho()));
      }
      for (int i = 0; i < tunnels.size(); i++) {
        tunnels.get(i).write("tunnel " + i + "\n");
      }
      for (int i = 0; i < tunnels.size(); i++) {
        String expected = BANNER + "tunnel " + i + "\n";
        assertThat(tunnels.get(i).readText(expected.length(), LIMIT)).isEqualTo(expected);
      }
      assertThat(many.connections()).isEqualTo(2);
    }
  }

  @Test
  void thePodSeesTheWaypointAndTheAuthority() throws IOException {
    try (Tunnel tunnel = client.open(toEcho())) {
      assertThat(tunnel.readText(BANNER.length(), LIMIT)).isEqualTo(BANNER);
      PodTunnel expected =
          new PodTunnel(
              PodTunnel.Stage.OPENED,
              "reviews-1",
              StaticMesh.WAYPOINT,
              mesh.inPod(mesh.echo.address()),
              200,
              "-");
      await().atMost(LIMIT).until(() -> mesh.pod.tunnels().contains(expected));
    }
  }

  @Test
  void anAuthorityThatNobodyOwnsGetsNoTunnel() throws IOException {
    try (Tunnel tunnel = client.open(Connect.to("203.0.113.1:80"))) {
      assertThat(tunnel.status()).isEqualTo(503);
    }
    try (Tunnel tunnel = client.open(Connect.to("connect_originate:80"))) {
      assertThat(tunnel.status()).isEqualTo(404);
    }
  }

  @Test
  void aWaypointOfAnotherIdentityIsNotTalkedTo() throws IOException {
    HboneEndpoint other =
        new HboneEndpoint(mesh.endpoint().address(), TestCa.identity("default", "other"));
    try (HboneClient strict = new HboneClient(mesh.issue("client"), other)) {
      assertThatThrownBy(() -> strict.open(toHttp()))
          .isInstanceOf(IOException.class)
          .hasStackTraceContaining("the server is [" + StaticMesh.WAYPOINT + "]");
    }
  }

  @Test
  void aClientOfAnotherRootIsRefused() throws IOException {
    Credential strange = new TestCa().issue(StaticMesh.CLIENT);
    Credential mixed = new Credential(strange.chain(), strange.key(), mesh.issue("client").roots());
    try (HboneClient stranger = new HboneClient(mixed, mesh.endpoint())) {
      assertThatThrownBy(() -> stranger.open(toHttp())).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aClosedConnectionResetsItsTunnels() throws IOException {
    HboneConnection connection = client.connect();
    Tunnel tunnel = connection.open(toEcho());
    assertThat(tunnel.readText(BANNER.length(), LIMIT)).isEqualTo(BANNER);
    assertThat(connection.tunnels()).isEqualTo(1);
    connection.close();
    assertThat(tunnel.read(LIMIT)).isInstanceOf(Received.Reset.class);
    assertThat(connection.usable()).isFalse();
    assertThat(connection.tunnels()).isZero();
  }

  @Test
  void theAdminInterfaceAnswers() throws IOException {
    HttpTunnel.once(client, toHttp(), HttpCall.get("reviews:8080", "/"));
    assertThat(mesh.waypoint.admin().stat("http.http.downstream_rq_2xx")).isPresent();
    assertThat(mesh.waypoint.admin().stat("no.such.stat")).isEmpty();
    assertThat(mesh.waypoint.admin().configDump()).contains("connect_terminate");
    assertThat(mesh.waypoint.admin().post("/reset_counters")).isEqualTo("OK\n");
    assertThatThrownBy(() -> mesh.waypoint.admin().get("/no-such-path"))
        .hasMessageContaining("404");
  }

  private Connect toHttp() {
    return Connect.to(mesh.authority(mesh.http.address()));
  }

  private Connect toEcho() {
    return Connect.to(mesh.authority(mesh.echo.address()));
  }
}
