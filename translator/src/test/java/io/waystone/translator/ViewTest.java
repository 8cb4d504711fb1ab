package io.waystone.translator;

import static io.waystone.translator.mesh.Objects.captured;
import static io.waystone.translator.mesh.Objects.waypoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.envoy.Capabilities;
import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceChange;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.mesh.Locality;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.Objects;
import io.waystone.translator.mesh.WaypointKey;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Views of one waypoint are different where a proxy makes a difference, and share the rest. */
class ViewTest {

  private static final WaypointKey WAYPOINT = new WaypointKey("default", "wp");
  private static final ViewKey STANDARD = new ViewKey(WAYPOINT, Dialect.STANDARD);
  private static final String WEB = "inbound-vip|80|http|web.default.svc.cluster.local";

  private final Translator translator = new Translator(Mesh.DEFAULT);

  @BeforeEach
  void start() {
    set(
        waypoint("default", "wp"),
        captured("default", "web", "wp", "10.0.0.1", "name: http, port: 80"),
        captured("default", "api", "wp", "10.0.0.2", "name: http, port: 80"),
        slice("web", "z1", "z2"),
        slice("api", "z1", "z2"));
  }

  @Test
  void anOlderEnvoyHasAnEntranceOfItsOwnAndNothingElse() {
    ViewKey older = want(new ViewKey(WAYPOINT, STANDARD.dialect().with(named("1.36"))));
    assertThat(differences(STANDARD, older))
        .containsExactly("LISTENER connect_terminate", "LISTENER readiness");
    assertThat(ofTunnel(older)).contains("envoy.string").doesNotContain("hashable");
    assertThat(ofTunnel(STANDARD)).contains("envoy.hashable_string");
  }

  /** They have different loggers that count; the tunnel does not depend on it. */
  @Test
  void whatDoesNotDependOnACapabilityIsShared() {
    ViewKey older = want(new ViewKey(WAYPOINT, STANDARD.dialect().with(named("1.38"))));
    assertThat(differences(STANDARD, older)).isEmpty();
  }

  private static Capabilities named(String name) {
    return Capabilities.named(name);
  }

  @Test
  void withoutAPreferenceLocalitiesShareEverything() {
    assertThat(differences(STANDARD, want(at("r/z1")))).isEmpty();
    assertThat(differences(STANDARD, want(at("r/z2/s")))).isEmpty();
  }

  @Test
  void thePreferringServiceAloneIsDifferent() {
    set(preferring("web", "PreferSameZone"));
    ViewKey first = want(at("r/z1"));
    ViewKey second = want(at("r/z2"));
    assertThat(differences(STANDARD, first)).containsExactly("ENDPOINTS " + WEB);
    assertThat(differences(first, second)).containsExactly("ENDPOINTS " + WEB);
  }

  @Test
  void aSubzoneMakesNoDifferenceToAPreferenceForZones() {
    set(preferring("web", "PreferSameZone"));
    assertThat(differences(want(at("r/z1")), want(at("r/z1/s")))).isEmpty();
    set(preferring("web", "PreferSameNode"));
    assertThat(differences(at("r/z1"), at("r/z1/s"))).containsExactly("ENDPOINTS " + WEB);
  }

  @Test
  void aPreferenceThatComesAndGoesIsOneChangeWhereItMatters() {
    ViewKey near = want(at("r/z1"));
    Resource before = assignment(near);
    assertThat(changed(set(preferring("web", "PreferClose"))))
        .containsExactly(near + " ENDPOINTS " + WEB);
    assertThat(assignment(near).version()).isNotEqualTo(before.version());
    assertThat(assignment(STANDARD)).isEqualTo(before);
    assertThat(changed(set(captured("default", "web", "wp", "10.0.0.1", "name: http, port: 80"))))
        .containsExactly(near + " ENDPOINTS " + WEB);
    assertThat(assignment(near)).isSameAs(assignment(STANDARD)).isEqualTo(before);
  }

  @Test
  void whatIsNotPreferredIsTakenWhenNothingElseIsThere() {
    set(preferring("web", "PreferSameZone"));
    ViewKey near = want(at("r/z1"));
    String both = assignment(near).version();
    set(slice("web", "z2"));
    assertThat(assignment(near).version()).isNotEqualTo(both);
    assertThat(assignment(near).body()).as("no gap").isEqualTo(assignment(STANDARD).body());
  }

  @Test
  void aReleasedLocalityLeavesNothing() {
    set(preferring("web", "PreferSameNode"), preferring("api", "PreferSameZone"));
    int nodes = translator.nodes();
    ViewKey near = want(at("r/z1/s"));
    assertThat(translator.nodes()).isGreaterThan(nodes);
    assertThat(translator.edit().release(near).apply().revision().gone()).containsExactly(near);
    assertThat(translator.nodes()).isEqualTo(nodes);
  }

  private static ViewKey at(String locality) {
    return new ViewKey(WAYPOINT, Dialect.STANDARD, Locality.parse(locality));
  }

  private ViewKey want(ViewKey view) {
    translator.edit().want(view).apply();
    return view;
  }

  private Resource assignment(ViewKey view) {
    return resource(view, new ResourceId(ResourceType.ENDPOINTS, WEB));
  }

  private String ofTunnel(ViewKey view) {
    return resource(view, new ResourceId(ResourceType.LISTENER, "connect_terminate"))
        .body()
        .toStringUtf8();
  }

  private Resource resource(ViewKey view, ResourceId id) {
    return translator.resources(view).stream()
        .filter(resource -> resource.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** The names of what the first view has and the second does not have as the same value. */
  private List<String> differences(ViewKey one, ViewKey other) {
    List<Resource> first = translator.resources(one);
    List<Resource> second = translator.resources(other);
    assertThat(ids(second)).isEqualTo(ids(first)).isNotEmpty();
    Set<Resource> same = Collections.newSetFromMap(new IdentityHashMap<>());
    same.addAll(second);
    return first.stream()
        .filter(resource -> !same.contains(resource))
        .map(resource -> resource.id().type() + " " + resource.name())
        .toList();
  }

  private static Set<ResourceId> ids(List<Resource> resources) {
    return resources.stream().map(Resource::id).collect(Collectors.toSet());
  }

  private static List<String> changed(Translator.Applied applied) {
    return applied.revision().changes().entrySet().stream()
        .flatMap(view ->
            view.getValue().stream()
                .map(ResourceChange::id)
                .map(id -> view.getKey() + " " + id.type() + " " + id.name()))
        .toList();
  }

  private Translator.Applied set(String... yaml) {
    Translator.Edit edit = translator.edit();
    Objects.read(yaml).forEach(edit::set);
    return edit.apply();
  }

  private static String preferring(String name, String distribution) {
    String service =
        captured(
            "default",
            name,
            "wp",
            name.equals("web") ? "10.0.0.1" : "10.0.0.2",
            "name: http, port: 80");
    String preferring =
        service.replace("spec: {", "spec: {trafficDistribution: " + distribution + ", ");
    assertThat(preferring).isNotEqualTo(service);
    return preferring;
  }

  /** An endpoint in each zone. */
  private static String slice(String service, String... zones) {
    StringBuilder endpoints = new StringBuilder();
    for (String zone : zones) {
      endpoints.append("{addresses: [10.1.0.%s], zone: %s}, ".formatted(zone.substring(1), zone));
    }
    return "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, addressType: IPv4, metadata:"
        + " {name: "
        + service
        + "-1, namespace: default, labels: {kubernetes.io/service-name: "
        + service
        + "}}, ports: [{name: http, port: 8080}], endpoints: ["
        + endpoints
        + "]}";
  }
}
