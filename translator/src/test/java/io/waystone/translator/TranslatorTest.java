package io.waystone.translator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceChange;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.input.BackendRef;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Delivery;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.HttpFilters;
import io.waystone.translator.input.HttpMatch;
import io.waystone.translator.input.HttpMatch.PathMatch;
import io.waystone.translator.input.HttpMatch.PathType;
import io.waystone.translator.input.HttpRoute;
import io.waystone.translator.input.Meta;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.ParentRef;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.Objects;
import io.waystone.translator.mesh.WaypointKey;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What only the whole of the stages shows. */
class TranslatorTest {

  private static final String GATEWAY =
      """
      apiVersion: gateway.networking.k8s.io/v1
      kind: Gateway
      metadata: {name: wp, namespace: %s}
      spec:
        gatewayClassName: waystone
        listeners:
        - {name: mesh, port: 15008, protocol: HBONE, allowedRoutes: {namespaces: {from: All}}}
      ---
      """;

  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: reviews, namespace: %s, labels: {istio.io/use-waypoint: wp}}
      spec: {clusterIP: %s, ports: [{name: http, port: 9080}]}
      ---
      """;

  private static final ViewKey VIEW = view("a", Dialect.STANDARD);
  private static final String ROUTES = "inbound-vip|9080|http|reviews.a.svc.cluster.local";

  private final Translator translator = new Translator(Mesh.DEFAULT);

  private static ViewKey view(String namespace, Dialect dialect) {
    return new ViewKey(new WaypointKey(namespace, "wp"), dialect);
  }

  private Translator.Applied apply(String yaml) {
    Translator.Edit edit = translator.edit();
    Objects.read(yaml).forEach(edit::set);
    return edit.apply();
  }

  /** A route that is lost would leave its port open to what the route sends elsewhere. */
  @Test
  void aRouteThatFailsClosesItsPortAndIsSaidOnce() throws InvalidProtocolBufferException {
    apply(GATEWAY.formatted("a") + SERVICE.formatted("a", "10.96.0.12"));
    assertThat(firstRoute()).isEqualTo("default");
    Translator.Applied failed = translator.edit().set(failing()).apply();
    assertThat(firstRoute()).isEqualTo("closed");
    assertThat(failed.diagnostics())
        .filteredOn(d -> d.code() == Code.WS0402)
        .extracting(Diagnostic::cause)
        .extracting(cause -> cause.object().kind())
        .contains("HTTPRoute");
    Translator.Applied other = apply(SERVICE.formatted("b", "10.96.0.13"));
    assertThat(other.diagnostics()).noneMatch(d -> d.code() == Code.WS0402);
    translator.edit().remove(failing().ref()).apply();
    assertThat(firstRoute()).isEqualTo("default");
  }

  private String firstRoute() throws InvalidProtocolBufferException {
    Resource routes =
        translator.resources(VIEW).stream()
            .filter(r -> r.id().type() == ResourceType.ROUTES && r.name().equals(ROUTES))
            .findFirst()
            .orElseThrow();
    return RouteConfiguration.parseFrom(routes.body()).getVirtualHosts(0).getRoutes(0).getName();
  }

  /** No text makes such a route: it stands for a fault of ours. */
  @SuppressWarnings("NullAway")
  private static HttpRoute failing() {
    HttpRoute.Backend backend =
        new HttpRoute.Backend(
            new BackendRef("", "Service", "a", "reviews", OptionalInt.of(9080)), 1, null);
    HttpMatch everything =
        new HttpMatch(new PathMatch(PathType.PREFIX, "/"), List.of(), List.of(), Optional.empty());
    return new HttpRoute(
        new Meta(new ObjectRef("HTTPRoute", "a", "failing"), Optional.empty()),
        List.of(
            new ParentRef("", "Service", "a", "reviews", OptionalInt.empty(), Optional.empty())),
        List.of(),
        List.of(
            new HttpRoute.Rule(
                "",
                List.of(everything),
                HttpFilters.NONE,
                List.of(backend),
                Delivery.DEFAULT,
                false)));
  }

  @Test
  void aRevisionHasAllOfANewViewAndOfOthersOnlyWhatChanged() {
    Revision first =
        apply(
                GATEWAY.formatted("a")
                    + GATEWAY.formatted("b")
                    + SERVICE.formatted("a", "10.96.0.12")
                    + SERVICE.formatted("b", "10.96.0.13"))
            .revision();
    assertThat(first.changes()).containsOnlyKeys(VIEW, view("b", Dialect.STANDARD));
    assertThat(first.changes().get(VIEW)).isEqualTo(all(VIEW));

    ViewKey bound = view("a", new Dialect("127.0.0.10", 15008));
    Revision second = translator.edit().want(bound).apply().revision();
    assertThat(second.changes()).containsOnlyKeys(bound);
    assertThat(second.changes().get(bound)).isEqualTo(all(bound));

    Revision third = apply(SERVICE.formatted("a", "10.96.0.14")).revision();
    assertThat(third.changes()).containsOnlyKeys(VIEW, bound);
    assertThat(third.changes().get(bound))
        .extracting(change -> change.id().name())
        .containsExactly("10.96.0.12:9080", "10.96.0.14:9080", "reviews.a.svc.cluster.local|9080");

    assertThat(translator.edit().release(bound).apply().revision().gone()).containsExactly(bound);
    assertThat(apply(SERVICE.formatted("b", "10.96.0.15")).revision().changes())
        .containsOnlyKeys(view("b", Dialect.STANDARD));
  }

  private List<ResourceChange> all(ViewKey view) {
    return translator.resources(view).stream()
        .map(resource -> new ResourceChange(resource.id(), Optional.of(resource)))
        .toList();
  }
}
