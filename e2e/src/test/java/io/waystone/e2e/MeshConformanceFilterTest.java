package io.waystone.e2e;

import static io.waystone.e2e.EchoMesh.NAMESPACE;
import static io.waystone.e2e.EchoMesh.below;
import static io.waystone.e2e.EchoMesh.httpRoute;
import static io.waystone.e2e.EchoMesh.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.lab.Header;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpReply;
import io.waystone.server.lab.SeenRequest;
import java.io.IOException;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What each case of the Gateway API's mesh conformance demands, under its name: what becomes of a
 * request and of its answer.
 */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MeshConformanceFilterTest {

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

  // Headers.

  @Test
  @DisplayName("MeshHTTPRouteRequestHeaderModifier")
  void theHeadersOfARequestAreChanged() throws IOException {
    headersAreChanged(
        filters -> "filters: [" + filters + "], backendRefs: [{name: echo-v1, port: 8080}]");
  }

  /** The suite's own case is called MeshHTTPRouteBackendRequestHeaderModifier. */
  @Test
  @DisplayName("MeshHTTPRouteBackendRequestHeaderModification")
  void theHeadersOfARequestAreChangedForABackend() throws IOException {
    headersAreChanged(
        filters -> "backendRefs: [{name: echo-v1, port: 8080, filters: [" + filters + "]}]");
  }

  /**
   * The cases, which are the same for both places of the filter.
   *
   * @param place gives the rest of a rule with this filter
   */
  private void headersAreChanged(UnaryOperator<String> place) throws IOException {
    mesh.routes(
        httpRoute(
            changing("/set", place, "set: [{name: X-Header-Set, value: set-overwrites-values}]"),
            changing("/add", place, "add: [{name: X-Header-Add, value: add-appends-values}]"),
            changing("/remove", place, "remove: [X-Header-Remove]"),
            changing(
                "/multiple",
                place,
                """
                set: [{name: X-Header-Set-1, value: header-set-1}, {name: X-Header-Set-2, value: header-set-2}],
                add: [{name: X-Header-Add-1, value: header-add-1}, {name: X-Header-Add-2, value: header-add-2},
                      {name: X-Header-Add-3, value: header-add-3}],
                remove: [X-Header-Remove-1, X-Header-Remove-2]
                """),
            changing(
                "/case-insensitivity",
                place,
                """
                set: [{name: X-Header-Set, value: header-set}], add: [{name: X-Header-Add, value: header-add}],
                remove: [X-Header-Remove]
                """)));

    for (HttpCall call : new HttpCall[] {get("/set"), get("/set").with("X-Header-Set", "other")}) {
      SeenRequest set = seen(call.with("Some-Other-Header", "val"));
      assertThat(values(set, "x-header-set")).isEqualTo("set-overwrites-values");
      assertThat(values(set, "some-other-header")).isEqualTo("val");
    }
    assertThat(values(seen(get("/add")), "x-header-add")).isEqualTo("add-appends-values");
    assertThat(values(seen(get("/add").with("X-Header-Add", "other")), "x-header-add"))
        .isEqualTo("other,add-appends-values");
    assertThat(values(seen(get("/remove").with("X-Header-Remove", "val")), "x-header-remove"))
        .isEmpty();

    SeenRequest multiple =
        seen(
            get("/multiple")
                .with("X-Header-Set-2", "set-val-2")
                .with("X-Header-Add-2", "add-val-2")
                .with("X-Header-Remove-2", "remove-val-2")
                .with("Another-Header", "another-header-val"));
    assertThat(values(multiple, "x-header-set-1")).isEqualTo("header-set-1");
    assertThat(values(multiple, "x-header-set-2")).isEqualTo("header-set-2");
    assertThat(values(multiple, "x-header-add-1")).isEqualTo("header-add-1");
    assertThat(values(multiple, "x-header-add-2")).isEqualTo("add-val-2,header-add-2");
    assertThat(values(multiple, "x-header-add-3")).isEqualTo("header-add-3");
    assertThat(values(multiple, "another-header")).isEqualTo("another-header-val");
    assertThat(values(multiple, "x-header-remove-1")).isEmpty();
    assertThat(values(multiple, "x-header-remove-2")).isEmpty();

    SeenRequest lower =
        seen(
            get("/case-insensitivity")
                .with("x-header-set", "original-val-set")
                .with("x-header-add", "original-val-add")
                .with("x-header-remove", "original-val-remove"));
    assertThat(values(lower, "x-header-set")).isEqualTo("header-set");
    assertThat(values(lower, "x-header-add")).isEqualTo("original-val-add,header-add");
    assertThat(values(lower, "x-header-remove")).isEmpty();
  }

  private static String changing(String path, UnaryOperator<String> place, String changes) {
    String filter = "{type: RequestHeaderModifier, requestHeaderModifier: {" + changes + "}}";
    return "{" + below(path) + ", " + place.apply(filter) + "}";
  }

  private SeenRequest seen(HttpCall call) throws IOException {
    HttpReply reply = client.send("echo", call);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("x-backend")).hasValue("echo-v1");
    return SeenRequest.parse(reply.body());
  }

  private static String values(SeenRequest seen, String name) {
    return seen.headers().stream()
        .filter(header -> header.name().toLowerCase(Locale.ROOT).equals(name))
        .map(Header::value)
        .collect(Collectors.joining(","));
  }

  // Paths.

  @Test
  @DisplayName("MeshHTTPRouteRewritePath")
  void thePathOfARequestIsRewritten() throws IOException {
    String headers =
        "{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: X-Header-Set, value:"
            + " set-overwrites-values}], add: [{name: X-Header-Add, value: header-val-1}, {name:"
            + " X-Header-Add-Append, value: header-val-2}], remove: [X-Header-Remove]}}";
    mesh.routes(
        httpRoute(
            rewriting("/prefix/one", prefix("/one"), ""),
            rewriting("/strip-prefix", prefix("/"), ""),
            rewriting("/full/one", full("/one"), ""),
            rewriting("/full/rewrite-path-and-modify-headers", full("/test"), ", " + headers),
            rewriting(
                "/prefix/rewrite-path-and-modify-headers", prefix("/prefix"), ", " + headers)));
    assertThat(seen(get("/prefix/one/two")).path()).isEqualTo("/one/two");
    assertThat(seen(get("/prefix/one?a=/b")).path()).isEqualTo("/one?a=/b");
    assertThat(seen(get("/strip-prefix/three")).path()).isEqualTo("/three");
    assertThat(seen(get("/strip-prefix")).path()).isEqualTo("/");
    assertThat(seen(get("/full/one/two")).path()).isEqualTo("/one");
    changed("/full/rewrite-path-and-modify-headers/test", "/test");
    changed("/prefix/rewrite-path-and-modify-headers/one", "/prefix/one");
  }

  private void changed(String path, String expected) throws IOException {
    SeenRequest seen =
        seen(
            get(path)
                .with("X-Header-Remove", "remove-val")
                .with("X-Header-Add-Append", "append-val-1")
                .with("X-Header-Set", "set-val"));
    assertThat(seen.path()).isEqualTo(expected);
    assertThat(values(seen, "x-header-add")).isEqualTo("header-val-1");
    assertThat(values(seen, "x-header-add-append")).isEqualTo("append-val-1,header-val-2");
    assertThat(values(seen, "x-header-set")).isEqualTo("set-overwrites-values");
    assertThat(values(seen, "x-header-remove")).isEmpty();
  }

  private static String rewriting(String path, String change, String more) {
    return "{%s, filters: [{type: URLRewrite, urlRewrite: {%s}}%s], %s}"
        .formatted(below(path), change, more, to("echo-v1"));
  }

  private static String prefix(String value) {
    return "path: {type: ReplacePrefixMatch, replacePrefixMatch: " + value + "}";
  }

  private static String full(String value) {
    return "path: {type: ReplaceFullPath, replaceFullPath: " + value + "}";
  }

  // Redirects.

  @Test
  @DisplayName("MeshHTTPRouteRedirectHostAndStatus")
  void aRedirectToAnotherHost() throws IOException {
    mesh.routes(
        httpRoute(
            redirecting("/hostname-redirect", "hostname: example.org"),
            redirecting("/host-and-status", "statusCode: 301, hostname: example.org")));
    assertThat(redirect("/hostname-redirect"))
        .isEqualTo("302 http://example.org/hostname-redirect");
    assertThat(redirect("/host-and-status")).isEqualTo("301 http://example.org/host-and-status");
  }

  /** MeshHTTPRoute303Redirect, MeshHTTPRoute307Redirect, MeshHTTPRoute308Redirect. */
  @ParameterizedTest(name = "MeshHTTPRoute{0}Redirect")
  @ValueSource(ints = {303, 307, 308})
  void aRedirectWithAStatus(int status) throws IOException {
    mesh.routes(httpRoute(redirecting("/redirect", "statusCode: " + status)));
    assertThat(redirect("/redirect")).isEqualTo(status + " http://echo/redirect");
  }

  @Test
  @DisplayName("MeshHTTPRouteSchemeRedirect")
  void aRedirectToAnotherScheme() throws IOException {
    mesh.routes(
        httpRoute(
            redirecting("/scheme", "scheme: https"),
            redirecting("/scheme-and-host", "hostname: example.org, scheme: https"),
            redirecting("/scheme-and-status", "scheme: https, statusCode: 301"),
            redirecting(
                "/scheme-and-host-and-status",
                "scheme: https, statusCode: 302, hostname: example.org")));
    assertThat(redirect("/scheme")).isEqualTo("302 https://echo/scheme");
    assertThat(redirect("/scheme-and-host")).isEqualTo("302 https://example.org/scheme-and-host");
    assertThat(redirect("/scheme-and-status")).isEqualTo("301 https://echo/scheme-and-status");
    assertThat(redirect("/scheme-and-host-and-status"))
        .isEqualTo("302 https://example.org/scheme-and-host-and-status");
  }

  @Test
  @DisplayName("MeshHTTPRouteRedirectPort")
  void aRedirectToAnotherPort() throws IOException {
    mesh.routes(
        httpRoute(
            redirecting("/port", "port: 8083"),
            redirecting("/port-and-host", "hostname: example.org, port: 8083"),
            redirecting("/port-and-status", "port: 8083, statusCode: 301"),
            redirecting(
                "/port-and-host-and-status",
                "port: 8083, hostname: example.org, statusCode: 302")));
    assertThat(redirect("/port")).isEqualTo("302 http://echo:8083/port");
    assertThat(redirect("/port-and-host")).isEqualTo("302 http://example.org:8083/port-and-host");
    assertThat(redirect("/port-and-status")).isEqualTo("301 http://echo:8083/port-and-status");
    assertThat(redirect("/port-and-host-and-status"))
        .isEqualTo("302 http://example.org:8083/port-and-host-and-status");
  }

  @Test
  @DisplayName("MeshHTTPRouteRedirectPath")
  void aRedirectToAnotherPath() throws IOException {
    String toPrefix = prefix("/replacement-prefix");
    String toFull = full("/replacement-full");
    mesh.routes(
        httpRoute(
            redirecting("/original-prefix", toPrefix),
            redirecting("/full", full("/full-path-replacement")),
            redirecting("/path-and-host", "hostname: example.org, " + toPrefix),
            redirecting("/path-and-status", "statusCode: 301, " + toPrefix),
            redirecting("/full-path-and-host", "hostname: example.org, " + toFull),
            redirecting("/full-path-and-status", "statusCode: 301, " + toFull)));
    assertThat(redirect("/original-prefix/lemon"))
        .isEqualTo("302 http://echo/replacement-prefix/lemon");
    assertThat(redirect("/full/path/original")).isEqualTo("302 http://echo/full-path-replacement");
    assertThat(redirect("/path-and-host")).isEqualTo("302 http://example.org/replacement-prefix");
    assertThat(redirect("/path-and-status")).isEqualTo("301 http://echo/replacement-prefix");
    assertThat(redirect("/full-path-and-host"))
        .isEqualTo("302 http://example.org/replacement-full");
    assertThat(redirect("/full-path-and-status")).isEqualTo("301 http://echo/replacement-full");
  }

  private static String redirecting(String path, String redirect) {
    return "{%s, filters: [{type: RequestRedirect, requestRedirect: {%s}}]}"
        .formatted(below(path), redirect);
  }

  /** The status and where the client is sent: {@code 302 http://echo/path}. */
  private String redirect(String path) throws IOException {
    HttpReply reply = client.get("echo", path);
    return reply.status() + " " + reply.header("location").orElse("nowhere");
  }

  private static HttpCall get(String path) {
    return HttpCall.get("echo", path);
  }
}
