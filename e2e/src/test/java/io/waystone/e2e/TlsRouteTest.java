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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** TLSRoutes: TLS passes through, and its server name chooses where to. */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TlsRouteTest {

  private static final Duration DRAINED = LabWaypoint.DRAIN.plusSeconds(8);
  private static final String BANNER = "220 a secret\n";

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private HboneClient a;
  private HboneClient b;
  private HboneClient c;
  private TlsBackend one;
  private TlsBackend two;
  private TlsBackend own;
  private TcpBackend banner;

  @BeforeAll
  void start() throws IOException {
    one = backend("one");
    two = backend("two");
    own = backend("own");
    banner = lab.tcpBackend(new TcpTalk.Banner(BANNER));
    lab.apply(
        "wp.yaml",
        LabObjects.gateway("tls", "wp"),
        LabObjects.namespace("tls", "tls", "wp"),
        WrittenService.service("tls", "one", lab.serviceAddress())
            .port("tls", 443, one.address())
            .yaml(),
        WrittenService.service("tls", "two", lab.serviceAddress())
            .port("https", 443, two.address())
            .yaml(),
        WrittenService.service("tls", "banner", lab.serviceAddress())
            .port("tcp", 443, banner.address())
            .yaml());
    LabWaypoint waypoint = lab.waypoint("tls", "wp");
    a = waypoint.client("team-a", "one");
    b = waypoint.client("team-b", "one");
    c = waypoint.client("team-c", "one");
  }

  private static TlsBackend backend(String name) throws IOException {
    return lab.keep(
        new TlsBackend(
            name, lab.identities().issue("tls", name), new InetSocketAddress(lab.address(), 0)));
  }

  private WrittenService service(String name, String portName) {
    return WrittenService.service("tls", name, lab.serviceAddress())
        .port(portName, 443, own.address());
  }

  /** Backends as {@code {name: one, port: 443}}. */
  private static String route(
      String namespace, String name, WrittenService parent, String hostnames, String backends) {
    return """
    apiVersion: gateway.networking.k8s.io/v1
    kind: TLSRoute
    metadata: {namespace: %s, name: %s}
    spec:
      parentRefs: [{group: "", kind: Service, name: %s, namespace: %s}]
      hostnames: [%s]
      rules: [{backendRefs: [%s]}]
    """
        .formatted(namespace, name, parent.name(), parent.namespace(), hostnames, backends);
  }

  private static String to(String name) {
    return "{name: " + name + ", port: 443}";
  }

  @Test
  void theServerNameChoosesTheBackend() throws IOException {
    WrittenService service = service("names", "tls");
    lab.apply(
        "names.yaml",
        service.yaml(),
        route("tls", "first", service, "a.example, '*.b.example'", to("one")),
        route(
            "tls", "second", service, "x.b.example, '*.deep.b.example', '*.C.example'", to("two")));
    String at = service.authority();
    assertThat(TlsTunnel.answer(a, at, "a.example")).isEqualTo("one as a.example");
    assertThat(TlsTunnel.answer(a, at, "A.EXAMPLE")).isEqualTo("one as A.EXAMPLE");
    assertThat(TlsTunnel.answer(a, at, "y.b.example")).isEqualTo("one as y.b.example");
    assertThat(TlsTunnel.answer(a, at, "y.y.b.example")).isEqualTo("one as y.y.b.example");
    assertThat(TlsTunnel.answer(a, at, "X.b.example")).isEqualTo("two as X.b.example");
    assertThat(TlsTunnel.answer(a, at, "y.deep.b.example")).isEqualTo("two as y.deep.b.example");
    assertThat(TlsTunnel.answer(a, at, "any.c.example")).isEqualTo("two as any.c.example");
    int before = one.connections() + two.connections() + own.connections();
    for (String other : List.of("b.example", "a.example.org", "xa.example", "c.example", "")) {
      assertThat(TlsTunnel.answer(a, at, other)).as(other).isEqualTo("closed");
    }
    assertThat(Talks.echoes(a, Connect.to(at))).as("no TLS").isFalse();
    assertThat(one.connections() + two.connections() + own.connections()).isEqualTo(before);
    lab.apply("names.yaml", service.yaml());
    assertThat(TlsTunnel.answer(a, at, "a.example")).isEqualTo("own as a.example");
    assertThat(TlsTunnel.answer(a, at, "")).isEqualTo("own as nobody");
  }

  @Test
  void withoutHostnamesARouteTakesEveryServerNameAndNothingElse() throws IOException {
    WrittenService service = service("every", "tls");
    lab.apply(
        "every.yaml",
        service.yaml(),
        route("tls", "every", service, "", to("one")),
        route("tls", "some", service, "a.example", to("two")));
    assertThat(TlsTunnel.answer(a, service.authority(), "z.example")).isEqualTo("one as z.example");
    assertThat(TlsTunnel.answer(a, service.authority(), "a.example")).isEqualTo("two as a.example");
    assertThat(TlsTunnel.answer(a, service.authority(), "")).isEqualTo("one as nobody");
    assertThat(Talks.echoes(a, Connect.to(service.authority()))).isFalse();
  }

  @Test
  void connectionsAreSplitByWeight() throws IOException {
    WrittenService service = service("weights", "tls");
    lab.apply(
        "weights.yaml",
        service.yaml(),
        route(
            "tls",
            "weights",
            service,
            "a.example",
            "{name: one, port: 443, weight: 3}, {name: two, port: 443, weight: 1},"
                + " {name: banner, port: 443, weight: 0}"));
    Map<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < 100; i++) {
      counts.merge(TlsTunnel.answer(a, service.authority(), "a.example"), 1, Integer::sum);
    }
    assertThat(counts).containsOnlyKeys("one as a.example", "two as a.example");
    // Six standard deviations of 4.3.
    assertThat(counts.get("one as a.example")).isBetween(49, 99);
  }

  /** Whatever it asks for, and also where the backend would speak first. */
  @Test
  void aRefusedPeerGetsNoByteWhateverTheServerName() throws IOException {
    WrittenService service = service("refused", "tls");
    lab.apply(
        "refused.yaml",
        service.yaml(),
        route("tls", "refused", service, "a.example", to("banner")),
        route("tls", "refused-2", service, "b.example", to("two")),
        Texts.policy("ALLOW", service, "[{from: [{source: {namespaces: [team-a]}}]}]"));
    int before = banner.connections() + two.connections();
    for (String server : List.of("a.example", "b.example", "c.example", "")) {
      assertThat(TlsTunnel.answer(b, service.authority(), server)).as(server).isEqualTo("closed");
    }
    assertThat(banner.connections() + two.connections()).isEqualTo(before);
    assertThat(TlsTunnel.answer(a, service.authority(), "b.example")).isEqualTo("two as b.example");
  }

  @Test
  void aRevokedPeerIsDrained() throws IOException {
    WrittenService service = service("revoked", "tls");
    String[] objects = {service.yaml(), route("tls", "revoked", service, "a.example", to("one"))};
    lab.apply("revoked.yaml", objects);
    try (TlsTunnel open = TlsTunnel.open(b, service.authority(), "a.example")) {
      assertThat(open.say("x\n")).isEqualTo("one as a.example");
      lab.apply(
          "revoked.yaml",
          objects[0],
          objects[1],
          Texts.policy("DENY", service, "[{from: [{source: {namespaces: [team-b]}}]}]"));
      assertThat(TlsTunnel.answer(b, service.authority(), "a.example")).isEqualTo("closed");
      assertThat(TlsTunnel.answer(a, service.authority(), "a.example"))
          .isEqualTo("one as a.example");
      assertThat(open.endsWithin(DRAINED)).isTrue();
    }
  }

  /** A route has a chain of its own: what is open by another one is left alone. */
  @Test
  void aChangeOfOneRouteDrainsWhatIsOpenByItAlone() throws IOException {
    WrittenService service = service("changed", "tls");
    String other = route("tls", "other", service, "b.example", to("two"));
    lab.apply(
        "changed.yaml",
        service.yaml(),
        other,
        route("tls", "changed", service, "a.example", to("one")));
    try (TlsTunnel ofOther = TlsTunnel.open(a, service.authority(), "b.example");
        TlsTunnel ofChanged = TlsTunnel.open(a, service.authority(), "a.example")) {
      lab.apply(
          "changed.yaml",
          service.yaml(),
          other,
          route(
              "tls",
              "changed",
              service,
              "a.example",
              "{name: one, port: 443, weight: 1}, {name: two, port: 443, weight: 9}"),
          route("tls", "third", service, "c.example", to("one")));
      assertThat(ofChanged.say("still here\n")).isEqualTo("one as a.example");
      assertThat(TlsTunnel.answer(a, service.authority(), "c.example"))
          .isEqualTo("one as c.example");
      assertThat(ofChanged.endsWithin(DRAINED)).isTrue();
      assertThat(ofOther.say("x\n")).isEqualTo("two as b.example");
    }
  }

  /** Server names are looked for from then on, which is another listener. */
  @Test
  void theFirstRouteOfAPortDrainsAllThatIsOpen() throws IOException {
    WrittenService service = service("fresh", "tls");
    lab.apply("fresh.yaml", service.yaml());
    String wild = route("tls", "wild", service, "'*.example'", to("one"));
    try (TlsTunnel before = TlsTunnel.open(a, service.authority(), "a.example")) {
      lab.apply("fresh.yaml", service.yaml(), wild);
      try (TlsTunnel ofWild = TlsTunnel.open(a, service.authority(), "a.example")) {
        assertThat(ofWild.say("x\n")).isEqualTo("one as a.example");
        // A more particular route takes new connections alone: the chain of the other stays.
        lab.apply(
            "fresh.yaml",
            service.yaml(),
            wild,
            route("tls", "exact", service, "a.example", to("two")));
        assertThat(TlsTunnel.answer(a, service.authority(), "a.example"))
            .isEqualTo("two as a.example");
        assertThat(before.endsWithin(DRAINED)).isTrue();
        assertThat(ofWild.say("x\n")).isEqualTo("one as a.example");
      }
    }
  }

  @Test
  void aConsumersRouteIsForItsClientsAlone() throws IOException {
    WrittenService service =
        WrittenService.service("tls", "consumed", lab.serviceAddress())
            .port("tls", 443, banner.address());
    WrittenService theirs =
        WrittenService.service("team-a", "theirs", lab.serviceAddress())
            .port("tls", 443, one.address());
    lab.apply(
        "consumed.yaml",
        service.yaml(),
        LabObjects.namespace("team-a", "tls", "wp"),
        theirs.yaml(),
        route("team-a", "mine", service, "a.example", to("theirs")),
        Texts.policy("DENY", service, "[{from: [{source: {namespaces: [team-c]}}]}]"));
    String at = service.authority();
    assertThat(TlsTunnel.answer(a, at, "a.example")).isEqualTo("one as a.example");
    assertThat(TlsTunnel.answer(a, at, "b.example")).isEqualTo("closed");
    // Others go to the service, which speaks first: they wait for the TLS inspector.
    try (Tunnel plain = b.open(Connect.to(at))) {
      assertThat(plain.readText(BANNER.length(), Talks.LIMIT)).isEqualTo(BANNER);
    }
    int before = banner.connections();
    try (Tunnel silent = c.open(Connect.to(at))) {
      Talks.refused(silent);
    }
    assertThat(TlsTunnel.answer(c, at, "a.example")).isEqualTo("closed");
    assertThat(banner.connections()).isEqualTo(before);
    lab.remove("consumed.yaml");
  }

  /** A TLS client that offers HTTP by ALPN is no HTTP client. */
  @Test
  void onADetectedPortTlsIsRoutedAndHttpIsNot() throws IOException {
    WrittenService service = service("detected", "main");
    String at = service.authority();
    int before = own.connections();
    lab.apply(
        "detected.yaml", service.yaml(), route("tls", "detected", service, "a.example", to("one")));
    assertThat(TlsTunnel.answer(a, at, "a.example")).isEqualTo("one as a.example");
    assertThat(TlsTunnel.answer(a, at, "a.example", "http/1.1")).isEqualTo("one as a.example");
    assertThat(TlsTunnel.answer(a, at, "a.example", "h2")).isEqualTo("one as a.example");
    assertThat(TlsTunnel.answer(a, at, "b.example", "http/1.1")).isEqualTo("closed");
    assertThat(TlsTunnel.answer(a, at, "b.example", "http/1.0")).isEqualTo("closed");
    assertThat(Talks.get(a, at)).isEqualTo(404);
    assertThat(Talks.echoes(a, Connect.to(at))).isFalse();
    assertThat(own.connections()).isEqualTo(before);
  }

  @Test
  void aRouteOfTheWaypointIsForAllItsServicesAndTheRestGoesToThem() throws IOException {
    WrittenService service = service("gateway", "tls");
    lab.apply(
        "gateway.yaml",
        service.yaml(),
        route("tls", "gateway", service, "g.example", to("one"))
            .replace("{group: \"\", kind: Service, name: gateway, namespace: tls}", "{name: wp}"));
    assertThat(TlsTunnel.answer(a, service.authority(), "g.example")).isEqualTo("one as g.example");
    int before = own.connections();
    assertThat(TlsTunnel.answer(a, service.authority(), "h.example")).isEqualTo("own as h.example");
    assertThat(own.connections()).isEqualTo(before + 1);
    lab.remove("gateway.yaml");
  }
}
