package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waystone.server.lab.Backend;
import io.waystone.server.lab.Connect;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpReply;
import io.waystone.server.lab.HttpTunnel;
import io.waystone.server.lab.TcpBackend;
import io.waystone.server.lab.TcpTalk;
import io.waystone.server.lab.Tunnel;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A service port changes what it is or where it is, while the waypoint runs. */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RewiringTest {

  private static final String BANNER = "220 hello\n";

  /** Long for a change, and shorter than Envoy waits for endpoints that do not come. */
  private static final Duration WARMED = Duration.ofSeconds(10);

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private LabWaypoint waypoint;
  private HboneClient client;

  @BeforeAll
  void start() throws IOException {
    lab.apply(
        "wp.yaml",
        LabObjects.gateway("rewired", "wp"),
        LabObjects.namespace("rewired", "rewired", "wp"));
    waypoint = lab.waypoint("rewired", "wp");
    client = waypoint.client("team-a", "one");
  }

  private static WrittenService service(String name, String address) {
    return WrittenService.service("rewired", name, address);
  }

  private String answers(String authority) throws IOException {
    HttpReply reply =
        HttpTunnel.once(client, Connect.to(authority), HttpCall.get("x.example", "/"));
    return reply.header("x-backend").orElse("status " + reply.status());
  }

  private void nothingWarms() throws IOException {
    assertThat(Proxy.warming(waypoint)).isEmpty();
  }

  @Test
  void thePortSpeaksAnotherProtocol() throws IOException {
    Backend web = lab.backend("web");
    TcpBackend first = lab.tcpBackend(new TcpTalk.Banner(BANNER));
    WrittenService service = service("protocol", lab.serviceAddress());
    for (int round = 0; round < 2; round++) {
      lab.apply("protocol.yaml", service.port("http", 80, web.address()).yaml());
      assertThat(answers(service.port("http", 80, web.address()).authority())).isEqualTo("web");
      nothingWarms();

      WrittenService tcp = service.port("tcp", 80, first.address());
      lab.apply("protocol.yaml", tcp.yaml());
      greets(tcp.authority());
      nothingWarms();

      WrittenService detected = service.port("main", 80, first.address());
      lab.apply("protocol.yaml", detected.yaml());
      greets(detected.authority());
      nothingWarms();

      lab.apply("protocol.yaml", service.port("main", 80, web.address()).yaml());
      assertThat(answers(detected.authority())).isEqualTo("web");
      nothingWarms();
    }
    assertThat(Proxy.listeners(waypoint)).contains(service.host() + "|80");
  }

  private void greets(String authority) throws IOException {
    try (Tunnel tunnel = client.open(Connect.to(authority))) {
      assertThat(tunnel.readText(BANNER.length(), Talks.LIMIT)).isEqualTo(BANNER);
    }
  }

  /**
   * The cluster has other options and the same endpoints: Envoy does not ask for these again, and
   * does not use the new cluster before it has them.
   */
  @Test
  void theClusterAloneChanges() throws IOException {
    Backend backend = lab.backend("same");
    WrittenService service = service("options", lab.serviceAddress());
    String one = service.port("http", 80, backend.address()).yaml();
    String two = service.port("http2", 80, backend.address()).yaml();
    lab.apply("options.yaml", one);
    for (int i = 0; i < 2; i++) {
      assertThat(lab.apply("options.yaml", i % 2 == 0 ? two : one)).isLessThan(WARMED);
      nothingWarms();
    }
    lab.restart(() -> lab.yaml().write("options.yaml", two));
    await().atMost(Talks.LIMIT).until(() -> lab.controlPlane().streams().size() == 1);
    lab.sync();
    nothingWarms();
  }

  @Test
  void theServiceHasAnotherAddress() throws IOException {
    Backend backend = lab.backend("moved");
    String before = lab.serviceAddress();
    String after = lab.serviceAddress();
    lab.apply("moved.yaml", service("moved", before).port("http", 80, backend.address()).yaml());
    assertThat(answers(before + ":80")).isEqualTo("moved");
    assertThat(Talks.connect(client, after + ":80")).isEqualTo(503);
    lab.apply("moved.yaml", service("moved", after).port("http", 80, backend.address()).yaml());
    assertThat(answers(after + ":80")).isEqualTo("moved");
    assertThat(Talks.connect(client, before + ":80")).isEqualTo(503);
    assertThat(Proxy.clusters(waypoint)).contains(after + ":80").doesNotContain(before + ":80");
    nothingWarms();
  }

  @Test
  void theServiceHasAnotherPort() throws IOException {
    Backend backend = lab.backend("port");
    WrittenService service = service("port", lab.serviceAddress());
    String address = service.addresses().getFirst();
    lab.apply("port.yaml", service.port("http", 80, backend.address()).yaml());
    assertThat(answers(address + ":80")).isEqualTo("port");
    lab.apply("port.yaml", service.port("http", 81, backend.address()).yaml());
    assertThat(answers(address + ":81")).isEqualTo("port");
    assertThat(Talks.connect(client, address + ":80")).isEqualTo(503);
    assertThat(Proxy.listeners(waypoint))
        .contains(service.host() + "|81")
        .doesNotContain(service.host() + "|80");
    nothingWarms();
  }

  @Test
  void theAddressIsAnotherServices() throws IOException {
    Backend one = lab.backend("one");
    Backend two = lab.backend("two");
    String address = lab.serviceAddress();
    String spare = lab.serviceAddress();
    WrittenService first = service("first", address).port("http", 80, one.address());
    WrittenService second = service("second", spare).port("http", 80, two.address());
    lab.apply("swap.yaml", first.yaml(), second.yaml());
    assertThat(answers(address + ":80")).isEqualTo("one");
    assertThat(answers(spare + ":80")).isEqualTo("two");

    lab.apply(
        "swap.yaml",
        service("first", spare).port("http", 80, one.address()).yaml(),
        service("second", address).port("http", 80, two.address()).yaml());
    assertThat(answers(address + ":80")).isEqualTo("two");
    assertThat(answers(spare + ":80")).isEqualTo("one");
    nothingWarms();

    // The first is gone, and its address is the second's.
    lab.apply("swap.yaml", service("second", spare).port("http", 80, two.address()).yaml());
    assertThat(answers(spare + ":80")).isEqualTo("two");
    assertThat(Talks.connect(client, address + ":80")).isEqualTo(503);
    nothingWarms();
  }

  /** Its doors, its listeners, clusters and routes. */
  @Test
  void aServiceThatIsGoneLeavesNothing() throws IOException {
    Backend backend = lab.backend("gone");
    WrittenService service =
        service("gone", lab.serviceAddress()).port("http", 80, backend.address());
    lab.apply("gone.yaml", service.yaml());
    assertThat(answers(service.authority())).isEqualTo("gone");
    lab.remove("gone.yaml");
    assertThat(Talks.connect(client, service.authority())).isEqualTo(503);
    assertThat(Proxy.clusters(waypoint))
        .noneMatch(name -> name.contains("gone.") || name.equals(service.authority()));
    assertThat(Proxy.listeners(waypoint)).noneMatch(name -> name.contains("gone."));
    // The listener is shown for as long as it drains.
    await()
        .atMost(LabWaypoint.DRAIN.plus(Talks.LIMIT))
        .until(() -> !waypoint.admin().configDump().contains(service.host()));
    nothingWarms();
  }
}
