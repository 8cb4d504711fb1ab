package io.waystone.translator;

import static io.waystone.translator.mesh.Objects.captured;
import static io.waystone.translator.mesh.Objects.waypoint;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.waystone.translator.Translator.Applied;
import io.waystone.translator.envoy.ClosedPort;
import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceChange;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.input.Attribute;
import io.waystone.translator.input.AuthorizationPolicy;
import io.waystone.translator.input.AuthorizationPolicy.Action;
import io.waystone.translator.input.AuthorizationPolicy.Clause;
import io.waystone.translator.input.AuthorizationPolicy.Condition;
import io.waystone.translator.input.AuthorizationPolicy.Rule;
import io.waystone.translator.input.AuthorizationPolicy.Target;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.Meta;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.Objects;
import io.waystone.translator.mesh.WaypointKey;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A function that throws closes its port: same names, HTTP 500, connections closed, and it is said.
 * What makes one throw is an object that no reader gives: an address that is none.
 */
class ClosedFormTest {

  private static final ViewKey VIEW =
      new ViewKey(new WaypointKey("default", "wp"), Dialect.STANDARD);
  private static final ObjectRef POLICY = new ObjectRef("AuthorizationPolicy", "default", "p");
  private static final ResourceId WEB_ROUTES =
      new ResourceId(ResourceType.ROUTES, "inbound-vip|80|http|web.default.svc.cluster.local");
  private static final ResourceId WEB =
      new ResourceId(ResourceType.LISTENER, "web.default.svc.cluster.local|80");
  private static final ResourceId DB =
      new ResourceId(ResourceType.LISTENER, "db.default.svc.cluster.local|5432");

  private static final ResourceId PODS = new ResourceId(ResourceType.LISTENER, "direct|pods");
  private static final ResourceId POD_ROUTES = new ResourceId(ResourceType.ROUTES, "direct|http");

  private final Translator translator = new Translator(Mesh.DEFAULT);

  @Test
  void aFailedHttpPortAnswers500AndNothingElseChanges() throws InvalidProtocolBufferException {
    List<Resource> before = start();
    Applied applied = hostile("web");
    assertThat(changed(applied)).containsExactly(WEB, WEB_ROUTES);
    RouteConfiguration routes = RouteConfiguration.parseFrom(find(WEB_ROUTES).body());
    assertThat(routes.getVirtualHostsList())
        .isNotEmpty()
        .allSatisfy(host ->
            assertThat(host.getRoutesList())
                .isNotEmpty()
                .allMatch(Route::hasDirectResponse)
                .allMatch(route -> route.getDirectResponse().getStatus() == 500));
    assertThat(ids(translator.resources(VIEW))).isEqualTo(ids(before));
  }

  @Test
  void aFailedTcpPortClosesConnectionsAndNothingElseChanges()
      throws InvalidProtocolBufferException {
    List<Resource> before = start();
    Applied applied = hostile("db");
    assertThat(changed(applied)).containsExactly(DB);
    Listener listener = Listener.parseFrom(find(DB).body());
    assertThat(listener.getFilterChainsList()).extracting(FilterChain::getName).contains("closed");
    assertThat(listener.toString()).doesNotContain("inbound-vip|5432|tcp");
    assertThat(ids(translator.resources(VIEW))).isEqualTo(ids(before));
  }

  /** What fails for the pods behind a waypoint closes them, and leaves its tunnel as it was. */
  @Test
  void failedPodsAnswer500AndCloseConnections() throws InvalidProtocolBufferException {
    set(
        waypoint("default", "wp", "istio.io/waypoint-for: workload", "{}"),
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: p
          namespace: default
          labels: {istio.io/use-waypoint: wp}
          annotations: {ambient.istio.io/redirection: enabled}
        status: {podIP: 10.244.0.1}
        """);
    List<Resource> before = translator.resources(VIEW);
    Applied applied = hostile(new Target.OfGateway("wp"));
    assertThat(changed(applied)).containsExactly(PODS, POD_ROUTES);
    assertThat(RouteConfiguration.parseFrom(find(POD_ROUTES).body()).getVirtualHosts(0))
        .satisfies(host ->
            assertThat(host.getRoutesList())
                .singleElement()
                .satisfies(
                    route -> assertThat(route.getDirectResponse().getStatus()).isEqualTo(500)));
    assertThat(Listener.parseFrom(find(PODS).body()).getFilterChainsList())
        .extracting(FilterChain::getName)
        .containsExactly("direct-http", "closed");
    assertThat(ids(translator.resources(VIEW))).isEqualTo(ids(before));
    for (ResourceId id : List.of(PODS, POD_ROUTES)) {
      assertThat(ClosedPort.of(VIEW.waypoint(), id))
          .as("when a proxy refuses it")
          .contains(find(id));
    }
    assertThat(codes(applied.diagnostics())).containsExactly(Code.WS0402);
    translator.edit().remove(POLICY).apply();
    assertThat(translator.resources(VIEW)).isEqualTo(before);
  }

  /** The failure names the objects that were read, is said once, and can be asked for. */
  @Test
  void aFailureIsSaidOnce() {
    start();
    Applied applied = hostile("web");
    assertThat(codes(applied.diagnostics())).containsExactly(Code.WS0402);
    Diagnostic said = applied.diagnostics().getFirst();
    assertThat(said.problem()).contains("default/p AuthorizationPolicy", "no address");
    assertThat(codes(translator.edit().apply().diagnostics())).isEmpty();
    assertThat(codes(translator.diagnostics())).containsExactly(Code.WS0402);
  }

  @Test
  void aMendedObjectIsTriedAtOnce() {
    List<Resource> before = start();
    hostile("web");
    Applied mended = translator.edit().remove(POLICY).apply();
    assertThat(changed(mended)).containsExactly(WEB, WEB_ROUTES);
    assertThat(translator.resources(VIEW)).isEqualTo(before);
    assertThat(translator.diagnostics()).isEmpty();
    assertThat(codes(hostile("web").diagnostics())).containsExactly(Code.WS0402);
  }

  private List<Resource> start() {
    set(
        waypoint("default", "wp"),
        captured("default", "web", "wp", "10.0.0.1", "name: http, port: 80"),
        captured("default", "db", "wp", "10.0.0.3", "name: tcp, port: 5432"));
    return translator.resources(VIEW);
  }

  private void set(String... yaml) {
    Translator.Edit edit = translator.edit();
    Objects.read(yaml).forEach(edit::set);
    edit.apply();
  }

  private Applied hostile(String service) {
    return hostile(new Target.OfService(service));
  }

  private Applied hostile(Target target) {
    Condition condition =
        new Condition(Attribute.IP_BLOCKS, "", List.of("no address"), List.of(), false, false);
    Rule rule = new Rule(0, List.of(new Clause(List.of(condition))), List.of(), List.of());
    return translator
        .edit()
        .set(
            new AuthorizationPolicy(
                new Meta(POLICY, Optional.empty()),
                List.of(target),
                Optional.empty(),
                Action.ALLOW,
                Optional.empty(),
                List.of(rule),
                false,
                false))
        .apply();
  }

  private Resource find(ResourceId id) {
    return translator.resources(VIEW).stream()
        .filter(resource -> resource.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static List<ResourceId> changed(Applied applied) {
    return applied.revision().changes().getOrDefault(VIEW, List.of()).stream()
        .map(ResourceChange::id)
        .toList();
  }

  private static List<ResourceId> ids(List<Resource> resources) {
    return resources.stream().map(Resource::id).toList();
  }

  private static List<Code> codes(List<Diagnostic> diagnostics) {
    return diagnostics.stream().map(Diagnostic::code).toList();
  }
}
