package io.waystone.translator.envoy;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBACPerRoute;
import io.waystone.translator.mesh.PortKey;
import io.waystone.translator.mesh.PortPolicies.RuleSet;
import io.waystone.translator.mesh.RouteTable;
import io.waystone.translator.wire.Canonical;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The routes and policies of a service port, one virtual host for all. Its policies stand on the
 * virtual host and nowhere below it: below, they would replace and not add. (Those of backends have
 * slots of their own.)
 */
final class Routes {

  private Routes() {}

  static RouteConfiguration configuration(
      PortKey port, RouteTable table, RuleSet rules, Guards guards) {
    VirtualHost.Builder host = virtualHost(port.port());
    table.routes().forEach(route -> host.addAllRoutes(RouteEntry.of(route, port.port(), guards)));
    return configuration(Names.http(port), enforcing(host, rules));
  }

  /** Ends a virtual host: with the last route, and with its policies. */
  static VirtualHost.Builder enforcing(VirtualHost.Builder host, RuleSet rules) {
    // Without a route that matches, no slot would be configured.
    host.addRoutes(answer(io.waystone.translator.mesh.Route.UNMATCHED, 404));
    put(host, HttpSlot.AUDIT, Rbac.auditOverride(rules));
    rules
        .custom()
        .ifPresent(custom -> {
          put(host, HttpSlot.CUSTOM, Rbac.customOverride(custom));
          put(host, HttpSlot.ASK, Asked.override(custom));
        });
    put(host, HttpSlot.DENY, Rbac.denyOverride(rules));
    // Always: by itself, the slot refuses.
    host.putTypedPerFilterConfig(HttpSlot.ALLOW.key(), Pack.any(Rbac.allowOverride(rules)));
    return host;
  }

  private static void put(VirtualHost.Builder host, HttpSlot slot, Message override) {
    if (!override.equals(override.getDefaultInstanceForType())) {
      host.putTypedPerFilterConfig(slot.key(), Pack.any(override));
    }
  }

  /** The clusters that it sends requests to, and its policies. */
  static Links links(RouteConfiguration routes, RuleSet rules) {
    SortedSet<String> clusters = new TreeSet<>();
    rules.custom().ifPresent(custom -> clusters.add(Names.provider(custom)));
    Map<String, String> policies = new TreeMap<>();
    ByteString own = ByteString.EMPTY;
    for (VirtualHost host : routes.getVirtualHostsList()) {
      for (Route route : host.getRoutesList()) {
        addClusters(route.getRoute(), clusters);
        addPolicies(route, policies);
      }
      for (HttpSlot slot : HttpSlot.values()) {
        own = own.concat(value(slot, host.getTypedPerFilterConfigMap()));
      }
    }
    policies.put("", own.isEmpty() ? "" : Canonical.version(own));
    return new Links(
        clusters.stream()
            .filter(name -> !Names.isNowhere(name))
            .map(name -> new ResourceId(ResourceType.CLUSTER, name))
            .toList(),
        List.of(),
        policies,
        false);
  }

  /** What is decided of what is sent to each cluster. */
  private static void addPolicies(Route route, Map<String, String> policies) {
    if (route.getRoute().hasCluster()) {
      add(route.getRoute().getCluster(), route.getTypedPerFilterConfigMap(), policies);
    }
    for (var one : route.getRoute().getWeightedClusters().getClustersList()) {
      add(one.getName(), one.getTypedPerFilterConfigMap(), policies);
    }
  }

  private static void add(
      String cluster, Map<String, Any> overrides, Map<String, String> policies) {
    ByteString guard =
        value(HttpSlot.BACKEND_DENY, overrides).concat(value(HttpSlot.BACKEND_ALLOW, overrides));
    policies.put(cluster, guard.isEmpty() ? "" : Canonical.version(guard));
  }

  private static ByteString value(HttpSlot slot, Map<String, Any> overrides) {
    Any override = overrides.get(slot.key());
    return override == null ? ByteString.EMPTY : override.getValue();
  }

  private static void addClusters(RouteAction action, Set<String> clusters) {
    if (action.hasCluster()) {
      clusters.add(action.getCluster());
    }
    action.getRequestMirrorPoliciesList().forEach(mirror -> clusters.add(mirror.getCluster()));
    action.getWeightedClusters().getClustersList().forEach(one -> clusters.add(one.getName()));
  }

  /** The closed form: every request gets 500. */
  static RouteConfiguration closed(PortKey port) {
    return closed(Names.http(port), port.port());
  }

  static RouteConfiguration closed(String name, int port) {
    VirtualHost.Builder host = virtualHost(port).addRoutes(answer("closed", 500));
    // The answer is to be seen, so the slot that refuses by itself is lifted.
    host.putTypedPerFilterConfig(HttpSlot.ALLOW.key(), Pack.any(RBACPerRoute.getDefaultInstance()));
    return configuration(name, host);
  }

  static VirtualHost.Builder virtualHost(int port) {
    return VirtualHost.newBuilder().setName("inbound|http|" + port).addDomains("*");
  }

  static RouteConfiguration configuration(String name, VirtualHost.Builder host) {
    return RouteConfiguration.newBuilder()
        .setName(name)
        // A backend that does not exist is a share of 500, not a configuration that is refused.
        .setValidateClusters(BoolValue.of(false))
        .addVirtualHosts(host)
        .build();
  }

  private static Route answer(String name, int status) {
    return Route.newBuilder()
        .setName(name)
        .setMatch(RouteMatch.newBuilder().setPrefix("/"))
        .setDirectResponse(DirectResponseAction.newBuilder().setStatus(status))
        .build();
  }
}
