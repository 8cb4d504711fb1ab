package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.lab.Backend;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpReply;
import io.waystone.server.lab.HttpTunnel;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rules whose requests go to another backend as well. */
@Tag("envoy")
final class MirrorTest {

  @RegisterExtension static final MeshLab LAB = new MeshLab();

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static RouteLab routes;

  @BeforeAll
  static void start() throws IOException {
    routes = RouteLab.start(LAB);
  }

  private static String mirrors(String... mirrors) {
    StringBuilder filters = new StringBuilder();
    for (String mirror : mirrors) {
      filters.append("{type: RequestMirror, requestMirror: {").append(mirror).append("}},");
    }
    return "[{filters: [" + filters + "], backendRefs: [{name: a, port: 80}]}]";
  }

  /** A backend of its own, and service {@code mirror} for it. */
  private static String service(String namespace, Backend backend) {
    return LabObjects.service(
        namespace, "mirror", LAB.serviceAddress(), "http", 80, backend.address());
  }

  private static void await(Backend backend, int requests) throws IOException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (backend.requests() < requests && System.nanoTime() < end) {
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
    assertThat(backend.requests()).isEqualTo(requests);
  }

  @Test
  void everyMirrorGetsTheRequestAndNobodySeesItsAnswer() throws IOException {
    Backend one = LAB.backend("one");
    Backend two = LAB.backend("two");
    Caller caller =
        routes.route(
            "several",
            mirrors("backendRef: {name: mirror, port: 80}", "backendRef: {name: two, port: 80}"),
            service("several", one),
            LabObjects.service("several", "two", LAB.serviceAddress(), "http", 80, two.address()));
    for (int i = 1; i <= 10; i++) {
      HttpReply reply = caller.send(HttpCall.post("svc", "/x", "body").with("x-n", "" + i));
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("x-backend")).contains("a");
    }
    await(one, 10);
    await(two, 10);
    assertThat(one.lastRequest().orElseThrow().header("host")).contains("svc");
    assertThat(one.lastRequest().orElseThrow().body()).isEqualTo("body");
  }

  @Test
  void aShareIsMirroredAndZeroIsNone() throws IOException {
    Backend half = LAB.backend("half");
    Backend none = LAB.backend("none");
    Caller caller =
        routes.route(
            "share",
            mirrors(
                "backendRef: {name: mirror, port: 80}, fraction: {numerator: 1, denominator: 2}",
                "backendRef: {name: none, port: 80}, percent: 0"),
            service("share", half),
            LabObjects.service("share", "none", LAB.serviceAddress(), "http", 80, none.address()));
    try (HttpTunnel http = caller.keepAlive()) {
      for (int i = 0; i < 400; i++) {
        assertThat(http.send(HttpCall.get("svc", "/")).status()).isEqualTo(200);
      }
    }
    // 400 throws of a coin: 6 standard deviations of 10, once in 500 million runs.
    assertThat(half.requests()).isBetween(140, 260);
    assertThat(none.requests()).isZero();
  }

  @Test
  void aMirrorThatFailsIsMissingOrRefusedTakesNothingFromTheRule() throws IOException {
    Backend failing = LAB.backend("failing");
    Caller caller =
        routes.route(
            "failing",
            mirrors(
                "backendRef: {name: mirror, port: 80}",
                "backendRef: {name: nobody, port: 80}",
                "backendRef: {name: a, namespace: several, port: 80}",
                "backendRef: {name: closed, port: 80}"),
            service("failing", failing),
            LabObjects.service("failing", "closed", LAB.serviceAddress(), "http", 80));
    for (int i = 0; i < 20; i++) {
      HttpReply reply = caller.send(HttpCall.get("svc", "/").with("x-lab-delay-ms", "0"));
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("x-backend")).contains("a");
    }
    await(failing, 20);
  }

  @Test
  void aMirrorInAnotherNamespaceNeedsAGrant() throws IOException {
    Backend far = LAB.backend("far");
    LAB.apply(
        "far.yaml",
        service("far", far),
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: ReferenceGrant
        metadata: {name: near, namespace: far}
        spec:
          from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: granted}]
          to: [{group: "", kind: Service}]
        """);
    String rules = mirrors("backendRef: {name: mirror, namespace: far, port: 80}");
    Caller refused = routes.route("refused", rules);
    Caller granted = routes.route("granted", rules);
    assertThat(refused.get("/")).isEqualTo(200);
    assertThat(granted.get("/granted")).isEqualTo(200);
    await(far, 1);
    assertThat(far.lastRequest().orElseThrow().path()).isEqualTo("/granted");
  }
}
