package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.lab.Backend;
import io.waystone.server.lab.HboneClient;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who can be reached through which waypoint, by the labels of services and namespaces. */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CaptureTest {

  private static final int REACHED = 200;
  private static final int NO_DOOR = 503;

  /** A waypoint of each kind, all in namespace infra; one Envoy each. */
  enum Way {
    ALL("all-namespaces", "", "namespaces: {from: All}"),
    SELECTOR("selected", "", "namespaces: {from: Selector, selector: {matchLabels: {pick: me}}}"),
    SAME("same", "", "namespaces: {from: Same}"),
    WORKLOAD("workload", "istio.io/waypoint-for: workload", "namespaces: {from: All}");

    final String gateway;
    final String labels;
    final String allowed;

    Way(String gateway, String labels, String allowed) {
      this.gateway = gateway;
      this.labels = labels;
      this.allowed = allowed;
    }
  }

  /** A service, the waypoint that its labels or its namespace's name, and what comes of it. */
  record Case(String what, Way way, String namespace, String labels, int expected) {
    @Override
    public String toString() {
      return what;
    }
  }

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private Backend backend;
  private final Map<Way, HboneClient> clients = new EnumMap<>(Way.class);

  @BeforeAll
  void start() throws IOException {
    backend = lab.backend("captured");
    lab.apply(
        "base.yaml",
        Stream.concat(
                Stream.of(Way.values())
                    .map(way -> Texts.waypoint("infra", way.gateway, way.labels, way.allowed)),
                Stream.of(
                    Texts.namespace("infra", ""),
                    Texts.namespace("picked", "pick: me"),
                    Texts.namespace("plain", ""),
                    Texts.namespace("labelled", label(Way.ALL))))
            .toArray(String[]::new));
    for (Way way : Way.values()) {
      clients.put(way, lab.waypoint("infra", way.gateway).client("team-a", "one"));
    }
  }

  private static String label(Way way) {
    return "istio.io/use-waypoint: " + way.gateway + ", istio.io/use-waypoint-namespace: infra";
  }

  static List<Case> cases() {
    return List.of(
        new Case("no label anywhere", Way.ALL, "plain", "", NO_DOOR),
        new Case("the service is labelled", Way.ALL, "plain", label(Way.ALL), REACHED),
        new Case("its namespace is labelled", Way.ALL, "labelled", "", REACHED),
        new Case("none", Way.ALL, "labelled", "istio.io/use-waypoint: none", NO_DOOR),
        new Case(
            "the service's label wins, also where that waypoint is not there",
            Way.ALL,
            "labelled",
            "istio.io/use-waypoint: absent",
            NO_DOOR),
        new Case("the service's label wins", Way.SAME, "labelled", label(Way.SAME), NO_DOOR),
        new Case("a selected namespace", Way.SELECTOR, "picked", label(Way.SELECTOR), REACHED),
        new Case("one not selected", Way.SELECTOR, "plain", label(Way.SELECTOR), NO_DOOR),
        new Case("Same, from another namespace", Way.SAME, "plain", label(Way.SAME), NO_DOOR),
        new Case("Same, from its own", Way.SAME, "infra", "istio.io/use-waypoint: same", REACHED),
        new Case(
            "a waypoint for workloads only", Way.WORKLOAD, "plain", label(Way.WORKLOAD), NO_DOOR));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isReachedThroughItsWaypointAlone(Case written) throws IOException {
    WrittenService service =
        WrittenService.service(written.namespace(), "captured", lab.serviceAddress())
            .with("labels: {" + written.labels() + "}")
            .port("http", 80, backend.address());
    lab.apply("captured.yaml", service.yaml());
    try {
      for (Way way : Way.values()) {
        HboneClient client = Objects.requireNonNull(clients.get(way));
        int before = backend.requests();
        int expected = way == written.way() ? written.expected() : NO_DOOR;
        assertThat(Talks.connect(client, service.authority())).as("%s", way).isEqualTo(expected);
        if (expected == REACHED) {
          assertThat(Talks.get(client, service.authority())).isEqualTo(200);
          assertThat(backend.requests()).isEqualTo(before + 1);
        }
      }
    } finally {
      lab.remove("captured.yaml");
    }
  }
}
