package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpTunnel;
import io.waystone.server.lab.PodTerminator;
import io.waystone.server.lab.PodTunnel;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The objects of {@code examples/bookinfo}, with other addresses for the pods: 90 to 10 of the
 * requests to reviews, GET allowed, POST refused. With plain backends, and with HBONE ones.
 */
@Tag("envoy")
final class BookinfoTest {

  @RegisterExtension static final MeshLab LAB = new MeshLab();

  private static final String REVIEWS = "10.96.20.1:9080";
  private static final String CALL_HOST = "reviews:9080";
  private static final int REQUESTS = 2_000;

  /** One that is sent what changes, and one that is sent whole sets. */
  private static List<LabWaypoint> waypoints = List.of();

  private static PodTerminator pods;
  private static Map<String, String> files = Map.of();

  @BeforeAll
  static void start() throws IOException {
    Bookinfo bookinfo = Bookinfo.start(LAB);
    pods = bookinfo.pods();
    files = bookinfo.files();
    waypoints =
        List.of(
            LAB.waypoint("default", "default"),
            LAB.waypoint("default", "default", LabWaypoint::wholeSets));
  }

  @Test
  void withPlainBackends() throws IOException {
    String reviews = files.getOrDefault("10-reviews.yaml", "");
    LAB.apply("10-reviews.yaml", reviews);
    int before = pods.tunnels().size();
    splitsAndRefuses();
    assertThat(pods.tunnels()).as("nothing went by HBONE").hasSize(before);
  }

  @Test
  void withBackendsThatSpeakHbone() throws IOException {
    String reviews = files.getOrDefault("10-reviews.yaml", "");
    String annotated =
        reviews.replace(
            "  labels:\n    app: reviews\n    version:",
            "  annotations: {ambient.istio.io/redirection: enabled}\n"
                + "  labels:\n    app: reviews\n    version:");
    assertThat(annotated).isNotEqualTo(reviews);
    LAB.apply("10-reviews.yaml", annotated);
    int before = pods.tunnels().size();
    splitsAndRefuses();
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> {
          List<PodTunnel> seen = pods.tunnels().subList(before, pods.tunnels().size());
          assertThat(seen).extracting(PodTunnel::pod).contains("v1", "v2");
          assertThat(seen)
              .allSatisfy(tunnel ->
                  assertThat(tunnel.peer()).isEqualTo(LabIdentities.id("default", "default")));
        });
  }

  private static void splitsAndRefuses() throws IOException {
    for (LabWaypoint waypoint : waypoints) {
      splitsAndRefuses(waypoint);
    }
  }

  private static void splitsAndRefuses(LabWaypoint waypoint) throws IOException {
    Caller productpage = caller(waypoint, "default", "bookinfo-productpage");
    Map<String, Integer> counts = new TreeMap<>();
    try (HttpTunnel http = productpage.keepAlive()) {
      for (int i = 0; i < REQUESTS; i++) {
        counts.merge(
            http.send(HttpCall.get(CALL_HOST, "/reviews/1")).header("x-backend").orElse("none"),
            1,
            Integer::sum);
      }
    }
    assertThat(counts).containsOnlyKeys("reviews-v1", "reviews-v2");
    // 4 points of 2,000 are 80, where one standard deviation is 13.4: chance fails this once in
    // many millions of runs.
    assertThat(counts.get("reviews-v1")).isBetween(1_720, 1_880);
    assertThat(get(productpage)).isEqualTo(200);
    assertThat(post(productpage)).isEqualTo(403);
    assertThat(get(caller(waypoint, "istio-system", "any"))).isEqualTo(200);
    assertThat(post(caller(waypoint, "istio-system", "any"))).isEqualTo(403);
    assertThat(get(caller(waypoint, "other", "bookinfo-productpage"))).isEqualTo(403);
    assertThat(post(caller(waypoint, "other", "bookinfo-productpage"))).isEqualTo(403);
  }

  private static Caller caller(LabWaypoint waypoint, String namespace, String account)
      throws IOException {
    return new Caller(waypoint.client(namespace, account), REVIEWS);
  }

  private static int get(Caller caller) throws IOException {
    return caller.send(HttpCall.get(CALL_HOST, "/reviews/1")).status();
  }

  private static int post(Caller caller) throws IOException {
    return caller.send(HttpCall.post(CALL_HOST, "/reviews/1", "{}")).status();
  }
}
