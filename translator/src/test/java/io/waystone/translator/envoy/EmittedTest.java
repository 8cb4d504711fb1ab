package io.waystone.translator.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.waystone.translator.Translator;
import io.waystone.translator.golden.GoldenCase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for everything that is sent, shown on all that the golden cases come to. */
class EmittedTest {

  private static final String HCM = "envoy.filters.network.http_connection_manager";

  /** Those of policies. */
  private static final Set<String> ABOVE =
      Set.of(
          HttpSlot.AUDIT.key(),
          HttpSlot.CUSTOM.key(),
          HttpSlot.ASK.key(),
          HttpSlot.DENY.key(),
          HttpSlot.ALLOW.key());

  static List<GoldenCase> cases() {
    return GoldenCase.withWaypoints();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void itKeepsTheRulesOfEnvoysApi(GoldenCase golden) {
    assertThat(resources(golden))
        .isNotEmpty()
        .allSatisfy(resource ->
            assertThat(EnvoyRules.violations(Messages.of(resource))).as(resource.name()).isEmpty());
  }

  /** A client writes the name of the cluster that it wants: only doors may be written so. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void onlyDoorsHaveNamesThatClientsCanWrite(GoldenCase golden) {
    messages(golden, Cluster.class)
        .filter(cluster -> cluster.getName().matches(".*:[0-9]+"))
        .forEach(door -> {
          assertThat(door.getName()).matches("(\\d+\\.\\d+\\.\\d+\\.\\d+|\\[[0-9a-f:]+]):[0-9]+");
          assertThat(door.getType()).isEqualTo(Cluster.DiscoveryType.STATIC);
          assertThat(
                  door.getLoadAssignment()
                      .getEndpoints(0)
                      .getLbEndpoints(0)
                      .getEndpoint()
                      .getAddress()
                      .getEnvoyInternalAddress()
                      .getServerListenerName())
              .matches("[^|]+\\|[0-9]+");
        });
  }

  /** Addresses of pods, each once, lead to what decides for pods; everything else is by name. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void theTunnelLeadsToPodsByTheirAddressesAlone(GoldenCase golden) {
    messages(golden, RouteConfiguration.class)
        .filter(routes -> routes.getName().equals(Names.CONNECT_TERMINATE))
        .forEach(routes -> {
          VirtualHost others = routes.getVirtualHostsList().getLast();
          assertThat(others.getDomainsList()).containsExactly("*");
          assertThat(others.getRoutesList())
              .singleElement()
              .satisfies(
                  route -> assertThat(route.getRoute().getClusterHeader()).isEqualTo(":authority"));
          for (VirtualHost pods :
              routes.getVirtualHostsList().subList(0, routes.getVirtualHostsCount() - 1)) {
            assertThat(pods.getDomainsList())
                .isSorted()
                .doesNotHaveDuplicates()
                .allMatch(domain -> domain.matches("([0-9.]+|\\[[0-9a-f:]+]):\\*"));
            assertThat(pods.getRoutesList())
                .singleElement()
                .satisfies(route -> {
                  assertThat(route.getRoute().getCluster()).isEqualTo(Names.PODS);
                  assertThat(route.getMatch().hasConnectMatcher()).isTrue();
                  assertThat(route.getMatch().getHeadersList()).hasSize(1);
                });
          }
        });
  }

  /** Envoy ignores an override for a filter that is not there, in silence. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void everyOverrideHasItsSlot(GoldenCase golden) {
    Map<String, Set<String>> filters = filtersByRoutes(golden);
    messages(golden, RouteConfiguration.class)
        .forEach(routes -> {
          assertThat(filters).as("listeners that name their routes").containsKey(routes.getName());
          assertThat(filters.get(routes.getName()))
              .containsAll(routes.getTypedPerFilterConfigMap().keySet());
          routes
              .getVirtualHostsList()
              .forEach(host -> {
                assertThat(filters.get(routes.getName()))
                    .as("filters before the routes %s", routes.getName())
                    .containsAll(host.getTypedPerFilterConfigMap().keySet());
                assertThat(host.getRoutesList())
                    .allSatisfy(route ->
                        assertThat(filters.get(routes.getName()))
                            .containsAll(route.getTypedPerFilterConfigMap().keySet()));
              });
        });
  }

  /** Below the virtual host, a policy would replace the ones there. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void policiesStandOnVirtualHostsAlone(GoldenCase golden) {
    portRoutes(golden)
        .forEach(routes -> {
          assertThat(routes.getTypedPerFilterConfigMap()).isEmpty();
          for (VirtualHost host : routes.getVirtualHostsList()) {
            assertThat(host.getTypedPerFilterConfigMap()).containsKey(HttpSlot.ALLOW.key());
            assertThat(host.getTypedPerFilterConfigMap().keySet()).isSubsetOf(ABOVE);
            for (Route route : host.getRoutesList()) {
              assertThat(route.getTypedPerFilterConfigMap().keySet()).isSubsetOf(References.BELOW);
              assertThat(route.getRoute().getWeightedClusters().getClustersList())
                  .allSatisfy(cluster ->
                      assertThat(cluster.getTypedPerFilterConfigMap().keySet())
                          .isSubsetOf(References.BELOW));
            }
          }
        });
  }

  /** Without a route that matches, no slot is configured. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void everyVirtualHostEndsWithACatchAll(GoldenCase golden) {
    portRoutes(golden)
        .flatMap(routes -> routes.getVirtualHostsList().stream())
        .forEach(host -> {
          Route last = host.getRoutesList().getLast();
          assertThat(last.getMatch().getPrefix()).isEqualTo("/");
          assertThat(last.getMatch().getHeadersList()).isEmpty();
          assertThat(last.getMatch().getQueryParametersList()).isEmpty();
          assertThat(last.hasDirectResponse()).isTrue();
        });
  }

  /** What is named is sent: a listener waits for ever for routes that do not come. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void whatAListenerNamesIsThere(GoldenCase golden) {
    Set<String> routes =
        messages(golden, RouteConfiguration.class)
            .map(RouteConfiguration::getName)
            .collect(java.util.stream.Collectors.toSet());
    assertThat(routes).containsAll(filtersByRoutes(golden).keySet());
  }

  private static Stream<RouteConfiguration> portRoutes(GoldenCase golden) {
    return messages(golden, RouteConfiguration.class)
        .filter(routes -> !routes.getName().equals(Names.CONNECT_TERMINATE));
  }

  /** The filters of the connection manager that takes its routes from there. */
  private static Map<String, Set<String>> filtersByRoutes(GoldenCase golden) {
    Map<String, Set<String>> filters = new HashMap<>();
    messages(golden, Listener.class)
        .flatMap(listener -> listener.getFilterChainsList().stream())
        .map(FilterChain::getFiltersList)
        .flatMap(List::stream)
        .filter(filter -> filter.getName().equals(HCM))
        .map(filter -> unpacked(filter.getTypedConfig()))
        .filter(HttpConnectionManager::hasRds)
        .forEach(manager ->
            filters.put(
                manager.getRds().getRouteConfigName(),
                manager.getHttpFiltersList().stream()
                    .map(HttpFilter::getName)
                    .collect(java.util.stream.Collectors.toSet())));
    return filters;
  }

  private static HttpConnectionManager unpacked(Any config) {
    try {
      return config.unpack(HttpConnectionManager.class);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static <M extends Message> Stream<M> messages(GoldenCase golden, Class<M> type) {
    return resources(golden).stream().map(Messages::of).filter(type::isInstance).map(type::cast);
  }

  private static List<Resource> resources(GoldenCase golden) {
    Translator translator = golden.translate().translator();
    return translator.waypoints().keySet().stream()
        .flatMap(key -> translator.resources(new ViewKey(key, Dialect.STANDARD)).stream())
        .toList();
  }
}
