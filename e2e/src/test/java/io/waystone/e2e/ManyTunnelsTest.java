package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.lab.Connect;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.TcpBackend;
import io.waystone.server.lab.TcpTalk;
import io.waystone.server.lab.Tunnel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** More tunnels at once than Envoy's default circuit breakers let through, which is 1,024. */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ManyTunnelsTest {

  private static final int TUNNELS = 2_000;
  private static final int STREAMS_OF_A_CONNECTION = 100;
  private static final int AT_ONCE = 32;

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private LabWaypoint waypoint;
  private TcpBackend backend;
  private WrittenService service;

  @BeforeAll
  void start() throws IOException {
    backend = lab.tcpBackend(new TcpTalk.Echo());
    service =
        WrittenService.service("many", "echo", lab.serviceAddress())
            .with("labels: {istio.io/use-waypoint: wp}")
            .port("tcp", 7000, backend.address());
    lab.apply("echo.yaml", service.yaml(), LabObjects.gateway("many", "wp"));
    waypoint = lab.waypoint("many", "wp");
  }

  @Test
  @Timeout(60)
  void twoThousandAreOpenAtOnceAndAllEcho() throws Exception {
    try (HboneClient client = waypoint.client("many", "client");
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<Tunnel>> opening = new ArrayList<>();
      for (int i = 0; i < TUNNELS; i++) {
        opening.add(threads.submit(() -> client.open(Connect.to(service.authority()))));
      }
      List<Tunnel> tunnels = new ArrayList<>();
      for (Future<Tunnel> tunnel : opening) {
        tunnels.add(tunnel.get(20, TimeUnit.SECONDS));
      }
      assertThat(tunnels).allMatch(tunnel -> tunnel.status() == 200);
      List<Future<?>> talking = new ArrayList<>();
      for (int i = 0; i < TUNNELS; i++) {
        Tunnel tunnel = tunnels.get(i);
        String words = "tunnel " + i + "\n";
        talking.add(
            threads.submit(() -> {
              Talks.echoes(tunnel, words);
              return words;
            }));
      }
      for (Future<?> talk : talking) {
        talk.get(20, TimeUnit.SECONDS);
      }
      assertThat(tunnels).allMatch(Tunnel::open);
      assertThat(client.connections()).isEqualTo(TUNNELS / STREAMS_OF_A_CONNECTION);
      assertThat(backend.connections()).isEqualTo(TUNNELS);
    }
  }
}
