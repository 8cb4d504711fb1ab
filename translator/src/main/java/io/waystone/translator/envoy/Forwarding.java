package io.waystone.translator.envoy;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.waystone.translator.input.HttpMatch.PathMatch;
import io.waystone.translator.input.Rewrite;
import io.waystone.translator.mesh.Route.Action;
import io.waystone.translator.mesh.Route.Destination;
import io.waystone.translator.mesh.Route.Weighted;
import java.util.Map;

/**
 * Where requests go, and how they are changed on the way.
 *
 * @param guards the policies of the backends
 */
record Forwarding(Guards guards) {

  /**
   * Makes a route send.
   *
   * @param matched the path that the route matches
   */
  void to(Action.Forward forward, PathMatch matched, Route.Builder route) {
    HeaderMutations request =
        HeaderMutations.of(forward.filters().request())
            .withHost(forward.filters().rewrite().flatMap(Rewrite::hostname));
    HeaderMutations response = HeaderMutations.of(forward.filters().response());
    RouteAction.Builder action;
    if (forward.destinations().stream().allMatch(HeaderMutations::none)) {
      action = plain(forward, request);
      route
          .putAllTypedPerFilterConfig(own(forward))
          .addAllRequestHeadersToAdd(request.added())
          .addAllRequestHeadersToRemove(request.removed())
          .addAllResponseHeadersToAdd(response.added())
          .addAllResponseHeadersToRemove(response.removed());
    } else {
      action = weighted(forward, request, response);
    }
    forward
        .filters()
        .rewrite()
        .flatMap(Rewrite::path)
        .ifPresent(change ->
            PathRewrites.of(change, matched)
                .set(action::setPrefixRewrite, action::setRegexRewrite));
    route.setRoute(action);
  }

  /** The policies of one destination stand on the route; of several, with each. */
  private Map<String, Any> own(Action.Forward forward) {
    return forward.destinations().size() == 1
        ? guards.overrides(forward.destinations().getFirst().destination())
        : Map.of();
  }

  private RouteAction.Builder plain(Action.Forward forward, HeaderMutations request) {
    RouteAction.Builder action = action(forward);
    request.hostRewrite().ifPresent(action::setHostRewriteLiteral);
    if (forward.destinations().size() == 1) {
      return action.setCluster(Names.cluster(forward.destinations().getFirst().destination()));
    }
    WeightedCluster.Builder weighted = WeightedCluster.newBuilder();
    forward.destinations().forEach(destination -> weighted.addClusters(weight(destination)));
    return action.setWeightedClusters(weighted);
  }

  /**
   * Gateway API: a rule's filters come before its backend's. Envoy runs what stands on a weighted
   * cluster before what stands on its route, so both stand there, in the right order.
   */
  private RouteAction.Builder weighted(
      Action.Forward forward, HeaderMutations request, HeaderMutations response) {
    WeightedCluster.Builder all = WeightedCluster.newBuilder();
    for (Weighted destination : forward.destinations()) {
      HeaderMutations out = request.then(HeaderMutations.of(destination.filters().request()));
      HeaderMutations back = response.then(HeaderMutations.of(destination.filters().response()));
      WeightedCluster.ClusterWeight.Builder one =
          weight(destination)
              .addAllRequestHeadersToAdd(out.added())
              .addAllRequestHeadersToRemove(out.removed())
              .addAllResponseHeadersToAdd(back.added())
              .addAllResponseHeadersToRemove(back.removed());
      out.hostRewrite().ifPresent(one::setHostRewriteLiteral);
      all.addClusters(one);
    }
    return action(forward).setWeightedClusters(all);
  }

  /**
   * Zero: no timeout, where Envoy's default is 15 s. A client's grpc-timeout holds up to the same.
   * The successor of the deprecated field does not do: where it is set, Envoy ignores the timeout.
   */
  @SuppressWarnings("deprecation")
  private static RouteAction.Builder action(Action.Forward forward) {
    Duration timeout =
        forward
            .delivery()
            .timeouts()
            .request()
            .map(Common::duration)
            .orElse(Duration.getDefaultInstance());
    RouteAction.Builder action =
        RouteAction.newBuilder()
            .setClusterNotFoundResponseCode(nowhere(forward))
            .setTimeout(timeout)
            .setMaxGrpcTimeout(timeout)
            .addAllRequestMirrorPolicies(Mirrors.of(forward.mirrors()));
    Retries.of(forward.delivery()).ifPresent(action::setRetryPolicy);
    return action;
  }

  /** What the share gets that leads nowhere; the same for all of a route. */
  private static RouteAction.ClusterNotFoundResponseCode nowhere(Action.Forward forward) {
    boolean unavailable =
        forward.destinations().stream()
            .map(Weighted::destination)
            .anyMatch(one -> one instanceof Destination.Nowhere nowhere && nowhere.status() == 503);
    return unavailable
        ? RouteAction.ClusterNotFoundResponseCode.SERVICE_UNAVAILABLE
        : RouteAction.ClusterNotFoundResponseCode.INTERNAL_SERVER_ERROR;
  }

  private WeightedCluster.ClusterWeight.Builder weight(Weighted weighted) {
    return WeightedCluster.ClusterWeight.newBuilder()
        .setName(Names.cluster(weighted.destination()))
        .setWeight(UInt32Value.of(weighted.weight()))
        .putAllTypedPerFilterConfig(guards.overrides(weighted.destination()));
  }
}
