package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.lab.Backend;
import io.waystone.server.lab.Connect;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.HboneConnection;
import io.waystone.server.lab.TcpBackend;
import io.waystone.server.lab.TcpTalk;
import io.waystone.server.lab.Tunnel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which doors a CONNECT authority opens: those of service ports, each by one spelling. */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AuthorityTest {

  private static final String V4 = "10.96.7.12";
  private static final String V6 = "fd00:7::c";

  /** Spellings of the service's addresses that are not the one, and addresses nobody owns. */
  private static final List<String> SPELLINGS =
      List.of(
          V4,
          V4 + ":",
          V4 + ".:9080",
          V4 + ":09080",
          V4 + ":009080",
          V4 + ":9080.",
          V4 + ":9080/",
          V4 + ":9080|x",
          V4 + ":9080,10.96.7.12:9080",
          V4 + ":90800",
          V4 + ":9999",
          V4 + ":0",
          " " + V4 + ":9080",
          "user@" + V4 + ":9080",
          "x" + V4 + ":9080",
          "10.96.7.99:9080",
          "010.096.007.012:9080",
          "10.96.07.12:9080",
          "10.96.1804:9080",
          "0x0a60070c:9080",
          "174065420:9080",
          "[" + V4 + "]:9080",
          "[::ffff:" + V4 + "]:9080",
          "[::ffff:a60:70c]:9080",
          "[FD00:7::C]:9080",
          "[fd00:7::0c]:9080",
          "[fd00:7:0:0:0:0:0:c]:9080",
          "[fd00:0007::c]:9080",
          "[fd00:7::c%25lo]:9080",
          "[fd00:7::c]",
          "[fd00:7::c]:09080",
          "[fd00:7::d]:9080",
          "fd00:7::c:9080",
          "*",
          ":9080",
          "0.0.0.0:9080");

  /** Names of other clusters and listeners, and hosts. */
  private static final List<String> NAMES =
      List.of(
          "connect_originate",
          "connect_originate:15008",
          "connect_terminate",
          "encap",
          "inbound-vip|9080|http|shop.shop.svc.cluster.local",
          "inbound-vip|9080|tcp|shop.shop.svc.cluster.local",
          "outbound|9080||shop.shop.svc.cluster.local",
          "shop.shop.svc.cluster.local|9080",
          "shop.shop.svc.cluster.local:9080",
          "shop.shop.svc.cluster.local",
          "shop.shop:9080",
          "shop:9080",
          "localhost:9080",
          "waystone:15012",
          "refused|");

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private LabWaypoint waypoint;
  private HboneClient client;
  private Backend shop;
  private Backend staff;
  private TcpBackend echo;
  private TcpBackend secret;

  @BeforeAll
  void start() throws IOException {
    shop = lab.backend("shop");
    staff = lab.backend("staff");
    echo = lab.tcpBackend(new TcpTalk.Echo());
    secret = lab.tcpBackend(new TcpTalk.Echo());
    WrittenService service =
        WrittenService.service("shop", "shop", V4, V6)
            .with("labels: {istio.io/use-waypoint: wp}")
            .port("http-shop", 9080, shop.address())
            .port("http-staff", 9090, staff.address())
            .port("tcp", 7000, echo.address())
            .port("tcp-staff", 7001, secret.address());
    lab.apply(
        "shop.yaml",
        service.yaml(),
        LabObjects.gateway("shop", "wp"),
        Texts.policy("DENY", service, "[{to: [{operation: {ports: [\"9090\", \"7001\"]}}]}]"));
    waypoint = lab.waypoint("shop", "wp");
    client = waypoint.client("shoppers", "one");
  }

  @ParameterizedTest
  @ValueSource(strings = {V4 + ":9080", "[" + V6 + "]:9080"})
  void everyAddressOfAServiceIsADoor(String authority) throws IOException {
    int before = shop.requests();
    assertThat(Talks.get(client, authority)).isEqualTo(200);
    assertThat(shop.requests()).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {V4 + ":9090", "[" + V6 + "]:9090"})
  void aDenyOnPortsHoldsForEveryAuthority(String authority) throws IOException {
    assertThat(Talks.get(client, authority)).isEqualTo(403);
    assertThat(staff.connections()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {V4, "[" + V6 + "]"})
  void aDenyOnPortsHoldsForTcpToo(String address) throws IOException {
    assertThat(Talks.echoes(client, Connect.to(address + ":7000"))).isTrue();
    assertThat(Talks.echoes(client, Connect.to(address + ":7001"))).isFalse();
    assertThat(secret.connections()).isZero();
  }

  @Test
  void nothingElseIsADoor() throws Exception {
    int before = shop.connections();
    closed(Stream.of(SPELLINGS, NAMES, List.of(own(), backend())).flatMap(List::stream).toList());
    assertThat(shop.connections()).isEqualTo(before);
    assertThat(staff.connections()).isZero();
  }

  /** The waypoint's own tunnel: a way to have it call itself. */
  private String own() {
    return text(waypoint.endpoint().address());
  }

  private String backend() {
    return text(shop.address());
  }

  private static String text(InetSocketAddress at) {
    return at.getAddress().getHostAddress() + ":" + at.getPort();
  }

  /** Of all that Envoy has, only the doors can be spelled by a client. */
  @Test
  void noOtherClusterHasANameThatAClientCanSpell() throws Exception {
    Set<String> clusters = Proxy.clusters(waypoint);
    assertThat(clusters).contains(V4 + ":9080", V4 + ":7001", "[" + V6 + "]:9080");
    List<String> others =
        clusters.stream()
            .filter(name -> !name.matches("(10\\.96\\.7\\.12|\\[fd00:7::c]):(90[89]0|700[01])"))
            .toList();
    assertThat(others).contains("connect_originate");
    closed(others);
  }

  /** All at once, for Envoy takes a second to close a connection with a malformed request. */
  private void closed(List<String> authorities) throws Exception {
    Map<String, Future<String>> answers = new LinkedHashMap<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      authorities.forEach(a -> answers.put(a, threads.submit(() -> answer(a))));
    }
    for (Map.Entry<String, Future<String>> answer : answers.entrySet()) {
      assertThat(answer.getValue().get())
          .as(answer.getKey())
          .matches("404|503|reset by the server: .*|the connection was closed");
    }
  }

  /** The status, or how Envoy ends the stream where the authority is none. */
  private String answer(String authority) throws IOException {
    try (HboneConnection connection = client.connect()) {
      try (Tunnel tunnel = connection.open(Connect.to(authority))) {
        return Integer.toString(tunnel.status());
      } catch (IOException e) {
        return String.valueOf(e.getMessage()).replace("CONNECT " + authority + ": ", "");
      }
    }
  }
}
