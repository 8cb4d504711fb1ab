package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.lab.Backend;
import io.waystone.server.lab.Header;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpReply;
import io.waystone.server.lab.HttpTunnel;
import io.waystone.server.lab.SeenRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What HTTPRoutes do to requests. Each test has a namespace of its own. */
@Tag("envoy")
final class HttpRouteTest {

  @RegisterExtension static final MeshLab LAB = new MeshLab();

  private static LabWaypoint waypoint;
  private static Backend a;
  private static Backend b;
  private static Backend plain;

  @BeforeAll
  static void start() throws IOException {
    a = LAB.backend("a");
    b = LAB.backend("b");
    plain = LAB.backend("svc");
    LAB.yaml().write("mesh.yaml", LabObjects.gateway("mesh", "gate"));
    waypoint = LAB.waypoint("mesh", "gate");
  }

  /** Service svc with a route of these rules, and services a and b for backends. */
  private static Caller route(String namespace, String rules) throws IOException {
    String address = LAB.serviceAddress();
    LAB.apply(
        namespace + ".yaml",
        LabObjects.namespace(namespace, "mesh", "gate"),
        LabObjects.service(namespace, "svc", address, "http", 80, plain.address()),
        LabObjects.service(namespace, "a", LAB.serviceAddress(), "http", 80, a.address()),
        LabObjects.service(namespace, "b", LAB.serviceAddress(), "http", 80, b.address()),
        LabObjects.route(namespace, "route", "svc", rules));
    return new Caller(waypoint.client(namespace, "client"), address + ":80");
  }

  private static String to(String backend) {
    return "backendRefs: [{name: %s, port: 80}]".formatted(backend);
  }

  private static HttpCall get(String path) {
    return HttpCall.get("svc", path);
  }

  private static String backend(Caller caller, HttpCall call) throws IOException {
    HttpReply reply = caller.send(call);
    return reply.header("x-backend").orElse("none, " + reply.status());
  }

  @Test
  void aPrefixIsOfWholePathElements() throws IOException {
    Caller caller =
        route(
            "prefix",
            """
            [{matches: [{path: {type: PathPrefix, value: /api}}], %s},
             {matches: [{path: {type: PathPrefix, value: /api/v2/}}], %s}]
            """
                .formatted(to("a"), to("b"))
                .strip()
                .replace("\n", " "));
    for (String path : List.of("/api", "/api/", "/api/x", "/api?x=1", "/api/v22")) {
      assertThat(backend(caller, get(path))).as(path).isEqualTo("a");
    }
    for (String path : List.of("/api/v2", "/api/v2/", "/api/v2/x", "/api/v2?x")) {
      assertThat(backend(caller, get(path))).as(path).isEqualTo("b");
    }
    for (String path : List.of("/apiary", "/API", "/", "/x/api")) {
      assertThat(caller.get(path)).as(path).isEqualTo(404);
    }
  }

  @Test
  void anExactPathAndARegularExpressionMatchTheWholePath() throws IOException {
    Caller caller =
        route(
            "exact",
            "[{matches: [{path: {type: Exact, value: /one}}], "
                + to("a")
                + "}, {matches: [{path: {type: RegularExpression, value: '/n[0-9]+'}}], "
                + to("b")
                + "}]");
    assertThat(backend(caller, get("/one"))).isEqualTo("a");
    assertThat(backend(caller, get("/one?x=1"))).isEqualTo("a");
    assertThat(backend(caller, get("/n12"))).isEqualTo("b");
    assertThat(backend(caller, get("/n12?x"))).isEqualTo("b");
    for (String path : List.of("/one/", "/One", "/one/x", "/n", "/n1/", "/x/n1", "/n1x")) {
      assertThat(caller.get(path)).as(path).isEqualTo(404);
    }
  }

  @Test
  void headersQueryAndMethodMatchTogether() throws IOException {
    Caller caller =
        route(
            "values",
            """
            [{matches: [{headers: [{name: X-Version, value: two}, {name: x-n, type: RegularExpression, value: '[0-9]+'}]}], %s},
             {matches: [{queryParams: [{name: v, value: two}]}, {method: PUT}], %s}]
            """
                .formatted(to("a"), to("b"))
                .strip()
                .replace("\n", " "));
    HttpCall both = get("/").with("x-version", "two").with("x-n", "42");
    assertThat(backend(caller, both)).isEqualTo("a");
    assertThat(caller.send(get("/").with("x-version", "two")).status()).isEqualTo(404);
    assertThat(caller.send(get("/").with("x-version", "TWO").with("x-n", "1")).status())
        .isEqualTo(404);
    assertThat(caller.send(get("/").with("x-version", "two").with("x-n", "1a")).status())
        .isEqualTo(404);
    assertThat(backend(caller, get("/x?v=two"))).isEqualTo("b");
    assertThat(backend(caller, get("/x?a=1&v=two"))).isEqualTo("b");
    assertThat(caller.get("/x?v=twos")).isEqualTo(404);
    assertThat(caller.get("/x?V=two")).isEqualTo(404);
    assertThat(backend(caller, HttpCall.of("PUT", "svc", "/"))).isEqualTo("b");
    assertThat(caller.send(HttpCall.of("POST", "svc", "/")).status()).isEqualTo(404);
  }

  @Test
  void theMoreParticularMatchComesFirst() throws IOException {
    // Written with the least particular first: the order of the file must not matter.
    Caller caller =
        route(
            "precedence",
            """
            [{matches: [{path: {type: PathPrefix, value: /}}], %1$s},
             {matches: [{path: {type: PathPrefix, value: /p}}], %1$s},
             {matches: [{path: {type: PathPrefix, value: /p}, headers: [{name: h, value: x}]}], %2$s},
             {matches: [{path: {type: PathPrefix, value: /p/long}}], %2$s},
             {matches: [{path: {type: PathPrefix, value: /p/long}, queryParams: [{name: q, value: x}]}], %1$s},
             {matches: [{path: {type: PathPrefix, value: /p/long}, method: PUT}], %1$s},
             {matches: [{path: {type: Exact, value: /p/long}}], %1$s}]
            """
                .formatted(to("a"), to("b"))
                .strip()
                .replace("\n", " "));
    assertThat(backend(caller, get("/x"))).isEqualTo("a");
    assertThat(backend(caller, get("/p"))).isEqualTo("a");
    assertThat(backend(caller, get("/p").with("h", "x"))).as("a header more").isEqualTo("b");
    assertThat(backend(caller, get("/p/long/x"))).as("a longer prefix").isEqualTo("b");
    assertThat(backend(caller, get("/p/long/x?q=x"))).as("a parameter more").isEqualTo("a");
    assertThat(backend(caller, HttpCall.of("PUT", "svc", "/p/long/x"))).as("method").isEqualTo("a");
    assertThat(backend(caller, get("/p/long"))).as("exact before prefix").isEqualTo("a");
    assertThat(backend(caller, get("/p/long/x").with("h", "x")))
        .as("the longer path before the header")
        .isEqualTo("b");
  }

  @Test
  void headersAreSetAddedAndRemoved() throws IOException {
    Caller caller =
        route(
            "headers",
            """
            [{filters: [
               {type: RequestHeaderModifier, requestHeaderModifier: {
                 set: [{name: X-Set, value: rule}, {name: x-both, value: rule}, {name: x-percent, value: '100%% of %%REQ(host)%%'}],
                 add: [{name: x-add, value: rule}, {name: x-taken, value: rule}], remove: [x-gone, x-back]}},
               {type: ResponseHeaderModifier, responseHeaderModifier: {
                 set: [{name: x-backend, value: '50%%'}], add: [{name: x-new, value: r}], remove: [content-type]}}],
              backendRefs: [{name: a, port: 80, filters: [
               {type: RequestHeaderModifier, requestHeaderModifier: {
                 set: [{name: x-of-backend, value: one}, {name: x-both, value: backend}], add: [{name: x-add, value: backend}, {name: x-back, value: backend}], remove: [x-also-gone, x-taken]}},
               {type: ResponseHeaderModifier, responseHeaderModifier: {
                 add: [{name: x-new, value: b}]}}]}]}]
            """
                .formatted()
                .strip()
                .replace("\n", " "));
    HttpReply reply =
        caller.send(
            get("/")
                .with("x-set", "client")
                .with("x-add", "client")
                .with("x-gone", "1")
                .with("X-Also-Gone", "1")
                .with("x-back", "client")
                .with("x-kept", "1"));
    SeenRequest seen = SeenRequest.parse(reply.body());
    assertThat(values(seen.headers(), "x-set")).containsExactly("rule");
    assertThat(values(seen.headers(), "x-percent")).containsExactly("100% of %REQ(host)%");
    assertThat(values(seen.headers(), "x-add")).containsExactly("client", "rule", "backend");
    // Gateway API: the rule's filters come before the backend's.
    assertThat(values(seen.headers(), "x-both")).containsExactly("backend");
    assertThat(values(seen.headers(), "x-taken")).isEmpty();
    assertThat(values(seen.headers(), "x-back")).containsExactly("backend");
    assertThat(values(seen.headers(), "x-gone")).isEmpty();
    assertThat(values(seen.headers(), "x-also-gone")).isEmpty();
    assertThat(values(seen.headers(), "x-kept")).containsExactly("1");
    assertThat(values(seen.headers(), "x-of-backend")).containsExactly("one");
    assertThat(values(reply.headers(), "x-backend")).containsExactly("50%");
    assertThat(values(reply.headers(), "x-new")).containsExactly("r", "b");
    assertThat(values(reply.headers(), "content-type")).isEmpty();
  }

  private static List<String> values(List<Header> headers, String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .toList();
  }

  @Test
  void aTimeoutOfTheRequestOrOfTheBackendEndsIt() throws IOException {
    Caller caller =
        route(
            "timeouts",
            """
            [{matches: [{path: {value: /request}}], timeouts: {request: 200ms}, %1$s},
             {matches: [{path: {value: /backend}}], timeouts: {request: 10s, backendRequest: 200ms}, %1$s},
             {matches: [{path: {value: /none}}], timeouts: {request: 0s}, %1$s}]
            """
                .formatted(to("a"))
                .strip()
                .replace("\n", " "));
    for (String path : List.of("/request", "/backend")) {
      assertThat(caller.get(path)).as(path).isEqualTo(200);
      long begin = System.nanoTime();
      assertThat(caller.send(get(path).with("x-lab-delay-ms", "8000")).status())
          .as(path)
          .isEqualTo(504);
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .as(path)
          .isBetween(Duration.ofMillis(190), Duration.ofMillis(6000));
    }
    assertThat(caller.send(get("/none").with("x-lab-delay-ms", "700")).status()).isEqualTo(200);
  }

  @Test
  void aMissingBackendGetsItsShareOf500() throws IOException {
    Caller caller =
        route(
            "missing",
            "[{backendRefs: [{name: a, port: 80, weight: 1}, {name: nobody, port: 80, weight:"
                + " 1}]}]");
    Map<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < 400; i++) {
      counts.merge(backend(caller, get("/")), 1, Integer::sum);
    }
    assertThat(counts).containsOnlyKeys("a", "none, 500");
    // 400 throws of a coin: 6 standard deviations of 10, once in 500 million runs.
    assertThat(counts.get("a")).isBetween(140, 260);
  }

  @Test
  void weightsOfZeroGetNothing() throws IOException {
    Caller caller =
        route(
            "zero",
            "[{backendRefs: [{name: a, port: 80, weight: 0}, {name: b, port: 80, weight: 3}]}]");
    try (HttpTunnel http = caller.keepAlive()) {
      for (int i = 0; i < 50; i++) {
        assertThat(http.send(get("/")).header("x-backend")).hasValue("b");
      }
    }
  }

  @Test
  void whatNoRuleMatchesGets404AndWithoutARouteGoesToTheService() throws IOException {
    Caller caller = route("unmatched", "[{matches: [{path: {value: /a}}], " + to("a") + "}]");
    assertThat(backend(caller, get("/a"))).isEqualTo("a");
    assertThat(caller.get("/b")).isEqualTo(404);
    String address = LAB.serviceAddress();
    LAB.apply(
        "routeless.yaml",
        LabObjects.namespace("routeless", "mesh", "gate"),
        LabObjects.service("routeless", "svc", address, "http", 80, plain.address()));
    Caller routeless = new Caller(waypoint.client("routeless", "client"), address + ":80");
    assertThat(backend(routeless, get("/b"))).isEqualTo("svc");
  }

  @Test
  void anUnsupportedFilterIsA500ForItsRuleAlone() throws IOException {
    Caller caller =
        route(
            "unsupported",
            """
            [{matches: [{path: {value: /unsupported}}], filters: [{type: ExtensionRef, extensionRef: {group: example.com, kind: Filter, name: f}}], %1$s},
             {matches: [{path: {value: /nothing}}]},
             {matches: [{path: {value: /}}], %1$s}]
            """
                .formatted(to("a"))
                .strip()
                .replace("\n", " "));
    int before = b.requests();
    assertThat(caller.get("/unsupported")).isEqualTo(500);
    assertThat(caller.get("/nothing")).isEqualTo(500);
    assertThat(backend(caller, get("/other"))).isEqualTo("a");
    assertThat(b.requests()).isEqualTo(before);
  }
}
