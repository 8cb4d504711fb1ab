package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waystone.server.lab.Connect;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.TcpBackend;
import io.waystone.server.lab.TcpTalk;
import io.waystone.server.lab.Tunnel;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Policies for TCP. The backends speak first: a refused peer must not get a byte of that, and must
 * not even cause a connection to the backend.
 */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TcpPolicyTest {

  private static final String BANNER = "220 a secret\n";
  private static final String LAST_WORDS = "still here\n";
  private static final Duration LONGER_THAN_ENVOYS_DEFAULT = Duration.ofSeconds(18);

  /** A service for each case, all of which are written in one edit. */
  private record Served(WrittenService service, TcpBackend backend) {}

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private final Map<TcpCase, Served> served = new LinkedHashMap<>();
  private final Map<TcpCase.Peer, HboneClient> clients = new EnumMap<>(TcpCase.Peer.class);
  private LabWaypoint waypoint;
  private InetAddress home;
  private InetAddress away;
  private CompletableFuture<String> halfClosed;

  @BeforeAll
  void start() throws IOException {
    home = lab.address();
    away = lab.address();
    List<String> documents = new ArrayList<>();
    documents.add(LabObjects.gateway("tcp", "wp"));
    documents.add(LabObjects.namespace("tcp", "tcp", "wp"));
    for (TcpCase written : TcpCase.all()) {
      String name = "case-" + served.size();
      TcpBackend backend = lab.tcpBackend(new TcpTalk.Banner(BANNER));
      WrittenService service =
          WrittenService.service("tcp", name, lab.serviceAddress())
              .port("tcp", 7000, backend.address());
      served.put(written, new Served(service, backend));
      documents.add(service.yaml());
      policy("ALLOW", service, written.allow(), documents);
      policy("DENY", service, written.deny(), documents);
    }
    TcpBackend late = lab.tcpBackend(new TcpTalk.AfterEnd(LONGER_THAN_ENVOYS_DEFAULT, LAST_WORDS));
    WrittenService lateService =
        WrittenService.service("tcp", "late", lab.serviceAddress())
            .port("tcp", 7000, late.address());
    documents.add(lateService.yaml());
    lab.apply("tcp.yaml", documents.toArray(String[]::new));
    waypoint = lab.waypoint("tcp", "wp");
    for (TcpCase.Peer peer : TcpCase.Peer.values()) {
      clients.put(peer, waypoint.client(peer.namespace, peer.account, peer.home ? home : away));
    }
    // Begun here and awaited in a test, so that it takes no time of its own.
    halfClosed = halfClose(lateService);
  }

  private void policy(String action, WrittenService service, String rules, List<String> documents) {
    if (!rules.isEmpty()) {
      documents.add(Texts.policy(action, service, rules.replace("HOME", home.getHostAddress())));
    }
  }

  private CompletableFuture<String> halfClose(WrittenService service) throws IOException {
    Tunnel tunnel = client(TcpCase.Peer.B_ONE).open(Connect.to(service.authority()));
    tunnel.write("that is all\n");
    tunnel.finish();
    CompletableFuture<String> heard = new CompletableFuture<>();
    Thread _ =
        Thread.ofVirtual()
            .start(() -> {
              try (tunnel) {
                heard.complete(
                    Talks.everything(tunnel, LONGER_THAN_ENVOYS_DEFAULT.plus(Talks.LIMIT)));
              } catch (IOException e) {
                heard.completeExceptionally(e);
              }
            });
    return heard;
  }

  private HboneClient client(TcpCase.Peer peer) {
    return Objects.requireNonNull(clients.get(peer));
  }

  static List<TcpCase> cases() {
    return TcpCase.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void admitsWhomThePoliciesAllow(TcpCase written) throws IOException {
    for (TcpCase.Peer peer : TcpCase.Peer.values()) {
      check(written, peer, connect(written));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatAClientSaysOfItselfChangesNothing(TcpCase written) throws IOException {
    for (TcpCase.Peer peer : TcpCase.Peer.values()) {
      String other = (peer.home ? away : home).getHostAddress();
      for (TcpCase.Peer claimed : TcpCase.Peer.values()) {
        String identity =
            "spiffe://cluster.local/ns/%s/sa/%s".formatted(claimed.namespace, claimed.account);
        check(
            written,
            peer,
            connect(written)
                .with("x-forwarded-for", other)
                .with("x-envoy-external-address", other)
                .with("x-real-ip", other)
                .with("forwarded", "for=" + other + ";host=" + claimed.account)
                .with("x-forwarded-client-cert", "By=" + identity + ";URI=" + identity)
                .with("io.istio.peer_principal", identity)
                .with(
                    "baggage",
                    "k8s.namespace.name=%s,k8s.deployment.name=%s"
                        .formatted(claimed.namespace, claimed.account)));
      }
    }
  }

  private Connect connect(TcpCase written) {
    return Connect.to(served(written).service().authority());
  }

  private Served served(TcpCase written) {
    return Objects.requireNonNull(served.get(written));
  }

  private void check(TcpCase written, TcpCase.Peer peer, Connect connect) throws IOException {
    TcpBackend backend = served(written).backend();
    int before = backend.connections();
    try (Tunnel tunnel = client(peer).open(connect)) {
      if (written.admitted().contains(peer)) {
        assertThat(tunnel.readText(BANNER.length(), Talks.LIMIT)).as("%s", peer).isEqualTo(BANNER);
        Talks.echoes(tunnel, "hello\n");
      } else {
        Talks.refused(tunnel);
        assertThat(backend.connections()).as("%s", peer).isEqualTo(before);
      }
    }
  }

  @Test
  void aRefusalIsLoggedByThePolicyThatRefused() throws IOException {
    Served deny = named("DENY by a namespace");
    Served allow = named("ALLOW by a namespace");
    refused(TcpCase.Peer.A_TWO, deny);
    refused(TcpCase.Peer.B_ONE, allow);
    String denied =
        "refused by ns[tcp]-policy[deny-%s]-rule[0] peer=spiffe://cluster.local/ns/team-a/sa/two"
            .formatted(deny.service().name());
    String notAllowed =
        "refused by no-allow-policy-matches peer=spiffe://cluster.local/ns/team-b/sa/one";
    await()
        .atMost(Talks.LIMIT)
        .untilAsserted(() -> {
          assertThat(lines(deny)).anyMatch(line -> says(line, denied, deny));
          assertThat(lines(allow)).anyMatch(line -> says(line, notAllowed, allow));
        });
  }

  private Served named(String what) {
    return served.entrySet().stream()
        .filter(entry -> entry.getKey().what().equals(what))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  private void refused(TcpCase.Peer peer, Served by) throws IOException {
    try (Tunnel tunnel = client(peer).open(Connect.to(by.service().authority()))) {
      Talks.refused(tunnel);
    }
  }

  private List<String> lines(Served to) throws IOException {
    return Proxy.log(waypoint).lines().filter(l -> l.contains(to.service().authority())).toList();
  }

  private boolean says(String line, String refusal, Served to) {
    return line.contains(refusal)
        && line.contains(" source=" + home.getHostAddress() + ":")
        && line.endsWith(" destination=" + to.service().authority());
  }

  /** Envoy's default timeout of a route would cut it after 15 s. */
  @Test
  void aHalfClosedTunnelLivesOn() {
    assertThat(halfClosed).succeedsWithin(LONGER_THAN_ENVOYS_DEFAULT.plus(Talks.LIMIT));
    assertThat(halfClosed.join()).isEqualTo(LAST_WORDS);
  }
}
