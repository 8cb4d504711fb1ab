package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.lab.Backend;
import io.waystone.server.lab.Connect;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpTunnel;
import io.waystone.server.lab.TcpBackend;
import io.waystone.server.lab.TcpTalk;
import io.waystone.server.lab.Tunnel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * An address becomes another service's, or a port speaks another protocol, while requests come in:
 * none is lost, and what was opened before does not live on with the old.
 */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RepointTest {

  private static final Duration DRAINED = LabWaypoint.DRAIN.plusSeconds(8);
  private static final Duration WHILE = Duration.ofMillis(500);

  /** Four times bytes are what it speaks no more, with two kept tunnels. */
  private static final int CUT = 8;

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private HboneClient client;

  @BeforeAll
  void start() throws IOException {
    lab.apply(
        "wp.yaml",
        LabObjects.gateway("repoint", "wp"),
        LabObjects.namespace("repoint", "repoint", "wp"));
    client = lab.waypoint("repoint", "wp").client("team-a", "one");
  }

  private static WrittenService service(String name, String... addresses) {
    return WrittenService.service("repoint", name, addresses);
  }

  /** Three ports of a service that has two addresses and loses one to another service. */
  @Test
  void tunnelsToAnAddressThatMovesEndWithTheDrainAndNoOthers() throws IOException {
    Backend web = lab.backend("web");
    TcpBackend echo = lab.tcpBackend(new TcpTalk.Echo());
    String moves = lab.serviceAddress();
    String stays = lab.serviceAddress();
    String other = lab.serviceAddress();
    lab.apply("moves.yaml", ports("one", web, echo, moves, stays), ports("two", web, echo, other));
    try (Tunnel http = client.open(Connect.to(moves + ":80"));
        Tunnel bytes = client.open(Connect.to(moves + ":81"));
        Tunnel detected = client.open(Connect.to(moves + ":82"));
        Tunnel httpOfSame = client.open(Connect.to(stays + ":80"));
        Tunnel bytesOfSame = client.open(Connect.to(stays + ":81"));
        Tunnel bytesOfOther = client.open(Connect.to(other + ":81"))) {
      get(http);
      Talks.echoes(bytes, "bytes\n");
      Talks.echoes(detected, "hello, echo\n");
      get(httpOfSame);
      Talks.echoes(bytesOfSame, "same\n");
      Talks.echoes(bytesOfOther, "other\n");

      lab.apply(
          "moves.yaml", ports("one", web, echo, stays), ports("two", web, echo, moves, other));

      assertThat(Talks.everything(http, DRAINED)).isEmpty();
      assertThat(Talks.everything(bytes, DRAINED)).isEmpty();
      assertThat(Talks.everything(detected, DRAINED)).isEmpty();
      get(httpOfSame);
      Talks.echoes(bytesOfSame, "same\n");
      // Its chain is the same as before, though the service has one more.
      Talks.echoes(bytesOfOther, "other\n");
      assertThat(Talks.echoes(client, Connect.to(moves + ":81"))).isTrue();
    }
  }

  private static String ports(String name, Backend web, TcpBackend echo, String... addresses) {
    return service(name, addresses)
        .port("http", 80, web.address())
        .port("tcp", 81, echo.address())
        .port("main", 82, echo.address())
        .yaml();
  }

  private static void get(Tunnel tunnel) throws IOException {
    assertThat(new HttpTunnel(tunnel).send(HttpCall.get("x.example", "/")).status()).isEqualTo(200);
  }

  @Test
  void noRequestIsLostWhileAnAddressMoves() throws Exception {
    Backend one = lab.backend("one");
    Backend two = lab.backend("two");
    String moving = lab.serviceAddress();
    String first = lab.serviceAddress();
    String second = lab.serviceAddress();
    String[] before = {
      service("first", first, moving).port("http", 80, one.address()).yaml(),
      service("second", second).port("http", 80, two.address()).yaml()
    };
    String[] after = {
      service("first", first).port("http", 80, one.address()).yaml(),
      service("second", second, moving).port("http", 80, two.address()).yaml()
    };
    lab.apply("moving.yaml", before);
    try (Load load = Load.start(client, moving + ":80")) {
      for (int i = 0; i < 3; i++) {
        Thread.sleep(WHILE);
        lab.apply("moving.yaml", after);
        Thread.sleep(WHILE);
        lab.apply("moving.yaml", before);
      }
      Thread.sleep(LabWaypoint.DRAIN.plus(WHILE));
      assertThat(load.end()).containsOnlyKeys("one", "two");
    }
  }

  @Test
  void noRequestIsLostWhileAPortChangesItsProtocol() throws Exception {
    InetSocketAddress backend = lab.backend("web").address();
    WrittenService service = service("protocol", lab.serviceAddress());
    lab.apply("protocol.yaml", service.port("http", 80, backend).yaml());
    String authority = service.port("http", 80, backend).authority();
    try (Load load = Load.start(client, authority)) {
      for (String protocol : new String[] {"tcp", "main", "http", "main", "tcp", "http"}) {
        Thread.sleep(WHILE);
        lab.apply("protocol.yaml", service.port(protocol, 80, backend).yaml());
      }
      Thread.sleep(LabWaypoint.DRAIN.plus(WHILE));
      Map<String, Integer> answers = load.end();
      // While the port is taken for bytes, nobody says in HTTP that a kept tunnel is going to end.
      assertThat(Optional.ofNullable(answers.remove(Load.AGAIN)).orElse(0))
          .isLessThanOrEqualTo(CUT);
      assertThat(answers).containsOnlyKeys("web");
    }
  }
}
