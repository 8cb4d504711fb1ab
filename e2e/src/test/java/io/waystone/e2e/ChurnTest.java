package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.lab.Backend;
import io.waystone.server.lab.HboneClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Routes, weights, endpoints and services change without end while requests come in: none is lost,
 * no connection ends, and each answer is one that the objects ask for, before the change or after
 * it. Longer: {@code -Dchurn.edits=2000}; another history: {@code -Dchurn.seed=7}.
 */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ChurnTest {

  private static final long SEED = Long.getLong("churn.seed", 1);
  private static final int EDITS = Integer.getInteger("churn.edits", 20);
  private static final Duration PAUSE = Duration.ofMillis(40);
  private static final String CALM = "calm";

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private final Map<String, String> addresses = new TreeMap<>();
  private final Map<String, Backend> backends = new TreeMap<>();
  private HboneClient client;
  private InetAddress host = InetAddress.getLoopbackAddress();

  @BeforeAll
  void start() throws IOException {
    host = lab.address();
    lab.apply(
        "wp.yaml", LabObjects.gateway("churn", "wp"), LabObjects.namespace("churn", "churn", "wp"));
    client = lab.waypoint("churn", "wp").client("team-a", "one");
  }

  private String address(String service) {
    return addresses.computeIfAbsent(service, _ -> lab.serviceAddress());
  }

  @Test
  void noRequestIsLostAndNoConnectionEnds() throws Exception {
    System.out.printf("churn of -Dchurn.seed=%d -Dchurn.edits=%d%n", SEED, EDITS);
    Backend calm = lab.backend(CALM);
    String calmAddress = lab.serviceAddress();
    lab.apply(
        "calm.yaml", LabObjects.service("churn", CALM, calmAddress, "http", 80, calm.address()));
    Random random = new Random(SEED);
    ChurnWalk walk = new ChurnWalk(random);
    Timeline timeline = new Timeline(walk.state());
    List<String> story = new ArrayList<>();
    write(walk.state());
    lab.sync();
    try (ChurnLoad load = ChurnLoad.start(client, address(ChurnState.FRONT) + ":80", timeline);
        Load elsewhere = Load.start(client, calmAddress + ":80")) {
      for (int edit = 0; edit < EDITS && load.faults().isEmpty(); edit++) {
        story.add(walk.step());
        timeline.comes(walk.state());
        write(walk.state());
        // Now and then the next edit comes before the proxy has this one.
        if (random.nextInt(3) > 0) {
          settle(timeline, walk.state());
          Thread.sleep(PAUSE);
        }
      }
      settle(timeline, walk.state());
      Thread.sleep(LabWaypoint.DRAIN.plus(PAUSE));
      load.end();
      assertThat(load.faults())
          .as("-Dchurn.seed=%d: edit %d, after %s", SEED, story.size(), story)
          .isEmpty();
      assertThat(elsewhere.end()).containsOnlyKeys(CALM);
      assertThat(load.requests()).isGreaterThan(EDITS);
      System.out.printf("%d edits, %d requests%n", EDITS, load.requests());
    } finally {
      backends.values().forEach(Backend::close);
    }
  }

  /** What is new listens before anybody is told of it. */
  private void write(ChurnState state) throws IOException {
    for (String name : state.backends()) {
      if (!backends.containsKey(name)) {
        backends.put(name, new Backend(name, new InetSocketAddress(host, 0)));
      }
    }
    lab.yaml()
        .write(
            "churn.yaml",
            state.yaml(
                "churn",
                this::address,
                name -> Objects.requireNonNull(backends.get(name)).address()));
  }

  /** What is gone ends when nobody can have anything on its way there. */
  private void settle(Timeline timeline, ChurnState state) throws Exception {
    lab.sync();
    timeline.settled();
    Map<String, Backend> gone = new TreeMap<>(backends);
    gone.keySet().removeAll(state.backends());
    backends.keySet().removeAll(gone.keySet());
    gone.values().forEach(Backend::close);
  }
}
