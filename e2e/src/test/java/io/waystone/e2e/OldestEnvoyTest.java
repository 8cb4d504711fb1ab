package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.ads.StreamState;
import io.waystone.server.lab.EnvoyBinary;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpReply;
import io.waystone.server.lab.PodTerminator;
import io.waystone.translator.envoy.Capabilities;
import io.waystone.translator.envoy.Dialect;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The oldest Envoy that may be a waypoint gets what it takes, and serves it. */
@Tag("envoy")
@Tag("oldest-envoy")
final class OldestEnvoyTest {

  @RegisterExtension
  static final MeshLab LAB = new MeshLab(() -> EnvoyBinary.oldest(System.out::println));

  private static LabWaypoint waypoint;
  private static Map<String, String> files = Map.of();
  private static PodTerminator pods;

  @BeforeAll
  static void start() throws IOException {
    Bookinfo bookinfo = Bookinfo.start(LAB);
    pods = bookinfo.pods();
    files = bookinfo.files();
    waypoint = LAB.waypoint("default", "default");
  }

  @Test
  void itIsKnownForWhatItIs() {
    assertThat(dialect().capabilities()).isEqualTo(Capabilities.named("1.36"));
  }

  private static Dialect dialect() {
    return LAB.controlPlane().streams().getFirst().dialect().orElseThrow();
  }

  @Test
  void itTakesAllOfTheExample() throws IOException {
    for (StreamState stream : LAB.controlPlane().streams()) {
      stream
          .types()
          .forEach((type, state) -> assertThat(state.refused()).as("refused %s", type).isEmpty());
    }
    for (String manager : List.of("cluster_manager.cds", "listener_manager.lds")) {
      assertThat(waypoint.admin().stat(manager + ".update_rejected")).hasValue(0);
    }
    assertThat(Proxy.warming(waypoint)).isEmpty();
    assertThat(Proxy.listeners(waypoint))
        .contains("connect_terminate", "connect_originate")
        .contains("reviews.default.svc.cluster.local|9080");
  }

  @Test
  void itServesAndRefuses() throws IOException {
    LAB.apply("10-reviews.yaml", files.getOrDefault("10-reviews.yaml", ""));
    assertServes();
  }

  @Test
  void itSpeaksHboneToItsBackends() throws IOException {
    LAB.apply(
        "10-reviews.yaml",
        files
            .getOrDefault("10-reviews.yaml", "")
            .replace(
                "  labels:\n    app: reviews\n    version:",
                "  annotations: {ambient.istio.io/redirection: enabled}\n"
                    + "  labels:\n    app: reviews\n    version:"));
    int before = pods.tunnels().size();
    assertServes();
    assertThat(pods.tunnels()).hasSizeGreaterThan(before);
  }

  private static void assertServes() throws IOException {
    Caller friend =
        new Caller(waypoint.client("default", "bookinfo-productpage"), "10.96.20.1:9080");
    HttpReply reply = friend.send(HttpCall.get("reviews:9080", "/reviews/1"));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("x-backend").orElse("none")).startsWith("reviews-v");
    assertThat(friend.send(HttpCall.post("reviews:9080", "/reviews/1", "{}")).status())
        .isEqualTo(403);
    Caller stranger =
        new Caller(waypoint.client("other", "bookinfo-productpage"), "10.96.20.1:9080");
    assertThat(stranger.get("/reviews/1")).isEqualTo(403);
  }
}
