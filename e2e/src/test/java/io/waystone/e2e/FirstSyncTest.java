package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waystone.server.lab.Backend;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpTunnel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A waypoint of 1,000 services, 5,000 objects, comes up, and its control plane goes and comes. */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FirstSyncTest {

  private static final int SERVICES = 1_000;
  private static final int SLICES = 4;
  private static final Duration WHILE = Duration.ofMillis(500);

  /** What Envoy counts of what it was sent. */
  private static final List<String> COUNTERS =
      List.of(
          "listener_manager.lds.update_success",
          "listener_manager.listener_added",
          "listener_manager.listener_modified",
          "listener_manager.listener_removed",
          "listener_manager.listener_in_place_updated",
          "cluster_manager.cds.update_success",
          "cluster_manager.cluster_added",
          "cluster_manager.cluster_modified",
          "cluster_manager.cluster_removed",
          "http.connect_terminate.downstream_cx_destroy");

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private final List<String> authorities = new ArrayList<>();
  private final Map<Integer, Integer> onceReady = new TreeMap<>();
  private LabWaypoint waypoint;

  @BeforeAll
  void start() throws Exception {
    lab.yaml().write("big.yaml", services(lab.backend("big")));
    try (ExecutorService probes = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Map<Integer, Integer>>> probe = new ArrayList<>();
      waypoint =
          lab.waypoint(
              "big",
              "wp",
              bootstrap -> {
                ReadyProbe ready = ReadyProbe.of(bootstrap, lab.identities());
                probe.add(probes.submit(() -> ready.get(authorities)));
                return bootstrap;
              });
      onceReady.putAll(probe.getFirst().get());
    }
  }

  private String[] services(Backend backend) {
    List<String> objects = new ArrayList<>();
    objects.add(LabObjects.gateway("big", "wp"));
    objects.add(LabObjects.namespace("big", "big", "wp"));
    InetSocketAddress[] endpoints = new InetSocketAddress[SLICES];
    Arrays.fill(endpoints, backend.address());
    for (int i = 0; i < SERVICES; i++) {
      String address = lab.serviceAddress();
      authorities.add(address + ":80");
      objects.add(LabObjects.service("big", "svc-" + i, address, "http", 80, endpoints));
    }
    return objects.toArray(String[]::new);
  }

  @Test
  void notOneRequestIsRefusedOnceItIsReady() {
    assertThat(onceReady).containsOnlyKeys(200);
  }

  @Test
  void anotherControlPlaneSendsNothingAndRemovesNothing() throws Exception {
    HboneClient client = waypoint.client("team-a", "one");
    Map<String, Long> before = counters();
    try (HttpTunnel open = new Caller(client, authorities.getLast()).keepAlive();
        Load load = Load.start(client, authorities.getFirst())) {
      HttpCall call = HttpCall.get("x.example", "/");
      assertThat(open.send(call).status()).isEqualTo(200);
      lab.restart(() -> {});
      await().atMost(Talks.LIMIT).until(() -> lab.controlPlane().streams().size() == 1);
      lab.sync();
      Thread.sleep(WHILE);
      assertThat(load.end()).containsOnlyKeys("big");
      assertThat(open.send(call).status()).isEqualTo(200);
      assertThat(counters()).isEqualTo(before);
    }
  }

  private Map<String, Long> counters() throws IOException {
    Map<String, Long> counters = new TreeMap<>();
    for (String name : COUNTERS) {
      counters.put(name, waypoint.admin().stat(name).orElse(0));
    }
    return counters;
  }
}
