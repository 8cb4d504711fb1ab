package io.waystone.translator.golden;

import static io.waystone.translator.golden.IstiodDump.find;
import static io.waystone.translator.golden.IstiodDump.names;
import static io.waystone.translator.golden.IstiodDump.read;
import static io.waystone.translator.golden.IstiodDump.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.Messages;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.mesh.WaypointKey;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What we make of objects, field by field beside what istiod sent for the same ones. A difference
 * is either meant, and then it is listed with its reason, or it is a fault.
 */
class IstiodTest {

  private static final String HCM =
      "filters[envoy.filters.network.http_connection_manager].typedConfig";
  private static final String TLS = "transportSocket.typedConfig.commonTlsContext";
  private static final String NO_AGENT = "certificates come by ADS: there is no agent";
  private static final String STATED = "Envoy's default, said so that it stays";

  private static final String STOCK = "Envoy is a stock one, without Istio's own extensions";

  private static final JsonArray CHAINS = read("chains.json");
  private static final JsonArray CLUSTERS = read("clusters.json");
  private static final JsonArray ENDPOINTS = read("endpoints.json");
  private static final JsonArray LISTENERS = read("listeners.json");

  private static final List<Resource> OURS =
      new GoldenCase("istiod", text("in.yaml"))
          .translate()
          .translator()
          .resources(new ViewKey(new WaypointKey("default", "default"), Dialect.STANDARD));

  static Stream<String> assignments() {
    return names(ENDPOINTS, "clusterName");
  }

  static Stream<String> backends() {
    return names(CLUSTERS, "name").filter(name -> name.startsWith("inbound-vip|"));
  }

  @ParameterizedTest
  @MethodSource("assignments")
  void endpoints(String name) {
    Differences.none()
        .between(find(ENDPOINTS, "clusterName", name), ours(ResourceType.ENDPOINTS, name));
  }

  @ParameterizedTest
  @MethodSource("backends")
  void backendClusters(String name) {
    Differences.none().between(find(CLUSTERS, "name", name), ours(ResourceType.CLUSTER, name));
  }

  @Test
  void theClusterOfTunnels() {
    tls("", Differences.none())
        .and(
            TLS
                + ".combinedValidationContext.defaultValidationContext.matchTypedSubjectAltNames[1]",
            "one of them must match, and the first takes all that this one takes")
        .between(
            find(CLUSTERS, "name", "connect_originate"),
            ours(ResourceType.CLUSTER, "connect_originate"));
  }

  @Test
  void theListenerOfTunnelsOut() {
    Differences.none()
        .and(
            "filterChains[0].filters[envoy.filters.network.tcp_proxy].typedConfig.idleTimeout",
            "what is inside decides how long it may be silent")
        .between(
            find(LISTENERS, "name", "connect_originate"),
            ours(ResourceType.LISTENER, "connect_originate"));
  }

  @Test
  void theListenerOfTunnelsIn() {
    String chain = "filterChains[default].";
    String manager = chain + HCM;
    String state = manager + ".httpFilters[connect_authority].typedConfig.onRequestHeaders";
    tls(chain, Differences.none())
        .and(manager + ".commonHttpProtocolOptions.idleTimeout", STATED)
        .and(manager + ".codecType", "HBONE is HTTP/2, and nothing else is taken")
        .and(manager + ".forwardClientCertDetails", "nothing behind the tunnel reads the header")
        .and(manager + ".setCurrentClientCertDetails", "nothing behind the tunnel reads the header")
        .and(state + "[io.istio.connect_authority].factoryKey", STOCK)
        .and(state + "[io.istio.peer_principal].factoryKey", STOCK)
        .and(state + "[io.istio.local_principal].factoryKey", STOCK)
        .and(
            state + "[envoy.filters.listener.original_dst.remote_ip].formatString",
            "an x-forwarded-for on the CONNECT would forge the source")
        .and(manager + ".httpFilters[waypoint_downstream_peer_metadata]", STOCK)
        .and(
            manager + ".httpFilters[envoy.filters.http.router].typedConfig.suppressEnvoyHeaders",
            "a client's x-envoy headers on a CONNECT mean nothing")
        .and(
            manager + ".rds", "the authority chooses the cluster, so routes are not the listener's")
        .and(manager + ".routeConfig", "the authority chooses the cluster: see .rds")
        .between(
            find(LISTENERS, "name", "connect_terminate"),
            ours(ResourceType.LISTENER, "connect_terminate"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"reviews", "ratings"})
  void httpChains(String service) {
    Differences meant =
        Differences.none()
            .and("name", "a chain for each address, so that one that moves drains alone")
            .and(HCM + ".commonHttpProtocolOptions.idleTimeout", STATED)
            .and(HCM + ".httpProtocolOptions.acceptHttp10", "nginx speaks it to its upstreams")
            .and(HCM + ".mergeSlashes", "//admin is another spelling of /admin")
            .and(HCM + ".routeConfig", "routes come by RDS; compared by themselves")
            .and(HCM + ".rds", "routes come by RDS; compared by themselves");
    for (String filter : List.of("jwt_authn", "rbac", "grpc_stats", "fault")) {
      meant.and(filter("envoy.filters.http." + filter), "only what is built has a filter");
    }
    meant
        .and(
            filter(
                "extensions.istio.io/trafficextension/default.basic-auth~istio-translated-wasmplugin"),
            "only what is built has a filter")
        .and(filter("waypoint_upstream_peer_metadata"), STOCK)
        .and(filter("envoy.filters.http.cors") + ".typedConfig.@type", "the dump leaves it out")
        .and(
            filter("envoy.filters.http.stateful_session"),
            "the slot for sessions, which istiod leaves out of waypoints");
    for (String slot : List.of("audit", "deny", "allow")) {
      meant.and(filter("waystone.rbac." + slot), "policies are overrides of fixed slots");
    }
    for (String slot : List.of("backend-deny", "backend-allow")) {
      meant.and(filter("waystone.rbac." + slot), "a backend's own policies hold as well");
    }
    meant.between(chain(service, "9080|http"), chain(service));
  }

  @Test
  void routesOfARoute() {
    String route = "virtualHosts[inbound|http|9080].routes[default.reviews.0]";
    routes(
        "reviews",
        route,
        Differences.none()
            .and(
                route + ".metadata.filterMetadata.istio.config",
                "the route itself, where istiod names the VirtualService it makes of it"));
  }

  @Test
  void routesWithoutARoute() {
    String route = "virtualHosts[inbound|http|9080].routes[default]";
    routes(
        "ratings",
        route,
        Differences.none()
            .and("maxDirectResponseBodySizeBytes", "no direct response has a body")
            .and(route + ".match.caseSensitive", "Envoy's default, as on every other route")
            .and(
                route + ".route.clusterNotFoundResponseCode",
                "500 wherever a cluster is missing, as on every other route"));
  }

  @Test
  void httpPolicies() {
    String peers =
        "rules.policies.ns[default]-policy[view-only]-rule[0].principals[0].andIds.ids[0].orIds.ids";
    String strict = "the whole identity is matched: .*/ns/default/.* is in others as well";
    Differences.none()
        .and("shadowRulesStatPrefix", "the slot in the listener has it")
        .and(peers + "[0].filterState.stringMatch.safeRegex.regex", strict)
        .and(peers + "[1].filterState.stringMatch.safeRegex.regex", strict)
        .between(
            filter(chain("reviews", "9080|http"), "envoy.filters.http.rbac"),
            virtualHost(ours(ResourceType.ROUTES, http("reviews")))
                .getAsJsonObject("typedPerFilterConfig")
                .getAsJsonObject("waystone.rbac.allow")
                .get("rbac"));
  }

  @Test
  void aPolicyOfHttpAloneAllowsNoConnection() {
    JsonObject theirs = chain("db-vip", "3306|tcp");
    assertThat(Fields.of(theirs))
        .as("nothing is allowed")
        .containsEntry("filters[envoy.filters.network.rbac].typedConfig.rules", "{}");
    String proxy = "filters[envoy.filters.network.tcp_proxy].typedConfig";
    String refused = "a refused peer has a chain that closes, and never reaches a backend";
    Differences.none()
        .and("name", refused)
        .and(proxy + ".cluster", refused)
        .and(proxy + ".statPrefix", refused)
        .and(proxy + ".accessLog", "a refusal is logged")
        .and("filters[envoy.filters.network.rbac]", refused)
        .and("filters[istio.metadata_exchange]", STOCK)
        .between(theirs, chain("db-vip"));
  }

  private static Differences tls(String before, Differences meant) {
    String certificates = before + TLS + ".tlsCertificateSdsSecretConfigs[default].sdsConfig";
    String roots = before + TLS + ".combinedValidationContext.validationContextSdsSecretConfig";
    for (String source : List.of(certificates, roots + ".sdsConfig")) {
      meant.and(source + ".ads", NO_AGENT).and(source + ".apiConfigSource", NO_AGENT);
    }
    return meant;
  }

  private static void routes(String service, String route, Differences meant) {
    String host = "virtualHosts[inbound|http|9080]";
    meant
        .and(host + ".routes[no-route-matches]", "without a route, Envoy would ask no policy")
        .and(host + ".typedPerFilterConfig", "policies travel with the routes; compared alone")
        .and(route + ".decorator", "tracing is not built")
        .between(
            hcm(chain(service, "9080|http")).get("routeConfig"),
            ours(ResourceType.ROUTES, http(service)));
  }

  private static String filter(String name) {
    return HCM + ".httpFilters[" + name + "]";
  }

  private static JsonObject chain(String service, String portAndForm) {
    return find(CHAINS, "name", "inbound-vip|" + portAndForm + "|" + host(service));
  }

  /** Our only chain of the only port of a service. */
  private static JsonObject chain(String service) {
    return ours(ResourceType.LISTENER, name -> name.startsWith(host(service) + "|"))
        .getAsJsonArray("filterChains")
        .get(0)
        .getAsJsonObject();
  }

  private static JsonObject hcm(JsonObject chain) {
    return find(
            chain.getAsJsonArray("filters"),
            "name",
            "envoy.filters.network.http_connection_manager")
        .getAsJsonObject("typedConfig");
  }

  private static JsonObject filter(JsonObject chain, String name) {
    return find(hcm(chain).getAsJsonArray("httpFilters"), "name", name)
        .getAsJsonObject("typedConfig");
  }

  private static JsonObject virtualHost(JsonObject routes) {
    return routes.getAsJsonArray("virtualHosts").get(0).getAsJsonObject();
  }

  private static String http(String service) {
    return "inbound-vip|9080|http|" + host(service);
  }

  private static String host(String service) {
    return service + ".default.svc.cluster.local";
  }

  private static JsonObject ours(ResourceType type, String name) {
    return ours(type, name::equals);
  }

  private static JsonObject ours(ResourceType type, Predicate<String> name) {
    return OURS.stream()
        .filter(resource -> resource.id().type() == type && name.test(resource.name()))
        .map(resource -> Fields.json(Messages.of(resource)))
        .findFirst()
        .orElseThrow();
  }
}
