package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.lab.Backend;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpTunnel;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whose routes a request follows, and whose policies hold for what a route sends on. */
@Tag("envoy")
final class RouteLayersTest {

  @RegisterExtension static final MeshLab LAB = new MeshLab();

  private static LabWaypoint waypoint;
  private static Backend svc;
  private static Backend a;
  private static Backend b;

  @BeforeAll
  static void start() throws IOException {
    svc = LAB.backend("svc");
    a = LAB.backend("a");
    b = LAB.backend("b");
    LAB.yaml()
        .write("mesh.yaml", LabObjects.gateway("mesh", "gate"), LabObjects.gateway("mesh", "all"));
    waypoint = LAB.waypoint("mesh", "gate");
  }

  /** Service svc of a namespace, with a and b beside it. */
  private static String services(String namespace, String gateway) throws IOException {
    String address = LAB.serviceAddress();
    LAB.apply(
        namespace + ".yaml",
        LabObjects.namespace(namespace, "mesh", gateway),
        LabObjects.service(namespace, "svc", address, "http", 80, svc.address()),
        LabObjects.service(namespace, "a", LAB.serviceAddress(), "http", 80, a.address()),
        LabObjects.service(namespace, "b", LAB.serviceAddress(), "http", 80, b.address()));
    return address + ":80";
  }

  private static String to(String backend) {
    return "[{backendRefs: [{name: %s, port: 80}]}]".formatted(backend);
  }

  private static String backend(Caller caller) throws IOException {
    return backend(caller, "/");
  }

  private static String backend(Caller caller, String path) throws IOException {
    return caller.send(HttpCall.get("svc", path)).header("x-backend").orElse("none");
  }

  @Test
  void aConsumersRouteIsForItsOwnNamespaceAlone() throws IOException {
    String authority = services("producer", "gate");
    services("consumer", "gate");
    LAB.apply(
        "consumer-route.yaml",
        LabObjects.route("consumer", "mine", "svc, namespace: producer", to("a")),
        LabObjects.route(
            "consumer-x",
            "theirs",
            "svc, namespace: producer",
            "[{matches: [{path: {value: /x}}]}]"));
    Caller consumer = new Caller(waypoint.client("consumer", "client"), authority);
    Caller other = new Caller(waypoint.client("consume", "client"), authority);
    Caller alike = new Caller(waypoint.client("consumer-x", "client"), authority);
    assertThat(backend(consumer)).isEqualTo("a");
    assertThat(backend(other)).isEqualTo("svc");
    assertThat(alike.get("/x")).isEqualTo(500);
    assertThat(alike.get("/y")).as("no rule of its own routes matches").isEqualTo(404);
    // The route of the service is for those who have none of their own.
    LAB.apply("producer-route.yaml", LabObjects.route("producer", "own", "svc", to("b")));
    assertThat(backend(consumer)).isEqualTo("a");
    assertThat(backend(other)).isEqualTo("b");
    assertThat(alike.get("/y")).isEqualTo(404);
    LAB.remove("consumer-route.yaml");
    assertThat(backend(consumer)).isEqualTo("b");
  }

  @Test
  void theRoutesOfAWaypointAreForAllItsServices() throws IOException {
    LabWaypoint all = LAB.waypoint("mesh", "all");
    String one = services("one", "all");
    String two = services("two", "all");
    LAB.apply(
        "waypoint-route.yaml",
        LabObjects.service("mesh", "a", LAB.serviceAddress(), "http", 80, a.address()),
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {namespace: mesh, name: all}
        spec:
          parentRefs: [{name: all}]
          hostnames: ["*.example.com", exact.test]
          rules: [{matches: [{path: {value: /a}}], backendRefs: [{name: a, port: 80}]}]
        """);
    for (String authority : new String[] {one, two}) {
      Caller caller = new Caller(all.client("any", "client"), authority);
      for (String host : new String[] {"x.example.com", "X.y.Example.com:80", "exact.test"}) {
        assertThat(caller.send(HttpCall.get(host, "/a/b")).header("x-backend"))
            .as(host)
            .hasValue("a");
        assertThat(caller.send(HttpCall.get(host, "/b")).header("x-backend")).hasValue("svc");
      }
      for (String host : new String[] {"example.com", "exact.test.x", "xexample.com"}) {
        assertThat(caller.send(HttpCall.get(host, "/a")).header("x-backend"))
            .as(host)
            .hasValue("svc");
      }
    }
    LAB.apply("two-route.yaml", LabObjects.route("two", "own", "svc", to("b")));
    Caller caller = new Caller(all.client("any", "client"), two);
    assertThat(caller.send(HttpCall.get("exact.test", "/a")).header("x-backend")).hasValue("b");
  }

  /** To send on is no way past the policies of what is sent to. */
  @Test
  void theOwnPoliciesOfABackendHoldForWhatIsSentThere() throws IOException {
    String authority = services("guarded", "gate");
    LAB.apply(
        "guarded-route.yaml",
        LabObjects.route(
            "guarded",
            "split",
            "svc",
            "[{matches: [{path: {value: /a}}], backendRefs: [{name: a, port: 80}]},"
                + " {backendRefs: [{name: a, port: 80, weight: 1}, {name: b, port: 80, weight:"
                + " 1}]}]"));
    Caller friend = new Caller(waypoint.client("guarded", "friend"), authority);
    Caller stranger = new Caller(waypoint.client("elsewhere", "stranger"), authority);
    assertThat(stranger.get("/a")).isEqualTo(200);
    LAB.apply(
        "guard.yaml",
        LabObjects.policy(
            "guarded", "allow", "a", "ALLOW", "[{from: [{source: {namespaces: [guarded]}}]}]"),
        LabObjects.policy(
            "guarded", "deny", "a", "DENY", "[{to: [{operation: {methods: [DELETE]}}]}]"));
    assertThat(friend.get("/a")).isEqualTo(200);
    assertThat(friend.send(HttpCall.of("DELETE", "svc", "/a")).status()).isEqualTo(403);
    assertThat(stranger.get("/a")).isEqualTo(403);
    Map<String, Integer> answers = new TreeMap<>();
    try (HttpTunnel http = stranger.keepAlive()) {
      for (int i = 0; i < 100; i++) {
        var reply = http.send(HttpCall.get("svc", "/"));
        answers.merge(reply.header("x-backend").orElse("" + reply.status()), 1, Integer::sum);
      }
    }
    // 100 throws of a coin: 5 standard deviations of 5.
    assertThat(answers).containsOnlyKeys("403", "b");
    assertThat(answers.get("403")).isBetween(25, 75);
    // The policies of the service that was asked for hold beside them, and a revocation at once.
    LAB.apply(
        "guard-svc.yaml",
        LabObjects.policy(
            "guarded", "svc", "svc", "DENY", "[{to: [{operation: {methods: [PUT]}}]}]"));
    assertThat(friend.send(HttpCall.of("PUT", "svc", "/a")).status()).isEqualTo(403);
    LAB.remove("guard.yaml");
    assertThat(stranger.get("/a")).isEqualTo(200);
    assertThat(friend.send(HttpCall.of("PUT", "svc", "/a")).status()).isEqualTo(403);
  }
}
