package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpReply;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rules that say which pages of other origins may read answers. */
@Tag("envoy")
final class CorsTest {

  @RegisterExtension static final MeshLab LAB = new MeshLab();

  private static final String ORIGIN = "access-control-allow-origin";
  private static final String CREDENTIALS = "access-control-allow-credentials";
  private static final String METHODS = "access-control-allow-methods";
  private static final String HEADERS = "access-control-allow-headers";
  private static final String EXPOSED = "access-control-expose-headers";
  private static final String MAX_AGE = "access-control-max-age";

  private static RouteLab routes;

  @BeforeAll
  static void start() throws IOException {
    routes = RouteLab.start(LAB);
  }

  private static String rule(String path, String cors) {
    return "{matches: [{path: {value: %s}}], filters: [{type: CORS, cors: {%s}}], %s}"
        .formatted(path, cors, "backendRefs: [{name: a, port: 80}]");
  }

  private static HttpReply preflight(Caller caller, String path, String origin, String method)
      throws IOException {
    return caller.send(
        HttpCall.of("OPTIONS", "svc", path)
            .with("origin", origin)
            .with("access-control-request-method", method)
            .with("access-control-request-headers", "x-asked"));
  }

  private static HttpReply get(Caller caller, String path, String origin) throws IOException {
    return caller.send(HttpCall.get("svc", path).with("origin", origin));
  }

  @Test
  void allowedOriginsAreAnsweredByTheWaypointAndTold() throws IOException {
    Caller caller =
        routes.route(
            "some",
            "["
                + rule(
                    "/",
                    """
                    allowOrigins: ['https://a.example', 'https://*.b.example', 'http://*:8080'], allowCredentials: true,
                    allowMethods: [GET, PUT], allowHeaders: [x-one, x-two], exposeHeaders: [x-three], maxAge: 3600
                    """)
                + "]");
    int before = routes.a().requests();
    HttpReply preflight = preflight(caller, "/", "https://a.example", "PUT");
    assertThat(preflight.status()).isEqualTo(200);
    assertThat(preflight.header(ORIGIN)).contains("https://a.example");
    assertThat(preflight.header(CREDENTIALS)).contains("true");
    assertThat(preflight.header(METHODS)).contains("GET,PUT");
    assertThat(preflight.header(HEADERS)).contains("x-one,x-two");
    assertThat(preflight.header(MAX_AGE)).contains("3600");
    assertThat(routes.a().requests()).as("the backend sees no preflight").isEqualTo(before);
    HttpReply reply = get(caller, "/", "https://a.example");
    assertThat(reply.header("x-backend")).contains("a");
    assertThat(reply.header(ORIGIN)).contains("https://a.example");
    assertThat(reply.header(CREDENTIALS)).contains("true");
    assertThat(reply.header(EXPOSED)).contains("x-three");
    for (String origin :
        List.of("https://x.b.example", "https://x.y.b.example", "http://anything.example:8080")) {
      assertThat(get(caller, "/", origin).header(ORIGIN)).as(origin).contains(origin);
    }
    for (String origin :
        List.of(
            "http://a.example",
            "https://a.example:8443",
            "https://a.example.evil.example",
            "https://b.example",
            "https://xb.example",
            "https://evil.example/.b.example",
            "http://a.example:80801",
            "*",
            "null")) {
      HttpReply refused = preflight(caller, "/", origin, "PUT");
      assertThat(refused.status()).as(origin).isEqualTo(200);
      assertThat(refused.header(ORIGIN)).as(origin).isEmpty();
      assertThat(get(caller, "/", origin).header(ORIGIN)).as(origin).isEmpty();
    }
    assertThat(caller.send(HttpCall.get("svc", "/")).header(ORIGIN)).isEmpty();
  }

  @Test
  void starsAreEchoed() throws IOException {
    Caller caller =
        routes.route(
            "stars",
            "["
                + rule("/open", "allowOrigins: ['*'], allowMethods: ['*'], allowHeaders: ['*']")
                + ","
                + rule(
                    "/known",
                    "allowOrigins: ['*'], allowCredentials: true, allowMethods: ['*'],"
                        + " allowHeaders: ['*']")
                + "]");
    for (String path : List.of("/open", "/known")) {
      HttpReply preflight = preflight(caller, path, "https://any.example", "DELETE");
      assertThat(preflight.header(ORIGIN)).as(path).contains("https://any.example");
      assertThat(preflight.header(METHODS)).as(path).contains("DELETE");
      assertThat(preflight.header(HEADERS)).as(path).contains("x-asked");
      assertThat(preflight.header(MAX_AGE)).as(path).contains("5");
    }
    assertThat(get(caller, "/open", "https://any.example").header(CREDENTIALS)).isEmpty();
    assertThat(get(caller, "/known", "https://any.example").header(CREDENTIALS)).contains("true");
  }

  /** The slot stands behind those of the policies. */
  @Test
  void whatAPolicyDeniesIsNoPreflight() throws IOException {
    Caller caller =
        routes.route(
            "denied",
            "[" + rule("/", "allowOrigins: ['*']") + "]",
            LabObjects.policy(
                "denied", "gets", "svc", "ALLOW", "[{to: [{operation: {methods: [GET]}}]}]"));
    assertThat(preflight(caller, "/", "https://any.example", "GET").status()).isEqualTo(403);
    assertThat(get(caller, "/", "https://any.example").header(ORIGIN))
        .contains("https://any.example");
  }

  @Test
  void whereNothingIsWrittenNothingIsAdded() throws IOException {
    Caller caller = routes.route("none", "[{backendRefs: [{name: a, port: 80}]}]");
    assertThat(preflight(caller, "/", "https://any.example", "GET").header("x-backend"))
        .contains("a");
    assertThat(get(caller, "/", "https://any.example").header(ORIGIN)).isEmpty();
  }
}
