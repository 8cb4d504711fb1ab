package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.lab.Connect;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.TcpBackend;
import io.waystone.server.lab.TcpTalk;
import io.waystone.server.lab.Tunnel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The endpoints of a TCP service change while connections are open: new connections go to those
 * that there are now, and no open one ends, be it to an endpoint that is gone from the list. What
 * ends open connections is a change of the listener, see {@link TcpChangeTest}.
 */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EndpointChangeTest {

  private static final int NEW = 6;
  private static final Duration WHILE = Duration.ofMillis(300);

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private HboneClient client;

  @BeforeAll
  void start() throws IOException {
    lab.apply(
        "wp.yaml",
        LabObjects.gateway("endpoints", "wp"),
        LabObjects.namespace("endpoints", "endpoints", "wp"));
    client = lab.waypoint("endpoints", "wp").client("team-a", "one");
  }

  @Test
  void openConnectionsOutliveEveryChangeOfEndpoints() throws Exception {
    TcpBackend a = lab.tcpBackend(new TcpTalk.Echo());
    TcpBackend b = lab.tcpBackend(new TcpTalk.Echo());
    TcpBackend c = lab.tcpBackend(new TcpTalk.Echo());
    String address = lab.serviceAddress();
    Connect connect = Connect.to(address + ":7000");
    apply(address, List.of(a, b));
    List<Tunnel> open = new ArrayList<>();
    try {
      // Envoy chooses by the number of connections, and by chance.
      while (a.connections() == 0 || b.connections() == 0) {
        open.add(client.open(connect));
        Talks.echoes(open.getLast(), "hello\n");
      }
      List<List<TcpBackend>> changes =
          List.of(List.of(a, b, c), List.of(b, c), List.of(c), List.of(), List.of(a));
      for (List<TcpBackend> now : changes) {
        apply(address, now);
        for (Tunnel tunnel : open) {
          Talks.echoes(tunnel, "still\n");
        }
        if (!now.isEmpty()) {
          newOnesGoTo(now, connect, List.of(a, b, c));
        }
      }
      Thread.sleep(LabWaypoint.DRAIN.plus(WHILE));
      for (Tunnel tunnel : open) {
        Talks.echoes(tunnel, "for long\n");
      }
    } finally {
      open.forEach(Tunnel::close);
    }
  }

  private static void apply(String address, List<TcpBackend> backends) throws IOException {
    lab.apply(
        "tcp.yaml",
        LabObjects.service(
            "endpoints",
            "tcp",
            address,
            "tcp",
            7000,
            backends.stream().map(TcpBackend::address).toArray(InetSocketAddress[]::new)));
  }

  private void newOnesGoTo(List<TcpBackend> now, Connect connect, List<TcpBackend> all)
      throws IOException {
    List<Integer> before = all.stream().map(TcpBackend::connections).toList();
    for (int i = 0; i < NEW; i++) {
      assertThat(Talks.echoes(client, connect)).isTrue();
    }
    for (int i = 0; i < all.size(); i++) {
      if (!now.contains(all.get(i))) {
        assertThat(all.get(i).connections()).isEqualTo(before.get(i));
      }
    }
  }
}
