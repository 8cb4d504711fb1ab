package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.lab.Backend;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What Envoy would not take, and what it does not take. */
@Tag("envoy")
final class RefusalTest {

  @RegisterExtension static final MeshLab LAB = new MeshLab();

  /** Compiles, but to a larger program than we hand to Envoy. */
  private static final String LARGE = "/" + "x{1000}".repeat(5);

  private static Backend backend;

  @BeforeAll
  static void start() throws IOException {
    backend = LAB.backend("svc");
    LAB.yaml()
        .write(
            "mesh.yaml", LabObjects.gateway("mesh", "gate"), LabObjects.gateway("mesh", "strict"));
  }

  private static String regexRoute(String namespace, String regex) {
    return LabObjects.route(
        namespace,
        "route",
        "svc",
        "[{matches: [{path: {type: RegularExpression, value: '%s'}}, {path: {value: /}}], backendRefs: [{name: svc, port: 80}]}]"
            .formatted(regex));
  }

  @Test
  void aRuleThatEnvoyWouldRefuseAnswers500AndIsMended() throws IOException {
    LabWaypoint waypoint = LAB.waypoint("mesh", "gate");
    String address = LAB.serviceAddress();
    String other = LAB.serviceAddress();
    LAB.apply(
        "closed.yaml",
        LabObjects.namespace("closed", "mesh", "gate"),
        LabObjects.service("closed", "svc", address, "http", 80, backend.address()),
        LabObjects.service("closed", "other", other, "http", 80, backend.address()));
    Caller caller = new Caller(waypoint.client("people", "alice"), address + ":80");
    assertThat(caller.get("/")).isEqualTo(200);
    LAB.apply("closed-route.yaml", regexRoute("closed", LARGE));
    assertThat(caller.get("/")).isEqualTo(500);
    assertThat(new Caller(caller.client(), other + ":80").get("/")).isEqualTo(200);
    assertThat(LAB.yaml().page("/status")).contains("WS0008", "closed/route HTTPRoute");
    LAB.apply("closed-route.yaml", regexRoute("closed", "/x+"));
    assertThat(caller.get("/")).isEqualTo(200);
    assertThat(LAB.yaml().page("/status")).doesNotContain("WS0008");
  }

  @Test
  void aRefusalOfEnvoyIsShownInItsWordsUntilItTakesTheNext() throws IOException {
    // This Envoy allows smaller programs than the bootstrap that we write, so it refuses what we
    // take for good.
    LabWaypoint waypoint =
        LAB.waypoint(
            "mesh",
            "strict",
            bootstrap ->
                bootstrap.replace(
                    "re2.max_program_size.error_level: 32768",
                    "re2.max_program_size.error_level: 100"));
    String address = LAB.serviceAddress();
    LAB.apply(
        "refused.yaml",
        LabObjects.namespace("refused", "mesh", "strict"),
        LabObjects.service("refused", "svc", address, "http", 80, backend.address()));
    Caller caller = new Caller(waypoint.client("people", "alice"), address + ":80");
    LAB.apply("refused-route.yaml", regexRoute("refused", "/x{500}"));
    String name = "inbound-vip|80|http|svc.refused.svc.cluster.local";
    assertThat(LAB.yaml().page("/streams")).contains("max program size of 100").contains(name);
    assertThat(LAB.yaml().page("/config_dump?waypoint=mesh/strict"))
        .contains("max program size of 100");
    assertThat(caller.get("/")).as("the port is closed").isEqualTo(500);
    LAB.apply("refused-route.yaml", regexRoute("refused", "/x"));
    assertThat(LAB.yaml().page("/streams")).doesNotContain("max program size");
    assertThat(LAB.yaml().page("/config_dump?waypoint=mesh/strict"))
        .doesNotContain("max program size");
    assertThat(caller.get("/")).isEqualTo(200);
  }
}
