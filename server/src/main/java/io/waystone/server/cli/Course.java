package io.waystone.server.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster.ClusterWeight;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The way that the resources of a waypoint have for a GET without headers of its own.
 *
 * @param because the rule that sends it
 * @param shares of the endpoints {@code address:port}, in percent; nothing where the rule does not
 *     send, or a regular expression would have to be tried
 */
record Course(String because, SortedMap<String, Double> shares) {

  private static final Pattern ROUTE_OBJECT =
      Pattern.compile("/apis/.*/namespaces/([^/]+)/httproutes/([^/]+)");

  private static final Pattern RULE_INDEX = Pattern.compile(".*\\.([0-9]+)");

  /** The way of {@code GET path} by these routes. */
  static Course of(Map<ResourceId, Resource> resources, RouteConfiguration routes, String path) {
    List<Route> all =
        routes.getVirtualHostsList().stream()
            .flatMap(host -> host.getRoutesList().stream())
            .toList();
    for (Route route : all) {
      if (route.getMatch().hasSafeRegex()) {
        return new Course("a regular expression in " + name(route), new TreeMap<>());
      }
      if (matches(route.getMatch(), path)) {
        return new Course(name(route), shares(route.getRoute(), resources));
      }
    }
    return new Course("no route", new TreeMap<>());
  }

  /** A GET that has no headers, and no query: conditions on others cannot hold. */
  private static boolean matches(RouteMatch match, String path) {
    String prefix = match.getPathSeparatedPrefix();
    boolean pathMatches =
        switch (match.getPathSpecifierCase()) {
          case PREFIX -> path.startsWith(match.getPrefix());
          case PATH -> path.equals(match.getPath());
          case PATH_SEPARATED_PREFIX -> path.equals(prefix) || path.startsWith(prefix + "/");
          default -> false;
        };
    return pathMatches
        && match.getQueryParametersCount() == 0
        && match.getHeadersList().stream()
            .allMatch(header ->
                header.getName().equals(":method")
                    && header.getStringMatch().getExact().equals("GET"));
  }

  /** The rule as people name it, where the route comes from an object. */
  private static String name(Route route) {
    String object =
        route
            .getMetadata()
            .getFilterMetadataOrDefault("istio", com.google.protobuf.Struct.getDefaultInstance())
            .getFieldsOrDefault("config", com.google.protobuf.Value.getDefaultInstance())
            .getStringValue();
    Matcher from = ROUTE_OBJECT.matcher(object);
    if (!from.matches()) {
      return "the route \"" + route.getName() + "\"";
    }
    Matcher index = RULE_INDEX.matcher(route.getName());
    return "%s/%s HTTPRoute spec.rules[%s]"
        .formatted(
            from.group(1), from.group(2), index.matches() ? index.group(1) : route.getName());
  }

  private static SortedMap<String, Double> shares(
      RouteAction action, Map<ResourceId, Resource> resources) {
    SortedMap<String, Double> shares = new TreeMap<>();
    if (action.hasCluster()) {
      share(action.getCluster(), 100, resources, shares);
    }
    List<ClusterWeight> weights = action.getWeightedClusters().getClustersList();
    double sum = weights.stream().mapToInt(weight -> weight.getWeight().getValue()).sum();
    weights.forEach(weight ->
        share(weight.getName(), 100 * weight.getWeight().getValue() / sum, resources, shares));
    return shares;
  }

  private static void share(
      String cluster,
      double percent,
      Map<ResourceId, Resource> resources,
      SortedMap<String, Double> shares) {
    List<LbEndpoint> endpoints =
        assignment(cluster, resources).getEndpointsList().stream()
            .flatMap(locality -> locality.getLbEndpointsList().stream())
            .toList();
    double sum = endpoints.stream().mapToInt(e -> e.getLoadBalancingWeight().getValue()).sum();
    for (LbEndpoint endpoint : endpoints) {
      double part = percent * endpoint.getLoadBalancingWeight().getValue() / sum;
      shares.merge(address(endpoint.getEndpoint().getAddress()), part, Double::sum);
    }
    if (endpoints.isEmpty()) {
      shares.merge("nowhere", percent, Double::sum);
    }
  }

  private static String address(Address address) {
    return address.hasEnvoyInternalAddress()
        ? address.getEnvoyInternalAddress().getEndpointId()
        : address.getSocketAddress().getAddress() + ":" + address.getSocketAddress().getPortValue();
  }

  private static ClusterLoadAssignment assignment(
      String cluster, Map<ResourceId, Resource> resources) {
    Resource resource = resources.get(new ResourceId(ResourceType.ENDPOINTS, cluster));
    try {
      return resource == null
          ? ClusterLoadAssignment.getDefaultInstance()
          : ClusterLoadAssignment.parseFrom(resource.body());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(resource + " is none of ours", e);
    }
  }
}
