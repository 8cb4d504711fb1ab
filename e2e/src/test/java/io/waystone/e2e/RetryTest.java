package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpReply;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rules that say when a request is tried again. */
@Tag("envoy")
final class RetryTest {

  @RegisterExtension static final MeshLab LAB = new MeshLab();

  private static RouteLab routes;

  @BeforeAll
  static void start() throws IOException {
    routes = RouteLab.start(LAB);
  }

  private static String rule(String path, String more) {
    return "{matches: [{path: {value: %s}}], %s, backendRefs: [{name: a, port: 80}]}"
        .formatted(path, more);
  }

  /** The status of a request, and how many the backend got of it. */
  private static String tried(Caller caller, HttpCall call) throws IOException {
    int before = routes.a().requests();
    int status = caller.send(call).status();
    return status + " x" + (routes.a().requests() - before);
  }

  private static HttpCall failing(String path, int status) {
    return HttpCall.get("svc", path).with("x-lab-status", "" + status);
  }

  @Test
  void codesAreTriedAgainAsOftenAsWritten() throws IOException {
    Caller caller =
        routes.route(
            "codes",
            "["
                + String.join(
                    ", ",
                    rule("/three", "retry: {codes: [500, 429], attempts: 3, backoff: 1ms}"),
                    rule("/default", "retry: {codes: [500]}"),
                    rule("/none", "retry: {codes: [500], attempts: 0}"),
                    rule("/no-codes", "retry: {attempts: 3}"),
                    rule("/silent", "timeouts: {request: 10s}"))
                + "]");
    assertThat(tried(caller, failing("/three", 500))).isEqualTo("500 x4");
    assertThat(tried(caller, failing("/three", 429))).isEqualTo("429 x4");
    assertThat(tried(caller, failing("/three", 503))).isEqualTo("503 x1");
    assertThat(tried(caller, failing("/three", 200))).isEqualTo("200 x1");
    int until = routes.a().requests() + 2;
    HttpCall twice = failing("/three", 500).with("x-lab-status-until", "" + until);
    assertThat(tried(caller, twice)).as("the third is good").isEqualTo("200 x3");
    assertThat(tried(caller, failing("/default", 500))).isEqualTo("500 x3");
    assertThat(tried(caller, failing("/none", 500))).isEqualTo("500 x1");
    assertThat(tried(caller, failing("/no-codes", 500))).isEqualTo("500 x1");
    assertThat(tried(caller, failing("/no-codes", 503))).isEqualTo("503 x1");
    assertThat(tried(caller, failing("/silent", 500))).isEqualTo("500 x1");
  }

  /** Of two endpoints one refuses connections. */
  @Test
  void aRefusedConnectionIsTriedElsewhere() throws IOException {
    InetSocketAddress closed = new InetSocketAddress(LAB.address(), 9);
    String to = "backendRefs: [{name: half, port: 80}]";
    Caller caller =
        routes.route(
            "refused",
            """
            [{matches: [{path: {value: /silent}}], %1$s},
             {matches: [{path: {value: /retry}}], retry: {attempts: 1}, %1$s},
             {matches: [{path: {value: /none}}], retry: {attempts: 0}, %1$s}]
            """
                .formatted(to),
            LabObjects.service(
                "refused", "half", LAB.serviceAddress(), "http", 80, routes.a().address(), closed));
    int refused = 0;
    for (int i = 0; i < 40; i++) {
      assertThat(caller.get("/silent")).isEqualTo(200);
      assertThat(caller.get("/retry")).isEqualTo(200);
      refused += caller.get("/none") == 503 ? 1 : 0;
    }
    // Never, in 40 throws of a coin: once in a million million runs.
    assertThat(refused).isPositive();
  }

  @Test
  void theTimeoutOfTheRequestBoundsAllTries() throws IOException {
    Caller caller =
        routes.route(
            "bound",
            "["
                + String.join(
                    ", ",
                    rule(
                        "/request",
                        "retry: {codes: [500], attempts: 100, backoff: 50ms}, timeouts: {request:"
                            + " 400ms}"),
                    rule(
                        "/backend",
                        "retry: {codes: [504], attempts: 2, backoff: 1ms}, timeouts:"
                            + " {backendRequest: 100ms}"),
                    rule("/once", "retry: {attempts: 0}, timeouts: {backendRequest: 100ms}"))
                + "]");
    long begin = System.nanoTime();
    HttpReply reply = caller.send(failing("/request", 500));
    assertThat(reply.status()).isIn(500, 504);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
    HttpCall slow = HttpCall.get("svc", "/backend").with("x-lab-delay-ms", "8000");
    assertThat(tried(caller, slow)).as("each try has its own").isEqualTo("504 x3");
    HttpCall once = HttpCall.get("svc", "/once").with("x-lab-delay-ms", "8000");
    assertThat(tried(caller, once)).isEqualTo("504 x1");
  }
}
