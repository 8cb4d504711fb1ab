package io.waystone.translator.envoy;

import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** What Envoy refuses of routes. */
final class RouteRefusals {

  private static final long MOST_WEIGHT = 0xffff_ffffL;

  private RouteRefusals() {}

  /**
   * Envoy: "Only unique values for domains are permitted", without regard to case. Equal names of
   * virtual hosts it takes; they are refused here because its statistics and dumps mix them up.
   */
  static void routeConfiguration(RouteConfiguration routes, Findings findings) {
    removals(
        routes.getRequestHeadersToRemoveList(), routes.getResponseHeadersToRemoveList(), findings);
    Map<String, Integer> names = new HashMap<>();
    Map<String, Integer> domains = new HashMap<>();
    for (int i = 0; i < routes.getVirtualHostsCount(); i++) {
      VirtualHost host = routes.getVirtualHosts(i);
      Integer sameName = names.putIfAbsent(host.getName(), i);
      if (sameName != null) {
        findings.addTo("virtual_hosts", i, "name is that of virtual_hosts[" + sameName + "]");
      }
      for (String domain : host.getDomainsList()) {
        Integer other = domains.putIfAbsent(domain.toLowerCase(Locale.ROOT), i);
        if (other != null) {
          String quoted = Findings.shorten(domain);
          findings.addTo(
              "virtual_hosts",
              i,
              "domain %s is also in virtual_hosts[%d]".formatted(quoted, other));
        }
      }
    }
  }

  /** Headers that must not be removed. */
  static void virtualHost(VirtualHost host, Findings findings) {
    removals(host.getRequestHeadersToRemoveList(), host.getResponseHeadersToRemoveList(), findings);
  }

  /** Headers that must not be removed. */
  static void route(Route route, Findings findings) {
    removals(
        route.getRequestHeadersToRemoveList(), route.getResponseHeadersToRemoveList(), findings);
  }

  /** Envoy: "Specify only one of prefix_rewrite, regex_rewrite or path_rewrite_policy". */
  static void action(RouteAction action, Findings findings) {
    long rewrites =
        Stream.of(
                !action.getPrefixRewrite().isEmpty(),
                action.hasRegexRewrite(),
                action.hasPathRewritePolicy())
            .filter(set -> set)
            .count();
    if (rewrites > 1) {
      findings.add("only one of prefix_rewrite, regex_rewrite and path_rewrite_policy may be set");
    }
  }

  /** Envoy: "Exactly one of cluster or cluster_header in request mirror policy". */
  static void requestMirrorPolicy(RouteAction.RequestMirrorPolicy policy, Findings findings) {
    if (policy.getCluster().isEmpty() == policy.getClusterHeader().isEmpty()) {
      findings.add("exactly one of cluster and cluster_header must be set");
    }
  }

  /**
   * Envoy: "Sum of weights in the weighted_cluster must be greater than 0", and 32 bits at most.
   */
  static void weightedCluster(WeightedCluster weighted, Findings findings) {
    long sum =
        weighted.getClustersList().stream()
            .mapToLong(cluster -> Integer.toUnsignedLong(cluster.getWeight().getValue()))
            .sum();
    if (sum == 0 || sum > MOST_WEIGHT) {
      findings.add("the sum of the weights must be from 1 to " + MOST_WEIGHT + ", not " + sum);
    }
  }

  /** Envoy: "Field 'weight' is missing"; and headers that must not be removed. */
  static void weightedClusterItem(WeightedCluster.ClusterWeight cluster, Findings findings) {
    if (!cluster.hasWeight()) {
      findings.addTo("weight", "value is required");
    }
    removals(
        cluster.getRequestHeadersToRemoveList(),
        cluster.getResponseHeadersToRemoveList(),
        findings);
  }

  private static void removals(List<String> request, List<String> response, Findings findings) {
    HeaderRefusals.removed("request_headers_to_remove", request, findings);
    HeaderRefusals.removed("response_headers_to_remove", response, findings);
  }
}
