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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Policies that ask for the server name of a TLS connection ({@code connection.sni}). */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ServerNamePolicyTest {

  /** As long as Envoy waits for a hello, and some more. */
  private static final Duration SILENCE = Duration.ofSeconds(15).plus(Talks.LIMIT);

  private static final List<String> NAMES =
      List.of("a.example", "A.Example", "x.b.example", "b.example", "xa.example", "");

  /**
   * A policy.
   *
   * @param condition {@code values} and {@code notValues}
   * @param admitted those of {@link #NAMES}
   */
  record Case(String action, String condition, List<String> admitted) {}

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private final Map<Case, String> authorities = new LinkedHashMap<>();
  private HboneClient client;
  private CompletableFuture<String> silent;
  private TcpBackend talkative;
  private TcpBackend echo;
  private String shy;

  static List<Case> cases() {
    return List.of(
        new Case("ALLOW", "values: [a.example]", List.of("a.example", "A.Example")),
        new Case("ALLOW", "values: [A.EXAMPLE]", List.of("a.example", "A.Example")),
        new Case("DENY", "values: [A.example]", others("a.example", "A.Example")),
        new Case("ALLOW", "values: ['*.b.example']", List.of("x.b.example")),
        new Case("DENY", "values: ['*.B.example']", others("x.b.example")),
        new Case("ALLOW", "values: ['a*']", List.of("a.example", "A.Example")),
        new Case("DENY", "values: ['a*']", others("a.example", "A.Example")),
        new Case("ALLOW", "values: ['*']", others("")),
        new Case("DENY", "values: ['*']", List.of("")),
        new Case("ALLOW", "notValues: [a.example]", others("a.example", "A.Example")),
        new Case("DENY", "notValues: [a.example]", List.of("a.example", "A.Example")),
        new Case("DENY", "notValues: ['*']", others("")),
        new Case("ALLOW", "values: ['a?example', 'a|b', 'a.exampl.']", List.of()));
  }

  private static List<String> others(String... names) {
    return NAMES.stream().filter(name -> Stream.of(names).noneMatch(name::equals)).toList();
  }

  @BeforeAll
  void start() throws IOException {
    TlsBackend tls =
        lab.keep(
            new TlsBackend(
                "tls",
                lab.identities().issue("tls", "b"),
                new InetSocketAddress(lab.address(), 0)));
    talkative = lab.tcpBackend(new TcpTalk.Banner("220 a secret\n"));
    echo = lab.tcpBackend(new TcpTalk.Banner(""));
    List<String> documents = new ArrayList<>();
    documents.add(LabObjects.gateway("tls", "wp"));
    documents.add(LabObjects.namespace("tls", "tls", "wp"));
    for (Case one : cases()) {
      authorities.put(one, service("s" + authorities.size(), tls.address(), one, documents));
    }
    Case deny = new Case("DENY", "values: [a.example]", List.of());
    String waiting = service("waiting", talkative.address(), deny, documents);
    shy = service("shy", echo.address(), deny, documents);
    lab.apply("tls.yaml", documents.toArray(String[]::new));
    LabWaypoint waypoint = lab.waypoint("tls", "wp");
    client = waypoint.client("a", "one");
    // Begun here and awaited in a test, so that it takes no time of its own.
    silent = heard(client.open(Connect.to(waiting)));
  }

  private static String service(
      String name, InetSocketAddress backend, Case policy, List<String> documents)
      throws IOException {
    WrittenService service =
        WrittenService.service("tls", name, lab.serviceAddress()).port("tcp", 443, backend);
    documents.add(service.yaml());
    documents.add(
        Texts.policy(
            policy.action(),
            service,
            "[{when: [{key: connection.sni, %s}]}]".formatted(policy.condition())));
    return service.authority();
  }

  private static CompletableFuture<String> heard(Tunnel tunnel) {
    CompletableFuture<String> heard = new CompletableFuture<>();
    Thread _ =
        Thread.ofVirtual()
            .start(() -> {
              try (tunnel) {
                heard.complete(Talks.everything(tunnel, SILENCE));
              } catch (IOException e) {
                heard.completeExceptionally(e);
              }
            });
    return heard;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theServerNameDecides(Case one) throws IOException {
    String authority = Objects.requireNonNull(authorities.get(one));
    for (String name : NAMES) {
      assertThat(TlsTunnel.answer(client, authority, name))
          .as("server name \"%s\"", name)
          .isEqualTo(
              one.admitted().contains(name)
                  ? "tls as " + (name.isEmpty() ? "nobody" : name)
                  : "closed");
    }
  }

  /** Some servers take it for the same name. */
  @Test
  void theDotOfItsEndHidesNoName() throws IOException {
    assertThat(TlsTunnel.answer(client, shy, "a.example.")).isEqualTo("closed");
  }

  /** What is no TLS names no server. */
  @Test
  void bytesHaveNoServerName() throws IOException {
    assertThat(Talks.echoes(client, Connect.to(shy))).isTrue();
    String allow = Objects.requireNonNull(authorities.get(cases().getFirst()));
    assertThat(Talks.echoes(client, Connect.to(allow))).isFalse();
  }

  /** It could name itself later, when nobody looks any more. */
  @Test
  void whoKeepsSilentIsClosedWithoutAByte() {
    assertThat(silent).succeedsWithin(SILENCE);
    assertThat(silent.join()).isEmpty();
    assertThat(talkative.connections()).isZero();
  }
}
