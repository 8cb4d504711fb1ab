package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpReply;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rules that send clients elsewhere. */
@Tag("envoy")
final class RedirectTest {

  @RegisterExtension static final MeshLab LAB = new MeshLab();

  private static RouteLab routes;

  @BeforeAll
  static void start() throws IOException {
    routes = RouteLab.start(LAB);
  }

  private static String rule(String path, String redirect) {
    return "{matches: [{path: {value: %s}}], filters: [{type: RequestRedirect, requestRedirect: %s}]}"
        .formatted(path, redirect);
  }

  private static String prefix(String path, String replacement) {
    return rule(
        path,
        "{path: {type: ReplacePrefixMatch, replacePrefixMatch: '%s'}}".formatted(replacement));
  }

  private static String go(Caller caller, String host, String path) throws IOException {
    HttpReply reply = caller.send(HttpCall.get(host, path));
    return reply.status() + " " + reply.header("location").orElse("nowhere");
  }

  @Test
  void theHostTheStatusAndTheHeadersAreAsWritten() throws IOException {
    Caller caller =
        routes.route(
            "status",
            """
            [%s, %s, %s, %s, %s, %s,
             {matches: [{path: {value: /headers}}], filters: [
               {type: RequestRedirect, requestRedirect: {hostname: a.example}},
               {type: ResponseHeaderModifier, responseHeaderModifier: {set: [{name: x-why, value: moved}]}}]}]
            """
                .formatted(
                    rule("/default", "{hostname: a.example}"),
                    rule("/301", "{hostname: a.example, statusCode: 301}"),
                    rule("/302", "{hostname: a.example, statusCode: 302}"),
                    rule("/303", "{hostname: a.example, statusCode: 303}"),
                    rule("/307", "{hostname: a.example, statusCode: 307}"),
                    rule("/308", "{hostname: a.example, statusCode: 308}")));
    assertThat(go(caller, "svc", "/default")).isEqualTo("302 http://a.example/default");
    for (int status : new int[] {301, 302, 303, 307, 308}) {
      assertThat(go(caller, "svc", "/" + status + "?q=1"))
          .isEqualTo(status + " http://a.example/" + status + "?q=1");
    }
    assertThat(caller.send(HttpCall.get("svc", "/headers")).header("x-why")).contains("moved");
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
                    rule("/full", "{path: {type: ReplaceFullPath, replaceFullPath: '/new\\1'}}"),
                    prefix("/foo", "/xyz"),
                    prefix("/bar/", "/xyz/"),
                    prefix("/none", ""),
                    prefix("/slash", "/"))
                + "]");
    assertThat(go(caller, "svc", "/full/x?q=1")).isEqualTo("302 http://svc/new\\1?q=1");
    assertThat(go(caller, "svc", "/foo/bar")).isEqualTo("302 http://svc/xyz/bar");
    assertThat(go(caller, "svc", "/foo")).isEqualTo("302 http://svc/xyz");
    assertThat(go(caller, "svc", "/foo/?a=/foo")).isEqualTo("302 http://svc/xyz/?a=/foo");
    assertThat(go(caller, "svc", "/foobar")).isEqualTo("404 nowhere");
    assertThat(go(caller, "svc", "/bar/bar")).isEqualTo("302 http://svc/xyz/bar");
    assertThat(go(caller, "svc", "/bar")).isEqualTo("302 http://svc/xyz");
    assertThat(go(caller, "svc", "/none/bar?q")).isEqualTo("302 http://svc/bar?q");
    assertThat(go(caller, "svc", "/none/")).isEqualTo("302 http://svc/");
    assertThat(go(caller, "svc", "/none?q")).isEqualTo("302 http://svc/?q");
    assertThat(go(caller, "svc", "/none//evil.example")).isEqualTo("302 http://svc/evil.example");
    assertThat(go(caller, "svc", "/slash/bar")).isEqualTo("302 http://svc/bar");
    assertThat(go(caller, "svc", "/slash")).isEqualTo("302 http://svc/");
    Caller root = routes.route("root", "[" + prefix("/", "/below") + "]");
    assertThat(go(root, "svc", "/x?q")).isEqualTo("302 http://svc/below/x?q");
    assertThat(go(root, "svc", "/")).isEqualTo("302 http://svc/below/");
  }

  /** Gateway API: written, of the scheme, of the service; not said where the scheme has it. */
  @Test
  void thePortIsTheWrittenOneOrTheSchemesOrTheServices() throws IOException {
    String rules =
        "["
            + String.join(
                ", ",
                rule("/https", "{scheme: https}"),
                rule("/8443", "{scheme: https, port: 8443}"),
                rule("/443", "{scheme: https, port: 443}"),
                rule("/8080", "{port: 8080}"),
                rule("/80", "{port: 80}"),
                rule("/same", "{statusCode: 301}"))
            + "]";
    Caller on80 = routes.route("port-80", rules);
    assertThat(go(on80, "svc", "/https")).isEqualTo("302 https://svc/https");
    assertThat(go(on80, "svc:80", "/https")).isEqualTo("302 https://svc/https");
    assertThat(go(on80, "svc", "/8443")).isEqualTo("302 https://svc:8443/8443");
    assertThat(go(on80, "svc", "/443")).isEqualTo("302 https://svc/443");
    assertThat(go(on80, "svc", "/8080")).isEqualTo("302 http://svc:8080/8080");
    assertThat(go(on80, "svc", "/80")).isEqualTo("302 http://svc/80");
    assertThat(go(on80, "svc", "/same")).isEqualTo("301 http://svc/same");
    Caller on8080 = routes.route("port-8080", 8080, rules);
    assertThat(go(on8080, "svc", "/https")).isEqualTo("302 https://svc/https");
    assertThat(go(on8080, "svc:8080", "/https")).isEqualTo("302 https://svc:443/https");
    assertThat(go(on8080, "[fd00::5]:8080", "/https")).isEqualTo("302 https://[fd00::5]:443/https");
    assertThat(go(on8080, "[fd00::5]", "/https")).isEqualTo("302 https://[fd00::5]/https");
    assertThat(go(on8080, "svc:8080", "/8443")).isEqualTo("302 https://svc:8443/8443");
    assertThat(go(on8080, "svc:8080", "/80")).isEqualTo("302 http://svc:80/80");
    assertThat(go(on8080, "svc", "/same")).isEqualTo("301 http://svc:8080/same");
    assertThat(go(on8080, "svc:8080", "/same")).isEqualTo("301 http://svc:8080/same");
  }

  @Test
  void aRedirectWithABackendIsA500() throws IOException {
    Caller caller =
        routes.route(
            "both",
            """
            [{matches: [{path: {value: /both}}], filters: [{type: RequestRedirect, requestRedirect: {}}], backendRefs: [{name: a, port: 80}]},
             {backendRefs: [{name: a, port: 80}]}]
            """);
    assertThat(caller.get("/both")).isEqualTo(500);
    assertThat(caller.get("/")).isEqualTo(200);
  }
}
