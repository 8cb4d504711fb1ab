package io.waystone.translator;

import static io.waystone.translator.mesh.Objects.captured;
import static io.waystone.translator.mesh.Objects.namespace;
import static io.waystone.translator.mesh.Objects.policy;
import static io.waystone.translator.mesh.Objects.route;
import static io.waystone.translator.mesh.Objects.service;
import static io.waystone.translator.mesh.Objects.target;
import static io.waystone.translator.mesh.Objects.waypoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.Translator.Applied;
import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceChange;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.Objects;
import io.waystone.translator.mesh.WaypointKey;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** Edits in, revisions out: a change sends what it touches, and nothing else. */
class RevisionTest {

  private static final ViewKey VIEW =
      new ViewKey(new WaypointKey("default", "wp"), Dialect.STANDARD);
  private static final String WEB = "web.default.svc.cluster.local";
  private static final String ROUTES = "ROUTES inbound-vip|80|http|" + WEB;

  private final Translator translator = new Translator(Mesh.DEFAULT);

  @Test
  void aFirstViewHasAllItsResources() {
    Applied applied = set(mesh());
    assertThat(applied.waypointsChanged()).isTrue();
    assertThat(applied.revision().number()).isEqualTo(1);
    SortedMap<ViewKey, List<ResourceChange>> changes = applied.revision().changes();
    assertThat(changes).containsOnlyKeys(VIEW);
    assertThat(changes.getOrDefault(VIEW, List.of()))
        .extracting(change -> change.resource().orElseThrow())
        .isEqualTo(translator.resources(VIEW));
    assertThat(translator.resources(VIEW)).isSortedAccordingTo((a, b) -> a.id().compareTo(b.id()));
    assertThat(changed(applied)).contains(ROUTES, "LISTENER connect_terminate");
  }

  @Test
  void aViewThatIsWantedLaterHasAllItsResources() {
    set(mesh());
    ViewKey other = new ViewKey(VIEW.waypoint(), new Dialect("127.0.0.1", 15008));
    Applied applied = translator.edit().want(other).apply();
    assertThat(applied.revision().changes()).containsOnlyKeys(other);
    assertThat(applied.revision().changes().get(other)).hasSize(translator.resources(VIEW).size());
    assertThat(translator.edit().release(other).apply().revision().gone()).containsExactly(other);
    assertThat(translator.resources(other)).isEmpty();
  }

  @Test
  void aChangedWeightIsOneRouteConfiguration() {
    set(mesh());
    set(split(90, 10));
    assertThat(changed(set(split(80, 20)))).containsExactly(ROUTES);
  }

  @Test
  void aChangedEndpointIsOneAssignment() {
    set(mesh());
    assertThat(changed(set(slice("10.1.0.9"))))
        .containsExactly("ENDPOINTS inbound-vip|80|http|" + WEB);
  }

  @Test
  void aPolicyOnTheGatewayChangesWhatDecidesForEachPort() {
    set(mesh());
    assertThat(changed(set(deny("p", target("Gateway", "wp")))))
        .containsExactly(
            "LISTENER db.default.svc.cluster.local|5432",
            "ROUTES inbound-vip|80|http|v1.default.svc.cluster.local",
            ROUTES);
  }

  @Test
  void aPolicyOnAServiceChangesThatServiceAlone() {
    set(mesh());
    assertThat(changed(set(deny("p", target("Service", "web"))))).containsExactly(ROUTES);
  }

  @Test
  void addingAndRemovingGivesBackTheSameBytes() {
    set(mesh());
    List<Resource> before = translator.resources(VIEW);
    Applied added = set(captured("default", "new", "wp", "10.0.0.9", "name: http, port: 80"));
    Applied removed = remove("Service", "new");
    assertThat(changed(added))
        .allMatch(change -> change.contains("new.") || change.contains(".9:"));
    assertThat(changed(removed))
        .isEqualTo(changed(added).stream().map(change -> "- " + change).toList());
    assertThat(translator.resources(VIEW)).isEqualTo(before);
  }

  @Test
  void aWaypointThatGoesTakesItsViewWithIt() {
    set(mesh());
    Applied applied = remove("Gateway", "wp");
    assertThat(applied.revision().gone()).containsExactly(VIEW);
    assertThat(applied.revision().changes()).isEmpty();
    assertThat(applied.waypointsChanged()).isTrue();
    assertThat(translator.resources(VIEW)).isEmpty();
    assertThat(translator.waypoints()).isEmpty();
    assertThat(set(waypoint("default", "wp")).revision().changes()).containsOnlyKeys(VIEW);
  }

  /** Comments, labels that nobody reads, a time that decides nothing, the same text once more. */
  @Test
  void whatMeansNothingChangesNothing() {
    String[] mesh = mesh();
    set(mesh);
    List<String> edits =
        List.of(
            mesh[1],
            "# a comment\n" + mesh[1],
            mesh[1].replace("labels: {", "labels: {team: a, "),
            mesh[1].replace("metadata: {", "metadata: {annotations: {a: b}, "),
            namespace("default", "team: a"),
            namespace("elsewhere", "istio.io/use-waypoint: wp"));
    for (String edit : edits) {
      Applied applied = set(edit);
      assertThat(applied.revision().changes()).as(edit).isEmpty();
      assertThat(applied.revision().gone()).as(edit).isEmpty();
      assertThat(applied.waypointsChanged()).as(edit).isFalse();
    }
    assertThat(translator.edit().apply().revision().number()).isEqualTo(edits.size() + 2);
  }

  /** What one change says is said once; all of it can be asked for again. */
  @Test
  void diagnosticsAreSaidOnce() {
    set(mesh());
    Applied broken = set(split(90, 10).replace("name: v1", "name: gone"));
    assertThat(codes(broken.diagnostics())).containsExactly("WS0107");
    assertThat(codes(set(slice("10.1.0.9")).diagnostics())).isEmpty();
    assertThat(codes(translator.diagnostics())).containsExactly("WS0107");
    assertThat(codes(set(split(90, 10)).diagnostics())).isEmpty();
    assertThat(translator.diagnostics()).isEmpty();
  }

  @Test
  void anEditIsOneRevision() {
    set(mesh());
    Applied applied = set(split(90, 10), slice("10.1.0.9"));
    assertThat(applied.revision().number()).isEqualTo(2);
    assertThat(changed(applied)).containsExactly("ENDPOINTS inbound-vip|80|http|" + WEB, ROUTES);
  }

  @Test
  void eachWaypointGetsItsOwn() {
    set(mesh());
    Applied applied =
        set(
            waypoint("default", "second"),
            captured("default", "other", "second", "10.0.0.8", "name: http, port: 80"));
    ViewKey second = new ViewKey(new WaypointKey("default", "second"), Dialect.STANDARD);
    assertThat(applied.revision().changes()).containsOnlyKeys(second);
    assertThat(names(translator.resources(second))).anyMatch(name -> name.contains("other."));
    assertThat(names(translator.resources(second))).noneMatch(name -> name.contains("web."));
    assertThat(names(translator.resources(VIEW))).noneMatch(name -> name.contains("other."));
  }

  private static List<String> names(List<Resource> resources) {
    return resources.stream().map(resource -> resource.id().name()).toList();
  }

  private static List<String> codes(List<Diagnostic> diagnostics) {
    return diagnostics.stream().map(d -> d.code().name()).toList();
  }

  /** {@code TYPE name} of what is new or changed, {@code - TYPE name} of what is gone. */
  private static List<String> changed(Applied applied) {
    return applied.revision().changes().values().stream()
        .flatMap(List::stream)
        .map(change ->
            (change.resource().isEmpty() ? "- " : "")
                + change.id().type()
                + " "
                + change.id().name())
        .toList();
  }

  private Applied set(String... yaml) {
    Translator.Edit edit = translator.edit();
    Objects.read(yaml).forEach(edit::set);
    return edit.apply();
  }

  private Applied remove(String kind, String name) {
    return translator.edit().remove(new ObjectRef(kind, "default", name)).apply();
  }

  private static String[] mesh() {
    return new String[] {
      waypoint("default", "wp"),
      captured("default", "web", "wp", "10.0.0.1", "name: http, port: 80"),
      captured("default", "v1", "wp", "10.0.0.2", "name: http, port: 80"),
      captured("default", "db", "wp", "10.0.0.3", "name: tcp, port: 5432"),
      service("default", "free", "", "10.0.0.4", "name: http, port: 80"),
      slice("10.1.0.1"),
    };
  }

  private static String slice(String address) {
    return "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, addressType: IPv4, metadata:"
        + " {name: web-1, namespace: default, labels: {kubernetes.io/service-name: web}}, ports:"
        + " [{name: http, port: 8080}], endpoints: [{addresses: ["
        + address
        + "]}]}";
  }

  private static String split(int first, int second) {
    return route(
        "default",
        "r",
        "{parentRefs: [{group: '', kind: Service, name: web}], rules: [{backendRefs: [{name: web,"
            + " port: 80, weight: %d}, {name: v1, port: 80, weight: %d}]}]}"
                .formatted(first, second));
  }

  private static String deny(String name, String target) {
    return policy(
        "default",
        name,
        "{targetRefs: ["
            + target
            + "], action: DENY, rules: [{from: [{source:"
            + " {namespaces: [a]}}]}]}");
  }
}
