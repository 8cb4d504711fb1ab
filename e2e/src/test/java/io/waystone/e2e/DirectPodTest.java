package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.waystone.server.lab.Backend;
import io.waystone.server.lab.Connect;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpReply;
import io.waystone.server.lab.HttpTunnel;
import io.waystone.server.lab.LabPod;
import io.waystone.server.lab.PodTerminator;
import io.waystone.server.lab.PodTunnel;
import io.waystone.server.lab.SeenRequest;
import io.waystone.server.lab.TcpBackend;
import io.waystone.server.lab.TcpTalk;
import io.waystone.server.lab.Tunnel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pods that clients address directly, behind a waypoint that takes workloads. */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DirectPodTest {

  private static final int NO_DOOR = 503;
  private static final String BANNER = "220 a secret\n";
  private static final String LABEL = "istio.io/use-waypoint: wp";

  /** The waypoint waits 1 s for the client to speak. */
  private static final Duration AFTER_DETECTION = Duration.ofSeconds(10);

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private HboneClient a;
  private HboneClient b;
  private PodTerminator terminator;

  /** Two pods with two HTTP ports each, and one TCP port that speaks first. */
  private InetAddress one;

  private InetAddress two;

  private Backend first;
  private Backend second;
  private Backend other;
  private TcpBackend banner;
  private TcpBackend echo;

  @BeforeAll
  void start() throws IOException {
    one = lab.address();
    two = lab.address();
    first = lab.backend("one-first", new InetSocketAddress(one, 0));
    second = lab.backend("one-second", new InetSocketAddress(one, 0));
    other = lab.backend("two", new InetSocketAddress(two, 0));
    banner = lab.keep(new TcpBackend(new TcpTalk.Banner(BANNER), new InetSocketAddress(one, 0)));
    echo = lab.keep(new TcpBackend(new TcpTalk.Echo(), new InetSocketAddress(two, 0)));
    terminator =
        lab.pods(
            new LabPod("one", one, lab.identities().issue("direct", "one")),
            new LabPod("two", two, lab.identities().issue("direct", "two")));
    lab.apply(
        "base.yaml",
        Texts.waypoint("direct", "wp", "istio.io/waypoint-for: workload", "namespaces: {}"),
        Texts.namespace("direct", LABEL),
        pod("one", one, ""),
        pod("two", two, ""));
    LabWaypoint waypoint = lab.waypoint("direct", "wp");
    a = waypoint.client("team-a", "one");
    b = waypoint.client("team-b", "one");
  }

  @AfterEach
  void withoutPolicies() throws IOException {
    lab.apply("policy.yaml", Texts.namespace("empty", ""));
    lab.apply("more.yaml", Texts.namespace("empty-2", ""));
  }

  private static String pod(String name, InetAddress address, String labels) {
    return LabObjects.pod("direct", name, name, address.getHostAddress())
        .replace("  annotations:", "  labels: {" + labels + "}\n  annotations:");
  }

  private static String text(InetSocketAddress at) {
    return at.getAddress().getHostAddress() + ":" + at.getPort();
  }

  private static String get(HboneClient client, InetSocketAddress at) throws IOException {
    HttpReply reply =
        HttpTunnel.once(client, Connect.to(text(at)), HttpCall.get("pod.example", "/x"));
    assertThat(reply.status()).isEqualTo(200);
    return SeenRequest.parse(reply.body()).backend();
  }

  private void policy(String action, String rules) throws IOException {
    lab.apply("policy.yaml", LabObjects.gatewayPolicy("direct", "p", "wp", action, rules));
  }

  @Test
  void aRequestReachesThePodAtThePortThatTheClientNamed() throws IOException {
    assertThat(get(a, first.address())).isEqualTo("one-first");
    assertThat(get(b, second.address())).isEqualTo("one-second");
    assertThat(get(a, other.address())).isEqualTo("two");
    // A pod's Envoy writes down a tunnel a moment after it is open.
    await()
        .untilAsserted(() ->
            assertThat(terminator.tunnels())
                .filteredOn(tunnel -> tunnel.stage() == PodTunnel.Stage.OPENED)
                .extracting(PodTunnel::pod, PodTunnel::authority, PodTunnel::peer)
                .contains(
                    tuple("one", text(first.address()), LabIdentities.id("direct", "wp")),
                    tuple("one", text(second.address()), LabIdentities.id("direct", "wp")),
                    tuple("two", text(other.address()), LabIdentities.id("direct", "wp"))));
  }

  /** Connections to pods are kept for later requests: never for those of another pod or port. */
  @Test
  void keptConnectionsNeverLeadToAnotherPodOrPort() throws IOException {
    try (HttpTunnel toFirst = new HttpTunnel(a.open(Connect.to(text(first.address()))));
        HttpTunnel toSecond = new HttpTunnel(a.open(Connect.to(text(second.address()))));
        HttpTunnel toOther = new HttpTunnel(a.open(Connect.to(text(other.address()))))) {
      for (int i = 0; i < 20; i++) {
        assertThat(backend(toFirst)).isEqualTo("one-first");
        assertThat(backend(toOther)).isEqualTo("two");
        assertThat(backend(toSecond)).isEqualTo("one-second");
        assertThat(get(i % 2 == 0 ? a : b, other.address())).isEqualTo("two");
      }
    }
  }

  private static String backend(HttpTunnel tunnel) throws IOException {
    return SeenRequest.parse(tunnel.send(HttpCall.get("pod.example", "/")).body()).backend();
  }

  @Test
  void bytesReachThePod() throws IOException {
    assertThat(Talks.echoes(a, Connect.to(text(echo.address())))).isTrue();
    try (Tunnel tunnel = a.open(Connect.to(text(banner.address())))) {
      assertThat(tunnel.readText(BANNER.length(), AFTER_DETECTION)).isEqualTo(BANNER);
    }
  }

  @Test
  void aPolicyOnTheGatewayDecidesByPrincipalMethodAndPort() throws IOException {
    policy(
        "ALLOW",
        """
        [{from: [{source: {namespaces: [team-a]}}], to: [{operation: {methods: [GET], ports: ["%d"]}}]},
         {from: [{source: {principals: [cluster.local/ns/team-b/sa/one]}}]}]
        """
            .formatted(first.address().getPort()));
    assertThat(Talks.status(a, text(first.address()), "GET")).isEqualTo(200);
    assertThat(Talks.status(a, text(first.address()), "POST")).isEqualTo(403);
    assertThat(Talks.status(a, text(second.address()), "GET")).isEqualTo(403);
    assertThat(Talks.status(b, text(second.address()), "POST")).isEqualTo(200);
    assertThat(Talks.echoes(b, Connect.to(text(echo.address())))).isTrue();
    assertThat(Talks.echoes(a, Connect.to(text(echo.address())))).isFalse();
  }

  /** The destination of the connection is what the tunnel carried. */
  @Test
  void aDenyOfAPortOrAnAddressDeniesThatAlone() throws IOException {
    int before = second.requests();
    policy(
        "DENY",
        """
        [{to: [{operation: {ports: ["%d", "%d"]}}]},
         {when: [{key: destination.ip, values: ["%s"]}]}]
        """
            .formatted(
                second.address().getPort(), banner.address().getPort(), two.getHostAddress()));
    assertThat(Talks.get(a, text(first.address()))).isEqualTo(200);
    assertThat(Talks.get(a, text(second.address()))).isEqualTo(403);
    assertThat(Talks.get(a, text(other.address()))).isEqualTo(403);
    assertThat(second.requests()).isEqualTo(before);
    assertThat(Talks.echoes(a, Connect.to(text(echo.address())))).isFalse();
    try (Tunnel tunnel = a.open(Connect.to(text(banner.address())))) {
      Talks.refused(tunnel);
    }
  }

  @Test
  void aDenyOfAllOtherPortsDeniesThem() throws IOException {
    policy(
        "DENY", "[{to: [{operation: {notPorts: [\"%d\"]}}]}]".formatted(echo.address().getPort()));
    assertThat(Talks.get(a, text(first.address()))).isEqualTo(403);
    assertThat(Talks.echoes(a, Connect.to(text(echo.address())))).isTrue();
    try (Tunnel tunnel = a.open(Connect.to(text(banner.address())))) {
      Talks.refused(tunnel);
    }
  }

  /** Another spelling of the port is another authority, and none with a wrong number opens. */
  @Test
  void onlyAddressesAndPortsAreDoors() throws IOException {
    for (String authority :
        new String[] {
          one.getHostAddress() + ":0" + first.address().getPort(),
          one.getHostAddress() + ":65536",
          one.getHostAddress() + ":99999",
          one.getHostAddress() + ":0",
          one.getHostAddress() + ":",
          one.getHostAddress() + ":http",
          one.getHostAddress(),
          "0" + one.getHostAddress() + ":" + first.address().getPort(),
          "[::ffff:" + one.getHostAddress() + "]:" + first.address().getPort(),
        }) {
      assertThat(Talks.connect(a, authority)).as(authority).isGreaterThanOrEqualTo(400);
    }
  }

  @Test
  void aPodThatIsNotCapturedIsRefused() throws IOException {
    InetAddress third = lab.address();
    Backend backend = lab.backend("third", new InetSocketAddress(third, 0));
    lab.pods(new LabPod("third", third, lab.identities().issue("direct", "third")));
    String authority = text(backend.address());
    String labelled = pod("third", third, "");
    assertThat(Talks.connect(a, authority)).isEqualTo(NO_DOOR);
    lab.apply("more.yaml", labelled);
    assertThat(get(a, backend.address())).isEqualTo("third");
    // Its address changes: the old one is no door any more.
    lab.apply("more.yaml", labelled.replace(third.getHostAddress(), "10.244.77.7"));
    assertThat(Talks.connect(a, authority)).isEqualTo(NO_DOOR);
    lab.apply("more.yaml", pod("third", third, "istio.io/use-waypoint: none"));
    assertThat(Talks.connect(a, authority)).isEqualTo(NO_DOOR);
    lab.apply("more.yaml", labelled.replace("redirection: enabled", "redirection: x"));
    assertThat(Talks.connect(a, authority)).isEqualTo(NO_DOOR);
    lab.apply("more.yaml", labelled.replace("phase: Running", "phase: Failed"));
    assertThat(Talks.connect(a, authority)).isEqualTo(NO_DOOR);
    lab.apply("more.yaml", labelled);
    assertThat(get(a, backend.address())).isEqualTo("third");
    assertThat(backend.requests()).isEqualTo(2);
  }

  /** One whose targets cannot be read is for everything in its namespace. */
  @Test
  void anUnreadablePolicyClosesThePodsOfItsNamespace() throws IOException {
    lab.apply(
        "policy.yaml",
        """
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: {namespace: direct, name: broken}
        spec: {targetRefs: everything}
        """);
    assertThat(Talks.connect(a, text(first.address()))).isEqualTo(NO_DOOR);
  }
}
