package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waystone.server.lab.Backend;
import io.waystone.server.lab.Connect;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpReply;
import io.waystone.server.lab.HttpTunnel;
import io.waystone.server.lab.Tunnel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a change of the objects does to requests, connections and services that are in use. */
@Tag("envoy")
final class LiveChangeTest {

  @RegisterExtension static final MeshLab LAB = new MeshLab();

  private static final String ALICE = "[{from: [{source: {serviceAccounts: [people/alice]}}]}]";
  private static final String BOB = "[{from: [{source: {serviceAccounts: [people/bob]}}]}]";
  private static final HttpCall GET = HttpCall.get("svc", "/");
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static LabWaypoint waypoint;
  private static Backend a;
  private static Backend b;

  @BeforeAll
  static void start() throws IOException {
    a = LAB.backend("a");
    b = LAB.backend("b");
    LAB.yaml().write("mesh.yaml", LabObjects.gateway("mesh", "gate"));
    waypoint = LAB.waypoint("mesh", "gate");
  }

  /** Services svc (with backend a), a and b in a namespace of their own. */
  private static String services(String namespace) throws IOException {
    String address = LAB.serviceAddress();
    LAB.apply(
        namespace + ".yaml",
        LabObjects.namespace(namespace, "mesh", "gate"),
        LabObjects.service(namespace, "svc", address, "http", 80, a.address()),
        LabObjects.service(namespace, "a", LAB.serviceAddress(), "http", 80, a.address()),
        LabObjects.service(namespace, "b", LAB.serviceAddress(), "http", 80, b.address()));
    return address + ":80";
  }

  private static Caller caller(String account, String authority) throws IOException {
    return new Caller(waypoint.client("people", account), authority);
  }

  @Test
  void aRevokedPermissionHoldsForTheNextRequestOfAnOpenConnection() throws IOException {
    String authority = services("revoke");
    LAB.apply("rule.yaml", LabObjects.policy("revoke", "rule", "svc", "ALLOW", ALICE));
    try (HttpTunnel alice = caller("alice", authority).keepAlive();
        HttpTunnel bob = caller("bob", authority).keepAlive()) {
      for (int i = 0; i < 3; i++) {
        assertThat(alice.send(GET).status()).isEqualTo(200);
        assertThat(bob.send(GET).status()).isEqualTo(403);
        LAB.apply("rule.yaml", LabObjects.policy("revoke", "rule", "svc", "ALLOW", BOB));
        assertThat(alice.send(GET).status()).isEqualTo(403);
        assertThat(bob.send(GET).status()).isEqualTo(200);
        LAB.apply("rule.yaml", LabObjects.policy("revoke", "rule", "svc", "ALLOW", ALICE));
      }
      assertThat(alice.send(GET).status()).isEqualTo(200);
      assertThat(alice.tunnel().open()).isTrue();
      assertThat(bob.tunnel().open()).isTrue();
    }
    LAB.remove("rule.yaml");
  }

  @Test
  void aPolicyOnTheGatewayHoldsForAllServicesBesideThoseOnServices() throws IOException {
    String gated = LAB.serviceAddress();
    String other = LAB.serviceAddress();
    LAB.apply(
        "gateway.yaml",
        LabObjects.gateway("strict", "gate"),
        LabObjects.namespace("gated", "strict", "gate"),
        LabObjects.service("gated", "svc", gated, "http", 80, a.address()),
        LabObjects.service("gated", "other", other, "http", 80, a.address()),
        LabObjects.gatewayPolicy("strict", "all", "gate", "DENY", BOB));
    LabWaypoint strict = LAB.waypoint("strict", "gate");
    Caller alice = new Caller(strict.client("people", "alice"), gated + ":80");
    Caller bob = new Caller(strict.client("people", "bob"), gated + ":80");
    Caller carol = new Caller(strict.client("people", "carol"), gated + ":80");
    assertThat(List.of(alice.get("/"), bob.get("/"), carol.get("/")))
        .containsExactly(200, 403, 200);
    assertThat(new Caller(bob.client(), other + ":80").get("/")).isEqualTo(403);
    LAB.apply(
        "gateway-rule.yaml",
        LabObjects.policy(
            "gated",
            "some",
            "svc",
            "ALLOW",
            "[{from: [{source: {serviceAccounts: [people/alice, people/bob]}}]}]"));
    assertThat(List.of(alice.get("/"), bob.get("/"), carol.get("/")))
        .containsExactly(200, 403, 403);
    assertThat(new Caller(carol.client(), other + ":80").get("/")).isEqualTo(200);
  }

  @Test
  void routesAndPoliciesChangeInOneStep() throws Exception {
    String authority = services("step");
    String toA = "[{backendRefs: [{name: a, port: 80}]}]";
    String toB = "[{backendRefs: [{name: b, port: 80}]}]";
    change("step", toA, ALICE);
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor()) {
      Caller aliceCaller = caller("alice", authority);
      Caller bobCaller = caller("bob", authority);
      Future<Set<String>> alice = calls.submit(() -> seen(aliceCaller, over));
      Future<Set<String>> bob = calls.submit(() -> seen(bobCaller, over));
      try {
        for (int i = 0; i < 10; i++) {
          change("step", toB, BOB);
          change("step", toA, ALICE);
        }
      } finally {
        over.set(true);
      }
      // Were the two ever mixed, alice would reach b, or bob a.
      assertThat(alice.get()).containsExactlyInAnyOrder("200 a", "403");
      assertThat(bob.get()).containsExactlyInAnyOrder("200 b", "403");
    }
  }

  private static void change(String namespace, String route, String policy) throws IOException {
    LAB.apply(
        namespace + "-rules.yaml",
        LabObjects.route(namespace, "route", "svc", route),
        LabObjects.policy(namespace, "rule", "svc", "ALLOW", policy));
  }

  private static Set<String> seen(Caller caller, AtomicBoolean over) throws IOException {
    Set<String> seen = new TreeSet<>();
    try (HttpTunnel http = caller.keepAlive()) {
      while (!over.get()) {
        HttpReply reply = http.send(GET);
        seen.add((reply.status() + " " + reply.header("x-backend").orElse("")).strip());
      }
    }
    return seen;
  }

  @Test
  void anEditReachesTheProxySoon() throws IOException {
    String authority = services("edit");
    Caller caller = caller("alice", authority);
    List<Duration> times = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      String backend = i % 2 == 0 ? "b" : "a";
      long begin = System.nanoTime();
      LAB.yaml()
          .write(
              "edit-route.yaml",
              LabObjects.route(
                  "edit", "route", "svc", "[{backendRefs: [{name: " + backend + ", port: 80}]}]"));
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(2))
          .atMost(LIMIT)
          .until(() -> caller.send(GET).header("x-backend").orElse("").equals(backend));
      times.add(Duration.ofNanos(System.nanoTime() - begin));
    }
    times.sort(null);
    System.out.printf(
        "from an edit of a file to its effect on requests: median %d ms, longest %d ms%n",
        times.get(times.size() / 2).toMillis(), times.getLast().toMillis());
    assertThat(times.getLast()).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void aBrokenEditLeavesTheOldInForceAndIsReported() throws IOException {
    String authority = services("broken");
    LAB.apply("broken-rule.yaml", LabObjects.policy("broken", "rule", "svc", "ALLOW", ALICE));
    Caller alice = caller("alice", authority);
    Caller bob = caller("bob", authority);
    LAB.yaml().writeAsItIs("broken-rule.yaml", "kind: [AuthorizationPolicy\n");
    await().atMost(LIMIT).until(() -> LAB.yaml().page("/status").contains("broken-rule.yaml"));
    LAB.sync();
    assertThat(List.of(alice.get("/"), bob.get("/"))).containsExactly(200, 403);
    LAB.apply("broken-rule.yaml", LabObjects.policy("broken", "rule", "svc", "ALLOW", BOB));
    assertThat(LAB.yaml().page("/status")).doesNotContain("broken-rule.yaml");
    assertThat(List.of(alice.get("/"), bob.get("/"))).containsExactly(403, 200);
  }

  @Test
  void aNewServiceWorksAsSoonAsItsAuthorityAnswersAndARemovedOneIsClosed() throws IOException {
    Caller caller = caller("alice", "");
    for (int i = 0; i < 5; i++) {
      String file = "new-" + i + ".yaml";
      Connect connect = Connect.to(LAB.serviceAddress() + ":80");
      assertThat(answer(caller, connect)).isEqualTo(503);
      String address = connect.authority().replace(":80", "");
      LAB.yaml()
          .write(
              file,
              LabObjects.namespace("new-" + i, "mesh", "gate"),
              LabObjects.service("new-" + i, "svc", address, "http", 80, a.address()));
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .atMost(LIMIT)
          .until(() -> answer(caller, connect) == 200);
      for (int j = 0; j < 30; j++) {
        assertThat(HttpTunnel.once(caller.client(), connect, GET).status()).isEqualTo(200);
      }
      LAB.sync();
      LAB.remove(file);
      assertThat(answer(caller, connect)).isEqualTo(503);
    }
  }

  /** The status that the CONNECT gets. */
  private static int answer(Caller caller, Connect connect) throws IOException {
    try (Tunnel tunnel = caller.client().open(connect)) {
      return tunnel.status();
    }
  }
}
