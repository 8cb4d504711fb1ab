package io.waystone.server.cli;

import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.waystone.server.lab.HttpReply;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Asks the waypoint of a demo, and says what came and which object made it so. */
final class DemoProbe {

  static final int REQUESTS = 200;

  private static final String PATH = "/reviews/1";

  /** A waypoint that does not answer is not asked on and on. */
  private static final int MOST_FAILURES = 3;

  private final DemoMesh mesh;
  private final RbacLog rbac;

  DemoProbe(DemoMesh mesh) {
    this.mesh = mesh;
    this.rbac = new RbacLog(mesh.envoy());
  }

  /** Where the requests of {@link #draw} are to go. */
  Course course(Told told) {
    return Course.of(told.resources(), told.routes(DemoMesh.ROUTES), PATH);
  }

  /** Sends the requests that are split. */
  Draw draw() {
    SortedMap<String, Integer> counts = new TreeMap<>();
    int failures = 0;
    for (int i = 0; i < REQUESTS && failures < MOST_FAILURES; i++) {
      try {
        HttpReply reply = mesh.friend().send("GET", PATH);
        counts.merge(reply.header("x-backend").orElse("status " + reply.status()), 1, Integer::sum);
      } catch (IOException e) {
        counts.merge("no answer: " + e.getMessage(), 1, Integer::sum);
        failures++;
      }
    }
    return new Draw(counts);
  }

  /** The three requests that the policy is about. */
  List<DemoAnswer> answers(Told told) throws IOException {
    return List.of(
        ask(told, mesh.friend(), "GET", 200),
        ask(told, mesh.friend(), "POST", 403),
        ask(told, mesh.stranger(), "GET", 403));
  }

  private DemoAnswer ask(Told told, Caller caller, String method, int example) throws IOException {
    RbacLog.Verdict<String> verdict = rbac.during(() -> status(caller, method));
    return new DemoAnswer(
        method + " " + PATH,
        "%s/%s".formatted(caller.identity().namespace(), caller.identity().serviceAccount()),
        verdict.answer(),
        String.valueOf(example),
        because(verdict, told.routes(DemoMesh.ROUTES)));
  }

  private static String status(Caller caller, String method) {
    try {
      return String.valueOf(caller.send(method, PATH).status());
    } catch (IOException e) {
      return "no answer: " + e.getMessage();
    }
  }

  private static String because(RbacLog.Verdict<String> verdict, RouteConfiguration routes) {
    if (verdict.policy().isPresent()) {
      return "because of " + RbacLog.rule(verdict.policy().get());
    }
    List<String> allowing = Told.allowing(routes);
    if (!verdict.answer().equals("403")) {
      return "because no policy is against it";
    }
    return allowing.isEmpty()
        ? "because nothing is allowed"
        : "because no rule allows it: "
            + allowing.stream().map(RbacLog::rule).collect(Collectors.joining(", "));
  }
}
