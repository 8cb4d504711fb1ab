package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.waystone.server.lab.Backend;
import io.waystone.server.lab.Connect;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpTunnel;
import io.waystone.server.lab.TcpTalk;
import io.waystone.server.lab.Tunnel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** TCPRoutes. The backends speak first and say who they are. */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TcpRouteTest {

  private static final Duration DRAINED = LabWaypoint.DRAIN.plusSeconds(8);

  /** Every backend says a word of this length. */
  private static final int WORD = 3;

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private HboneClient a;
  private HboneClient b;
  private InetSocketAddress own;
  private Backend web;

  @BeforeAll
  void start() throws IOException {
    own = lab.tcpBackend(new TcpTalk.Banner("own")).address();
    web = lab.backend("web");
    lab.apply(
        "wp.yaml",
        LabObjects.gateway("tcp", "wp"),
        LabObjects.namespace("tcp", "tcp", "wp"),
        LabObjects.namespace("team-a", "tcp", "wp"),
        backend("tcp", "one", "tcp").yaml(),
        backend("tcp", "two", "tcp").yaml(),
        // A port that is said to speak HTTP, and plays along.
        backend("tcp", "htt", "http").yaml(),
        backend("team-a", "the", "tcp").yaml(),
        WrittenService.service("tcp", "web", lab.serviceAddress())
            .port("http", 7000, web.address())
            .yaml());
    LabWaypoint waypoint = lab.waypoint("tcp", "wp");
    a = waypoint.client("team-a", "one");
    b = waypoint.client("team-b", "one");
  }

  private static WrittenService backend(String namespace, String name, String portName)
      throws IOException {
    return WrittenService.service(namespace, name, lab.serviceAddress())
        .port(portName, 7000, lab.tcpBackend(new TcpTalk.Banner(name)).address());
  }

  private WrittenService service(String name, String portName) {
    return WrittenService.service("tcp", name, lab.serviceAddress()).port(portName, 7000, own);
  }

  /** Backends as {@code one: 1, two: 3}, all with port 7000. */
  private static String route(String namespace, WrittenService parent, String backends) {
    return """
    apiVersion: gateway.networking.k8s.io/v1alpha2
    kind: TCPRoute
    metadata: {namespace: %s, name: %s}
    spec:
      parentRefs: [{group: "", kind: Service, name: %s, namespace: %s, port: 7000}]
      rules: [{backendRefs: [%s]}]
    """
        .formatted(
            namespace,
            parent.name(),
            parent.name(),
            parent.namespace(),
            backends.replaceAll("(\\w+): (\\d+)", "{name: $1, port: 7000, weight: $2}"));
  }

  /** Who speaks; {@code ---} where the connection is closed without a word. */
  private static String answer(HboneClient client, WrittenService service) throws IOException {
    try (Tunnel tunnel = client.open(Connect.to(service.authority()))) {
      return speaks(tunnel);
    }
  }

  private static String speaks(Tunnel tunnel) throws IOException {
    if (tunnel.status() != 200) {
      Talks.refused(tunnel);
      return "---";
    }
    try {
      String word = tunnel.readText(WORD, Talks.LIMIT);
      return word.isEmpty() ? "---" : word;
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return "---";
    }
  }

  private Map<String, Integer> answers(WrittenService service, int times) throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < times; i++) {
      counts.merge(answer(a, service), 1, Integer::sum);
    }
    return counts;
  }

  @Test
  void connectionsAreSplitByWeight() throws IOException {
    WrittenService service = service("weights", "tcp");
    lab.apply("weights.yaml", service.yaml(), route("tcp", service, "one: 3, two: 1, the: 0"));
    Map<String, Integer> counts = answers(service, 400);
    assertThat(counts).containsOnlyKeys("one", "two");
    // Six standard deviations of 8.7.
    assertThat(counts.get("one")).isBetween(248, 352);
    lab.apply("weights.yaml", service.yaml());
    assertThat(answers(service, 5)).containsOnlyKeys("own");
  }

  @Test
  void aMissingBackendIsClosedForItsShare() throws IOException {
    WrittenService service = service("missing", "tcp");
    lab.apply("missing.yaml", service.yaml(), route("tcp", service, "one: 1, nobody: 1"));
    Map<String, Integer> counts = answers(service, 200);
    assertThat(counts).containsOnlyKeys("one", "---");
    // Six standard deviations of 7.1.
    assertThat(counts.get("one")).isBetween(57, 143);
    lab.apply("missing.yaml", service.yaml(), route("tcp", service, "nobody: 1"));
    assertThat(answers(service, 5)).containsOnlyKeys("---");
    lab.apply("missing.yaml", service.yaml(), route("tcp", service, "one: 0"));
    assertThat(answers(service, 5)).containsOnlyKeys("---");
  }

  @Test
  void aPortOfRequestsTakesBytesToo() throws IOException {
    WrittenService service = service("requests", "tcp");
    lab.apply("requests.yaml", service.yaml(), route("tcp", service, "htt: 1"));
    assertThat(answer(a, service)).isEqualTo("htt");
  }

  @Test
  void aConsumersRouteIsForItsClientsAlone() throws IOException {
    WrittenService service = service("consumed", "tcp");
    lab.apply("consumed.yaml", service.yaml(), route("team-a", service, "the: 1"));
    assertThat(answer(a, service)).isEqualTo("the");
    assertThat(answer(b, service)).isEqualTo("own");
    lab.apply(
        "consumed.yaml",
        service.yaml(),
        route("team-a", service, "the: 1"),
        route("tcp", service, "one: 1"));
    assertThat(answer(a, service)).isEqualTo("the");
    assertThat(answer(b, service)).isEqualTo("one");
  }

  @Test
  void policiesOfThePortHold() throws IOException {
    WrittenService service = service("policies", "tcp");
    lab.apply(
        "policies.yaml",
        service.yaml(),
        route("team-a", service, "the: 1"),
        route("tcp", service, "one: 1"),
        Texts.policy("ALLOW", service, "[{from: [{source: {namespaces: [team-b]}}]}]"));
    assertThat(answer(a, service)).isEqualTo("---");
    assertThat(answer(b, service)).isEqualTo("one");
    lab.apply(
        "policies.yaml",
        service.yaml(),
        route("team-a", service, "the: 1"),
        route("tcp", service, "one: 1"),
        Texts.policy("DENY", service, "[{from: [{source: {namespaces: [team-b]}}]}]"));
    assertThat(answer(a, service)).isEqualTo("the");
    assertThat(answer(b, service)).isEqualTo("---");
  }

  /**
   * Weights are part of the chain that took a connection: a change drains what is open by it, here
   * and nowhere else. Until the drain time is over, all of it works.
   */
  @Test
  void aChangeOfWeightsDrainsWhatIsOpen() throws IOException {
    WrittenService service = service("changed", "tcp");
    WrittenService other = service("untouched", "tcp");
    String untouched = route("tcp", other, "two: 1");
    lab.apply(
        "changed.yaml",
        service.yaml(),
        route("tcp", service, "one: 1, two: 0"),
        route("team-a", service, "the: 1"),
        other.yaml(),
        untouched);
    try (Tunnel open = b.open(Connect.to(service.authority()));
        Tunnel ofConsumer = a.open(Connect.to(service.authority()));
        Tunnel elsewhere = a.open(Connect.to(other.authority()))) {
      assertThat(speaks(open)).isEqualTo("one");
      assertThat(speaks(ofConsumer)).isEqualTo("the");
      assertThat(speaks(elsewhere)).isEqualTo("two");
      lab.apply(
          "changed.yaml",
          service.yaml(),
          route("tcp", service, "one: 0, two: 1"),
          route("team-a", service, "the: 1"),
          other.yaml(),
          untouched);
      assertThat(answer(b, service)).isEqualTo("two");
      Talks.echoes(open, "still here\n");
      assertThat(Talks.everything(open, DRAINED)).isEmpty();
      Talks.echoes(ofConsumer, "still here\n");
      Talks.echoes(elsewhere, "still here\n");
    }
  }

  /** What changes nothing of the split drains nothing. */
  @Test
  void aChangeThatMeansTheSameDrainsNothing() throws IOException {
    WrittenService service = service("same", "tcp");
    lab.apply("same.yaml", service.yaml(), route("tcp", service, "one: 1, two: 0"));
    try (Tunnel open = a.open(Connect.to(service.authority()))) {
      assertThat(speaks(open)).isEqualTo("one");
      lab.apply("same.yaml", service.yaml(), route("tcp", service, "one: 1"));
      assertThat(catchThrowable(() -> open.read(LabWaypoint.DRAIN.plusMillis(300))))
          .isInstanceOf(SocketTimeoutException.class);
      Talks.echoes(open, "still here\n");
    }
  }

  @Test
  void onADetectedPortHttpGoesTheSameWay() throws IOException {
    WrittenService service = service("detected", "main");
    lab.apply("detected.yaml", service.yaml(), route("tcp", service, "web: 1"));
    assertThat(
            HttpTunnel.once(
                    a, Connect.to(service.authority()), HttpCall.get(service.authority(), "/"))
                .header("x-backend"))
        .hasValue("web");
    lab.apply("detected.yaml", service.yaml(), route("tcp", service, "one: 1"));
    assertThat(answer(a, service)).isEqualTo("one");
    lab.apply("detected.yaml", service.yaml(), route("tcp", service, "one: 0"));
    assertThat(Talks.get(a, service.authority())).isEqualTo(500);
    assertThat(answer(a, service)).isEqualTo("---");
  }
}
