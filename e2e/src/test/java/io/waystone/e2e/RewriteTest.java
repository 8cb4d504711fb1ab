package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.SeenRequest;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rules that change where a request is for. */
@Tag("envoy")
final class RewriteTest {

  @RegisterExtension static final MeshLab LAB = new MeshLab();

  private static final String HOST_M =
      "{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: Host, value:"
          + " m.example}]}}";

  private static RouteLab routes;

  @BeforeAll
  static void start() throws IOException {
    routes = RouteLab.start(LAB);
  }

  private static String rule(String path, String filters) {
    return "{matches: [{path: {value: %s}}], filters: [%s], backendRefs: [{name: a, port: 80}]}"
        .formatted(path, filters);
  }

  private static String rewrite(String what) {
    return "{type: URLRewrite, urlRewrite: {" + what + "}}";
  }

  private static String prefix(String path, String replacement) {
    return rule(
        path,
        rewrite(
            "path: {type: ReplacePrefixMatch, replacePrefixMatch: '%s'}".formatted(replacement)));
  }

  /** Host and path as the backend sees them. */
  private static String seen(Caller caller, String path) throws IOException {
    SeenRequest seen = SeenRequest.parse(caller.send(HttpCall.get("svc", path)).body());
    return seen.header("host").orElseThrow() + seen.path();
  }

  /** Gateway API: the table of HTTPPathModifier, and the query, which stays. */
  @Test
  void pathsAreReplacedAsAWholeOrByPrefix() throws IOException {
    Caller caller =
        routes.route(
            "paths",
            "["
                + String.join(
                    ", ",
                    rule(
                        "/full",
                        rewrite("path: {type: ReplaceFullPath, replaceFullPath: '/new\\1%20'}")),
                    prefix("/foo", "/xyz"),
                    prefix("/bar/", "/xyz/"),
                    prefix("/none", ""),
                    prefix("/a.b", "/"))
                + "]");
    assertThat(seen(caller, "/full/x?q=1")).isEqualTo("svc/new\\1%20?q=1");
    assertThat(seen(caller, "/foo/bar")).isEqualTo("svc/xyz/bar");
    assertThat(seen(caller, "/foo")).isEqualTo("svc/xyz");
    assertThat(seen(caller, "/foo/?a=/foo")).isEqualTo("svc/xyz/?a=/foo");
    assertThat(caller.get("/foobar")).isEqualTo(404);
    assertThat(seen(caller, "/bar/bar")).isEqualTo("svc/xyz/bar");
    assertThat(seen(caller, "/bar")).isEqualTo("svc/xyz");
    assertThat(seen(caller, "/none/bar?q")).isEqualTo("svc/bar?q");
    assertThat(seen(caller, "/none/")).isEqualTo("svc/");
    assertThat(seen(caller, "/none?q")).isEqualTo("svc/?q");
    assertThat(seen(caller, "/none//bar/none")).isEqualTo("svc/bar/none");
    assertThat(seen(caller, "/a.b/c")).isEqualTo("svc/c");
    assertThat(caller.get("/aXb/c")).isEqualTo(404);
    Caller root = routes.route("root", "[" + prefix("/", "/below") + "]");
    assertThat(seen(root, "/x?q")).isEqualTo("svc/below/x?q");
    assertThat(seen(root, "/")).isEqualTo("svc/below/");
  }

  @Test
  void theLaterOfTwoHostsIsTheHost() throws IOException {
    Caller caller =
        routes.route(
            "hosts",
            "["
                + String.join(
                    ", ",
                    rule("/one", rewrite("hostname: r.example")),
                    rule("/two", rewrite("hostname: r.example") + "," + HOST_M),
                    rule("/three", HOST_M + "," + rewrite("hostname: r.example")),
                    """
                    {matches: [{path: {value: /four}}], filters: [%s], backendRefs: [{name: a, port: 80, filters: [%s]}]}
                    """
                        .formatted(rewrite("hostname: r.example"), HOST_M))
                + "]");
    assertThat(seen(caller, "/one")).isEqualTo("r.example/one");
    assertThat(seen(caller, "/two")).isEqualTo("m.example/two");
    assertThat(seen(caller, "/three")).isEqualTo("r.example/three");
    // The backend's filters come last.
    assertThat(seen(caller, "/four")).isEqualTo("m.example/four");
  }

  @Test
  void aPrefixCannotBeReplacedInAnExactPath() throws IOException {
    Caller caller =
        routes.route(
            "exact",
            """
            [{matches: [{path: {type: Exact, value: /exact}}],
              filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /x}}}],
              backendRefs: [{name: a, port: 80}]},
             {backendRefs: [{name: a, port: 80}]}]
            """);
    assertThat(caller.get("/exact")).isEqualTo(500);
    assertThat(caller.get("/other")).isEqualTo(200);
  }
}
