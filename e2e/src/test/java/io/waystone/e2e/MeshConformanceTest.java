package io.waystone.e2e;

import static io.waystone.e2e.EchoMesh.CONSUMER;
import static io.waystone.e2e.EchoMesh.NAMESPACE;
import static io.waystone.e2e.EchoMesh.below;
import static io.waystone.e2e.EchoMesh.httpRoute;
import static io.waystone.e2e.EchoMesh.route;
import static io.waystone.e2e.EchoMesh.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpReply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What each case of the Gateway API's mesh conformance demands, under its name: who is reached. */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MeshConformanceTest {

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private EchoMesh mesh;
  private EchoMesh.Client client;

  @BeforeAll
  void start() throws IOException {
    mesh = new EchoMesh(lab);
    client = mesh.client(NAMESPACE);
  }

  @BeforeEach
  void withoutRoutes() throws IOException {
    mesh.routes();
  }

  @Test
  @DisplayName("MeshBasic")
  void aServiceIsReachedWithoutAnyRoute() throws IOException {
    assertThat(client.get("echo", "/").status()).isEqualTo(200);
  }

  @Test
  @DisplayName("MeshTrafficSplit")
  void theVersionsOfAServiceAreToldApartByPath() throws IOException {
    mesh.routes(
        httpRoute(
            "{matches: [{path: {type: Exact, value: /v1}}], " + to("echo-v1") + "}",
            "{matches: [{path: {type: Exact, value: /v2}}], " + to("echo-v2") + "}"));
    assertThat(client.backend("/v1")).isEqualTo("echo-v1");
    assertThat(client.backend("/v2")).isEqualTo("echo-v2");
  }

  @Test
  @DisplayName("MeshHTTPRouteSimpleSameNamespace")
  void aRouteOfTheServicesNamespaceIsInForce() throws IOException {
    mesh.routes(httpRoute("{" + to("echo-v1") + "}"));
    for (int i = 0; i < 20; i++) {
      assertThat(client.backend("/")).isEqualTo("echo-v1");
    }
  }

  @Test
  @DisplayName("MeshPorts")
  void aRouteMayBeForOnePortOfAService() throws IOException {
    mesh.routes(
        route(
            "HTTPRoute",
            NAMESPACE,
            "one-port",
            "name: echo-v1, port: 80",
            "{filters: [" + marker("v1") + "], backendRefs: [{name: echo-v1, port: 80}]}"),
        route(
            "HTTPRoute",
            NAMESPACE,
            "all-ports",
            "name: echo-v2",
            "{filters: [" + marker("v2") + "], backendRefs: [{name: echo-v2, port: 80}]}"));
    marked(client.get("echo-v1", "/"), "echo-v1", "v1");
    unmarked(client.get("echo-v1:8080", "/"), "echo-v1");
    marked(client.get("echo-v2", "/"), "echo-v2", "v2");
    marked(client.get("echo-v2:8080", "/"), "echo-v2", "v2");
  }

  @Test
  @DisplayName("MeshConsumerRoute")
  void aRouteOfAnotherNamespaceIsForItsClients() throws IOException {
    mesh.routes(
        route(
            "HTTPRoute",
            CONSUMER,
            "route",
            "name: echo-v1, namespace: " + NAMESPACE,
            "{filters: [%s], backendRefs: [{name: echo-v1, namespace: %s, port: 80}]}"
                .formatted(marker("consumer"), NAMESPACE)));
    marked(mesh.client(CONSUMER).get("echo-v1", "/"), "echo-v1", "consumer");
    unmarked(client.get("echo-v1", "/"), "echo-v1");
    unmarked(mesh.client("elsewhere").get("echo-v1", "/"), "echo-v1");
  }

  /** Who calls the address of a pod does not ask for the service: its waypoint has no such door. */
  @Test
  @DisplayName("MeshFrontend")
  void aRouteIsForItsServiceAndNotForItsPods() throws Exception {
    mesh.routes(frontend());
    marked(client.get("echo-v2", "/"), "echo-v2", "set");
    assertThat(client.connect(mesh.pod("echo-v2"))).isEqualTo(503);
    try (HttpClient direct = HttpClient.newHttpClient()) {
      URI pod =
          URI.create(
              "http://%s:%d/"
                  .formatted(
                      mesh.pod("echo-v2").getAddress().getHostAddress(),
                      mesh.pod("echo-v2").getPort()));
      HttpResponse<String> reply =
          direct.send(HttpRequest.newBuilder(pod).build(), BodyHandlers.ofString());
      assertThat(reply.statusCode()).isEqualTo(200);
      assertThat(reply.headers().firstValue("x-backend")).hasValue("echo-v2");
      assertThat(reply.headers().firstValue("x-header-set")).isEmpty();
    }
  }

  @Test
  @DisplayName("MeshFrontendHostname")
  void theAddressSaysWhichServiceAndNotTheHost() throws IOException {
    mesh.routes(frontend());
    marked(client.send("echo-v2", HttpCall.get("echo-v1", "/")), "echo-v2", "set");
    unmarked(client.send("echo-v1", HttpCall.get("echo-v2", "/")), "echo-v1");
  }

  /** The feature MeshClusterIPMatching, of which MeshFrontendHostname is the case. */
  @Test
  @DisplayName("MeshHTTPRouteClusterIPMatching")
  void requestsAreOfTheServiceWhoseClusterIpWasCalled() throws IOException {
    mesh.routes(
        frontend(), httpRoute("{filters: [" + marker("echo") + "], " + to("echo-v1") + "}"));
    for (String host : new String[] {"echo", "echo-v1", "echo-v2", "example.com", "10.0.0.1"}) {
      marked(client.send("echo", HttpCall.get(host, "/")), "echo-v1", "echo");
      unmarked(client.send("echo-v1", HttpCall.get(host, "/")), "echo-v1");
      marked(client.send("echo-v2", HttpCall.get(host, "/")), "echo-v2", "set");
    }
  }

  private static String frontend() {
    return route(
        "HTTPRoute",
        NAMESPACE,
        "frontend",
        "name: echo-v2",
        "{filters: [" + marker("set") + "], backendRefs: [{name: echo-v2, port: 80}]}");
  }

  /** A filter by which a response shows that a route was in force. */
  private static String marker(String value) {
    return "{type: ResponseHeaderModifier, responseHeaderModifier: {set: [{name: X-Header-Set,"
        + " value: "
        + value
        + "}]}}";
  }

  private static void marked(HttpReply reply, String backend, String value) {
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("x-backend")).hasValue(backend);
    assertThat(reply.header("x-header-set")).hasValue(value);
  }

  private static void unmarked(HttpReply reply, String backend) {
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("x-backend")).hasValue(backend);
    assertThat(reply.header("x-header-set")).isEmpty();
  }

  @Test
  @DisplayName("MeshHTTPRouteMatching")
  void pathsAndHeadersMatch() throws IOException {
    mesh.routes(
        httpRoute(
            "{matches: [{path: {type: PathPrefix, value: /}},"
                + " {headers: [{name: version, value: one}]}], "
                + to("echo-v1")
                + "}",
            "{matches: [{path: {type: PathPrefix, value: /v2}},"
                + " {headers: [{name: version, value: two}]}], "
                + to("echo-v2")
                + "}"));
    for (String path : new String[] {"/", "/example", "/v2example", "/foo/v2/example"}) {
      assertThat(client.backend(path)).as(path).isEqualTo("echo-v1");
    }
    for (String path : new String[] {"/v2", "/v2/", "/v2/example"}) {
      assertThat(client.backend(path)).as(path).isEqualTo("echo-v2");
    }
    assertThat(client.backend(get("/").with("Version", "one"))).isEqualTo("echo-v1");
    assertThat(client.backend(get("/").with("Version", "two"))).isEqualTo("echo-v2");
  }

  @Test
  @DisplayName("MeshHTTPRouteQueryParamMatching")
  void queryParametersMatch() throws IOException {
    mesh.routes(
        httpRoute(
            "{matches: [{queryParams: [{name: animal, value: whale}]}], " + to("echo-v1") + "}",
            "{matches: [{queryParams: [{name: animal, value: dolphin}]}], " + to("echo-v2") + "}",
            "{matches: [{path: {value: /path1}, queryParams: [{name: animal, value: whale}]}], "
                + to("echo-v1")
                + "}",
            "{matches: [{headers: [{name: version, value: one}], queryParams: [{name: animal,"
                + " value: whale}]}], "
                + to("echo-v2")
                + "}",
            "{matches: [{path: {value: /path3}, queryParams: [{name: animal, value: shark}]},"
                + " {path: {value: /path4}, headers: [{name: version, value: three}], queryParams:"
                + " [{name: animal, value: kraken}]}], "
                + to("echo-v1")
                + "}",
            "{matches: [{queryParams: [{name: animal, value: hydra}]}], " + to("echo-v2") + "}",
            "{matches: [{path: {value: /path5}, queryParams: [{name: animal, value: hydra}]}], "
                + to("echo-v1")
                + "}"));
    Map<String, String> expected = new TreeMap<>();
    for (String query :
        new String[] {
          "/?animal=whale",
          "/?animal=whale&otherparam=irrelevant",
          "/path1?animal=whale",
          "/path3?animal=shark",
          "/path5?animal=hydra"
        }) {
      expected.put(query, "echo-v1");
    }
    expected.put("/?animal=dolphin", "echo-v2");
    expected.put("/?animal=dolphin&color=yellow", "echo-v2");
    for (String query :
        new String[] {
          "/",
          "/?color=blue",
          "/?animal=dog",
          "/?animal=whaledolphin",
          "/?animal=shark",
          "/path4?animal=kraken"
        }) {
      expected.put(query, "404");
    }
    for (Map.Entry<String, String> one : expected.entrySet()) {
      assertThat(client.backend(one.getKey())).as(one.getKey()).isEqualTo(one.getValue());
    }
    assertThat(client.backend(get("/?animal=whale").with("version", "one"))).isEqualTo("echo-v2");
    assertThat(client.backend(get("/path4?animal=kraken").with("version", "three")))
        .isEqualTo("echo-v1");
  }

  /** The suite's own case is called MeshHTTPRouteNamedRule. */
  @Test
  @DisplayName("MeshHTTPRouteNamedRouteRule")
  void aRuleMayHaveAName() throws IOException {
    mesh.routes(
        httpRoute(
            "{name: named-rule, " + below("/named") + ", " + to("echo-v1") + "}",
            "{" + below("/unnamed") + ", " + to("echo-v2") + "}"));
    assertThat(client.backend("/named")).isEqualTo("echo-v1");
    assertThat(client.backend("/unnamed")).isEqualTo("echo-v2");
  }

  @Test
  @DisplayName("MeshHTTPRouteWeight")
  void requestsAreSharedOutByWeight() throws IOException {
    mesh.routes(
        httpRoute(
            "{backendRefs: [{name: echo-v1, port: 8080, weight: 70},"
                + " {name: echo-v2, port: 8080, weight: 30}]}"));
    Map<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < 500; i++) {
      counts.merge(client.backend("/"), 1, Integer::sum);
    }
    // The suite allows 5 % and ten tries. One try here, and six standard deviations of 10.2.
    assertThat(counts).containsOnlyKeys("echo-v1", "echo-v2");
    assertThat(counts.get("echo-v1")).isBetween(350 - 62, 350 + 62);
  }

  private static HttpCall get(String path) {
    return HttpCall.get("echo", path);
  }
}
