package io.waystone.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.lab.Backend;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpReply;
import io.waystone.server.lab.LabPod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rules whose sessions stay with an endpoint. */
@Tag("envoy")
final class SessionTest {

  @RegisterExtension static final MeshLab LAB = new MeshLab();

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static RouteLab routes;

  @BeforeAll
  static void start() throws IOException {
    routes = RouteLab.start(LAB);
  }

  private static String rule(String session) {
    return "[{sessionPersistence: {" + session + "}, backendRefs: [{name: many, port: 80}]}]";
  }

  /** Three endpoints that are reached directly. */
  private static String many(String namespace) throws IOException {
    return LabObjects.service(
        namespace,
        "many",
        LAB.serviceAddress(),
        "http",
        80,
        LAB.backend("one").address(),
        LAB.backend("two").address(),
        LAB.backend("three").address());
  }

  private static String cookie(HttpReply reply) {
    return reply.header("set-cookie").orElseThrow().replaceAll(";.*", "");
  }

  /** Sends until two endpoints have answered sessions of their own; each stays where it began. */
  private static void assertSticky(Caller caller) throws IOException {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 40 && seen.size() < 2; i++) {
      HttpReply first = caller.send(HttpCall.get("svc", "/"));
      String backend = first.header("x-backend").orElseThrow();
      if (seen.add(backend)) {
        HttpCall again = HttpCall.get("svc", "/x").with("cookie", cookie(first));
        for (int j = 0; j < 20; j++) {
          assertThat(caller.send(again).header("x-backend")).contains(backend);
        }
      }
    }
    assertThat(seen).as("endpoints that began sessions").hasSize(2);
  }

  @Test
  void aCookieKeepsAClientWithAnEndpoint() throws IOException {
    Caller caller = routes.route("cookie", rule("sessionName: sid"), many("cookie"));
    HttpReply first = caller.send(HttpCall.get("svc", "/"));
    assertThat(first.header("set-cookie").orElseThrow())
        .startsWith("sid=")
        .contains("HttpOnly")
        .doesNotContain("Max-Age");
    assertSticky(caller);
  }

  @Test
  void aCookieMayLiveForAWhile() throws IOException {
    Caller caller =
        routes.route(
            "permanent",
            rule("absoluteTimeout: 1h, cookieConfig: {lifetimeType: Permanent}"),
            many("permanent"));
    assertThat(caller.send(HttpCall.get("svc", "/")).header("set-cookie").orElseThrow())
        .startsWith("session-")
        .contains("Max-Age=3600");
    assertSticky(caller);
  }

  @Test
  void anAbsoluteTimeoutEndsASession() throws IOException, InterruptedException {
    Caller caller = routes.route("ended", rule("absoluteTimeout: 1s"), many("ended"));
    HttpReply first = caller.send(HttpCall.get("svc", "/"));
    HttpCall again = HttpCall.get("svc", "/").with("cookie", cookie(first));
    long end = System.nanoTime() + LIMIT.toNanos();
    while (caller.send(again).header("set-cookie").isEmpty()) {
      assertThat(System.nanoTime()).as("a new session begins").isLessThan(end);
      Thread.sleep(50);
    }
  }

  @Test
  void aHeaderKeepsAClientWithAnEndpoint() throws IOException {
    Caller caller =
        routes.route("header", rule("type: Header, sessionName: x-session"), many("header"));
    HttpReply first = caller.send(HttpCall.get("svc", "/"));
    HttpCall again =
        HttpCall.get("svc", "/").with("x-session", first.header("x-session").orElseThrow());
    for (int i = 0; i < 20; i++) {
      assertThat(caller.send(again).header("x-backend")).isEqualTo(first.header("x-backend"));
    }
  }

  /** Endpoints in the mesh are internal addresses to Envoy. */
  @Test
  void podsInTheMeshHaveSessionsAsWell() throws IOException {
    InetAddress one = LAB.address();
    InetAddress two = LAB.address();
    Backend first = LAB.backend("pod-1", new InetSocketAddress(one, 0));
    Backend second = LAB.backend("pod-2", new InetSocketAddress(two, 0));
    LAB.pods(
        new LabPod("pod-1", one, LAB.identities().issue("pods", "server")),
        new LabPod("pod-2", two, LAB.identities().issue("pods", "server")));
    Caller caller =
        routes.route(
            "pods",
            rule("sessionName: sid"),
            LabObjects.service("pods", "many", LAB.serviceAddress(), "http", 80),
            LabObjects.pod("pods", "pod-1", "server", one.getHostAddress()),
            LabObjects.podEndpoint("pods", "many", "pod-1", "http", first.address()),
            LabObjects.pod("pods", "pod-2", "server", two.getHostAddress()),
            LabObjects.podEndpoint("pods", "many", "pod-2", "http", second.address()));
    assertSticky(caller);
    assertThat(first.requests() + second.requests()).isGreaterThanOrEqualTo(42);
  }

  /** The cookie is an address, and the client's text. */
  @Test
  void aForgedCookieReachesNoOtherEndpoint() throws IOException {
    Backend one = LAB.backend("one");
    Caller caller =
        routes.route(
            "forged",
            rule("sessionName: sid"),
            LabObjects.service(
                "forged",
                "many",
                LAB.serviceAddress(),
                "http",
                80,
                one.address(),
                LAB.backend("two").address(),
                LAB.backend("three").address()));
    InetSocketAddress other = routes.b().address();
    int before = routes.b().requests();
    String at = other.getAddress().getHostAddress() + ":" + other.getPort();
    HttpReply real = caller.send(HttpCall.get("svc", "/"));
    String state = cookie(real).replace("sid=", "").replace("\"", "");
    // A message whose first field is the address.
    assertThat(new String(Base64.getDecoder().decode(state), UTF_8)).matches("\n.[0-9.]+:[0-9]+");
    for (String forged :
        new String[] {
          at,
          "envoy://connect_originate/" + at,
          "envoy://connect_terminate/" + at,
          "envoy://encap/" + at,
          "b.forged.svc.cluster.local:80",
          "\0",
          "",
          "x".repeat(2000)
        }) {
      String message = "\n" + (char) (forged.length() % 128) + forged;
      for (String sent : new String[] {cookie(message), cookie(forged), "sid=%%%", "sid"}) {
        HttpReply reply = caller.send(HttpCall.get("svc", "/").with("cookie", sent));
        assertThat(reply.status()).as(forged).isEqualTo(200);
        assertThat(reply.header("x-backend").orElseThrow()).isIn("one", "two", "three");
      }
    }
    assertThat(routes.b().requests()).isEqualTo(before);
    // The same made with an endpoint's own address is followed: the form is the right one.
    InetSocketAddress own = one.address();
    String its = own.getAddress().getHostAddress() + ":" + own.getPort();
    HttpCall made =
        HttpCall.get("svc", "/").with("cookie", cookie("\n" + (char) its.length() + its));
    for (int i = 0; i < 20; i++) {
      assertThat(caller.send(made).header("x-backend")).contains("one");
    }
  }

  private static String cookie(String state) {
    return "sid=\"" + Base64.getEncoder().encodeToString(state.getBytes(UTF_8)) + "\"";
  }

  /** Envoy chooses the backend first: the session's endpoint would be another's. */
  @Test
  void acrossBackendsThereIsNoSession() throws IOException {
    Caller caller =
        routes.route(
            "across",
            "[{sessionPersistence: {sessionName: sid}, backendRefs: [{name: a, port: 80}, {name: b,"
                + " port: 80}]}]");
    assertThat(caller.send(HttpCall.get("svc", "/")).header("set-cookie")).isEmpty();
  }
}
