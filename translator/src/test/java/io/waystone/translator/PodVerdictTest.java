package io.waystone.translator;

import static io.waystone.translator.mesh.Objects.namespace;
import static io.waystone.translator.mesh.Objects.pod;
import static io.waystone.translator.mesh.Objects.policy;
import static io.waystone.translator.mesh.Objects.selecting;
import static io.waystone.translator.mesh.Objects.target;
import static io.waystone.translator.mesh.Objects.waypoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.explain.Request;
import io.waystone.translator.explain.Verdict;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.Objects;
import io.waystone.translator.mesh.WaypointKey;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What decides for pods that are addressed directly: the waypoint's policies, of any port. */
class PodVerdictTest {

  /** Address, port, and what is decided about a connection from namespace "a". */
  @ParameterizedTest
  @CsvSource({
    "10.1.0.1, 80, Allowed",
    "10.1.0.1, 9000, Denied",
    "10.0.0.1, 80, Denied",
    "10.0.0.1, 81, none",
    "10.1.0.2, 80, none",
  })
  void ofAConnection(String address, int port, String expected) {
    Translator translator = new Translator(Mesh.DEFAULT);
    Translator.Edit edit = translator.edit();
    Objects.read(
            waypoint("default", "wp", "istio.io/waypoint-for: all", "{from: Same}"),
            namespace("default", "istio.io/use-waypoint: wp"),
            selecting("default", "web", "app: web", "10.0.0.1", "name: tcp, port: 80"),
            pod("default", "web-1", "app: web", "10.1.0.1"),
            policy(
                "default",
                "callers",
                "{targetRefs: ["
                    + target("Gateway", "wp")
                    + "], rules: [{from: [{source: {namespaces: [a]}}]}]}"),
            policy(
                "default",
                "no-admin",
                "{targetRefs: ["
                    + target("Gateway", "wp")
                    + "], action: DENY, rules: [{to: [{operation: {ports: ['9000']}}]}]}"),
            // Of the service, and none of its pods.
            policy(
                "default",
                "on-service",
                "{targetRefs: [" + target("Service", "web") + "], action: DENY, rules: [{}]}"))
        .forEach(edit::set);
    edit.apply();
    Request connection =
        new Request(
            Optional.of("spiffe://cluster.local/ns/a/sa/x"),
            "10.9.0.1",
            address,
            port,
            Optional.empty(),
            Optional.empty());
    assertThat(
            translator
                .verdict(new WaypointKey("default", "wp"), connection)
                .map(Verdict::decision)
                .map(decision -> decision.getClass().getSimpleName())
                .orElse("none"))
        .isEqualTo(expected);
  }
}
