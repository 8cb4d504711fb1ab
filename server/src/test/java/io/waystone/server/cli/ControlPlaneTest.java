package io.waystone.server.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.waystone.server.ads.Timing;
import io.waystone.server.lab.Ports;
import io.waystone.translator.mesh.Mesh;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The control plane as its admin port shows it. */
@Timeout(60)
class ControlPlaneTest {

  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @TempDir private Path folder = Path.of("");

  @Test
  void showsWhatItServes() throws IOException {
    try (ControlPlane plane = new ControlPlane(settings(Cli.example(), ANY, ANY))) {
      await().atMost(Duration.ofSeconds(20)).until(() -> plane.missing().isEmpty());
      assertThat(get(plane, "/healthz")).startsWith("HTTP/1.1 200").endsWith("ok\n");
      assertThat(get(plane, "/readyz")).startsWith("HTTP/1.1 200").endsWith("ready\n");
      assertThat(get(plane, "/config_dump?waypoint=default/default"))
          .startsWith("HTTP/1.1 200")
          .contains("application/json")
          .endsWith(
              Cli.run("translate", "-f", Cli.example().toString(), "-o", "config-dump").out());
      assertThat(get(plane, "/status")).contains("view-only", "WaypointAccepted");
      assertThat(get(plane, "/decisions?port=default/reviews"))
          .startsWith("HTTP/1.1 200")
          .endsWith(
              Cli.run(
                      "translate",
                      "-f",
                      Cli.example().toString(),
                      "-o",
                      "decisions",
                      "--port",
                      "default/reviews:9080")
                  .out());
      assertThat(get(plane, "/decisions?port=default/none"))
          .startsWith("HTTP/1.1 404")
          .contains("reviews.default.svc.cluster.local:9080");
      assertThat(get(plane, "/decisions")).contains("reviews-v1.default", "view-only");
      assertThat(get(plane, "/streams")).startsWith("HTTP/1.1 200").endsWith("[]\n");
      assertThat(get(plane, "/config_dump")).startsWith("HTTP/1.1 400").contains("?waypoint=");
      String dump = "/config_dump?waypoint=default/default";
      assertThat(get(plane, dump + "&dialect=standard")).startsWith("HTTP/1.1 200");
      assertThat(get(plane, dump + "&dialect=1.36"))
          .startsWith("HTTP/1.1 404")
          .contains("No proxy of default/default with that dialect");
      assertThat(get(plane, dump + "&dialect=x")).startsWith("HTTP/1.1 400").contains("1.36");
      assertThat(get(plane, dump + "&locality=r")).startsWith("HTTP/1.1 400").contains("REGION");
      assertThat(get(plane, "/config_dump?waypoint=a/b"))
          .startsWith("HTTP/1.1 404")
          .contains("default/default");
      assertThat(get(plane, "/etc/passwd")).startsWith("HTTP/1.1 404").contains("/config_dump");
      assertThat(ask(plane, "POST", "/healthz", "localhost")).startsWith("HTTP/1.1 405");
    }
  }

  @Test
  void isNotReadyForABrokenFileAndSaysWhy() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.yaml"), "kind: [\n");
    try (ControlPlane plane = new ControlPlane(settings(broken, ANY, ANY))) {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() ->
              assertThat(get(plane, "/readyz"))
                  .startsWith("HTTP/1.1 503")
                  .contains(broken.toString()));
      assertThat(get(plane, "/healthz")).startsWith("HTTP/1.1 200");
      Files.writeString(broken, Cli.exampleTexts().getFirst());
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(get(plane, "/readyz")).startsWith("HTTP/1.1 200"));
    }
  }

  @Test
  void metricsCountWhatThereIs() throws IOException {
    try (ControlPlane plane = new ControlPlane(settings(Cli.example(), ANY, ANY))) {
      assertThat(get(plane, "/metrics")).contains("\nwaystone_ready ");
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() ->
              assertThat(get(plane, "/metrics"))
                  .startsWith("HTTP/1.1 200")
                  .contains("Content-type: text/plain; version=0.0.4")
                  .contains("\nwaystone_ready 1.0\n")
                  .contains("\nwaystone_revision_duration_seconds_count 1\n")
                  .contains("\nwaystone_diagnostics{severity=\"error\"} 0.0\n")
                  .containsPattern("\nwaystone_objects [1-9]")
                  .contains("\nwaystone_ads_responses_total{type=\"cluster\"} 0.0\n")
                  .contains("\njvm_memory_used_bytes{area=\"heap\"}"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "evil.example:15014", "localhost.evil.example", "127.0.0.1.evil"})
  void answersNoRequestForAnotherHost(String host) throws IOException {
    try (ControlPlane plane = new ControlPlane(settings(Cli.example(), ANY, ANY))) {
      assertThat(ask(plane, "GET", "/config_dump?waypoint=default/default", host))
          .startsWith("HTTP/1.1 403")
          .doesNotContain("reviews");
    }
  }

  @Test
  void theAdminPortIsForThisMachineAlone() {
    Settings open = settings(Cli.example(), ANY, new InetSocketAddress("0.0.0.0", 0));
    assertThatThrownBy(() -> new ControlPlane(open))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a loopback address");
  }

  @Test
  void aPortThatIsTakenIsSaidAndNothingKeepsRunning() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String used = "127.0.0.1:" + taken.getLocalPort();
      int free = Ports.free();
      String other = "127.0.0.1:" + free;
      Cli ads = serve("--ads", used, "--admin", other);
      assertThat(ads.code()).isEqualTo(1);
      assertThat(ads.err()).contains(used).doesNotContain("Exception");
      Cli admin = serve("--ads", other, "--admin", used);
      assertThat(admin.code()).isEqualTo(1);
      assertThat(admin.err()).contains(used).doesNotContain("Exception");
      // What had been started before the second port failed is closed again.
      new ServerSocket(free, 1, InetAddress.getLoopbackAddress()).close();
    }
  }

  @Test
  void anAdminAddressThatOthersReachIsWrongUsage() {
    Cli cli = serve("--admin", "0.0.0.0:15014");
    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err()).contains("0.0.0.0:15014", "loopback").doesNotContain("Exception");
  }

  @Test
  void startsAndEndsManyTimes() throws IOException {
    for (int i = 0; i < 5; i++) {
      ControlPlane plane = new ControlPlane(settings(Cli.example(), ANY, ANY));
      plane.close();
      assertThatThrownBy(() -> new Socket(plane.admin().getAddress(), plane.admin().getPort()))
          .isInstanceOf(IOException.class);
    }
  }

  private Cli serve(String... addresses) {
    String[] arguments = new String[addresses.length + 5];
    arguments[0] = "serve";
    arguments[1] = "-f";
    arguments[2] = Cli.example().toString();
    arguments[3] = "--state";
    arguments[4] = folder.resolve("state").toString();
    System.arraycopy(addresses, 0, arguments, 5, addresses.length);
    return Cli.run(arguments);
  }

  private Settings settings(Path root, InetSocketAddress ads, InetSocketAddress admin) {
    return new Settings(
        List.of(root),
        Mesh.DEFAULT,
        folder.resolve("state"),
        ads,
        List.of(),
        admin,
        Optional.empty(),
        Timing.STANDARD,
        false);
  }

  private static String get(ControlPlane plane, String path) throws IOException {
    return ask(plane, "GET", path, "localhost:" + plane.admin().getPort());
  }

  /** By hand: no client would send such a Host. */
  private static String ask(ControlPlane plane, String method, String path, String host)
      throws IOException {
    try (Socket socket = new Socket(plane.admin().getAddress(), plane.admin().getPort())) {
      socket.setSoTimeout(10_000);
      String request =
          method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}
