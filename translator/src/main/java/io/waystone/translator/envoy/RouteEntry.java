package io.waystone.translator.envoy;

import com.google.common.base.Ascii;
import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.Duration;
import com.google.protobuf.Struct;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.envoyproxy.envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate;
import io.envoyproxy.envoy.type.matcher.v3.FilterStateMatcher;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.waystone.translator.input.HttpMatch;
import io.waystone.translator.input.HttpMatch.PathMatch;
import io.waystone.translator.input.HttpMatch.ValueMatch;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.Timeouts;
import io.waystone.translator.mesh.Policy;
import io.waystone.translator.mesh.Route.Action;
import io.waystone.translator.mesh.Route.Destination;
import io.waystone.translator.mesh.Route.Weighted;
import java.util.Map;
import java.util.Optional;

/** A route of the mesh as Envoy's. */
final class RouteEntry {

  /** istiod's default at a waypoint. */
  private static final String RETRY_ON =
      "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes";

  private RouteEntry() {}

  static Route of(io.waystone.translator.mesh.Route route, Guards guards) {
    Route.Builder entry = Route.newBuilder().setName(route.name()).setMatch(match(route));
    origin(route.cause().object()).ifPresent(entry::setMetadata);
    return switch (route.action()) {
      case Action.Respond respond ->
          entry
              .setDirectResponse(DirectResponseAction.newBuilder().setStatus(respond.status()))
              .build();
      case Action.Redirect redirect -> throw new UnsupportedOperationException(redirect.toString());
      case Action.Forward forward -> {
        HeaderMutations request = HeaderMutations.of(forward.filters().request());
        HeaderMutations response = HeaderMutations.of(forward.filters().response());
        yield hasOwnHeaders(forward)
            ? entry.setRoute(weighted(forward, request, response, guards)).build()
            : entry
                .setRoute(plain(forward, request, guards))
                .putAllTypedPerFilterConfig(own(forward, guards))
                .addAllRequestHeadersToAdd(request.added())
                .addAllRequestHeadersToRemove(request.removed())
                .addAllResponseHeadersToAdd(response.added())
                .addAllResponseHeadersToRemove(response.removed())
                .build();
      }
    };
  }

  /** Of one destination they stand on the route; of several, with each. */
  private static Map<String, Any> own(Action.Forward forward, Guards guards) {
    return forward.destinations().size() == 1
        ? guards.overrides(forward.destinations().getFirst().destination())
        : Map.of();
  }

  private static boolean hasOwnHeaders(Action.Forward forward) {
    return !forward.destinations().stream().allMatch(HeaderMutations::none);
  }

  private static RouteMatch match(io.waystone.translator.mesh.Route route) {
    HttpMatch match = route.match();
    RouteMatch.Builder built = path(match.path()).setCaseSensitive(BoolValue.of(true));
    for (ValueMatch header : match.headers()) {
      built.addHeaders(
          HeaderMatcher.newBuilder().setName(header.name()).setStringMatch(value(header)));
    }
    match
        .method()
        .ifPresent(method ->
            built.addHeaders(
                HeaderMatcher.newBuilder()
                    .setName(":method")
                    .setStringMatch(StringMatcher.newBuilder().setExact(method))));
    for (ValueMatch parameter : match.query()) {
      built.addQueryParameters(
          QueryParameterMatcher.newBuilder()
              .setName(parameter.name())
              .setStringMatch(value(parameter)));
    }
    route.hostname().ifPresent(name -> built.addHeaders(host(name)));
    route.clients().ifPresent(namespace -> built.addFilterState(client(namespace)));
    return built.build();
  }

  /** Gateway API: {@code *.example.com} is any host below, however deep. */
  private static HeaderMatcher host(String name) {
    return Patterns.host(
        name.startsWith("*.")
            ? new Policy.Pattern.Suffix(name.substring(1))
            : new Policy.Pattern.Exact(name));
  }

  /** Who calls is what the tunnel says of the connection. */
  private static FilterStateMatcher client(String namespace) {
    return FilterStateMatcher.newBuilder()
        .setKey(FilterStates.PEER.key())
        .setStringMatch(Patterns.namespace(new Policy.Pattern.Exact(namespace)))
        .build();
  }

  private static RouteMatch.Builder path(PathMatch path) {
    RouteMatch.Builder match = RouteMatch.newBuilder();
    return switch (path.type()) {
      case EXACT -> match.setPath(path.value());
      case REGEX -> match.setSafeRegex(RegexMatcher.newBuilder().setRegex(path.value()));
      case PREFIX -> prefix(match, path.value());
    };
  }

  /** Gateway API: a prefix matches whole path elements, a slash at its end means nothing. */
  private static RouteMatch.Builder prefix(RouteMatch.Builder match, String value) {
    String trimmed = value.replaceAll("/+$", "");
    return trimmed.isEmpty() ? match.setPrefix("/") : match.setPathSeparatedPrefix(trimmed);
  }

  private static StringMatcher value(ValueMatch match) {
    return match.regex()
        ? StringMatcher.newBuilder()
            .setSafeRegex(RegexMatcher.newBuilder().setRegex(match.value()))
            .build()
        : StringMatcher.newBuilder().setExact(match.value()).build();
  }

  private static RouteAction.Builder plain(
      Action.Forward forward, HeaderMutations request, Guards guards) {
    RouteAction.Builder action = action(forward.delivery().timeouts());
    request.hostRewrite().ifPresent(action::setHostRewriteLiteral);
    if (forward.destinations().size() == 1) {
      return action.setCluster(cluster(forward.destinations().getFirst().destination()));
    }
    WeightedCluster.Builder weighted = WeightedCluster.newBuilder();
    forward
        .destinations()
        .forEach(destination -> weighted.addClusters(weight(destination, guards)));
    return action.setWeightedClusters(weighted);
  }

  /**
   * Gateway API: a rule's filters come before its backend's. Envoy runs what stands on a weighted
   * cluster before what stands on its route, so both stand there, in the right order.
   */
  private static RouteAction.Builder weighted(
      Action.Forward forward, HeaderMutations request, HeaderMutations response, Guards guards) {
    WeightedCluster.Builder all = WeightedCluster.newBuilder();
    for (Weighted destination : forward.destinations()) {
      HeaderMutations out = request.then(HeaderMutations.of(destination.filters().request()));
      HeaderMutations back = response.then(HeaderMutations.of(destination.filters().response()));
      WeightedCluster.ClusterWeight.Builder one =
          weight(destination, guards)
              .addAllRequestHeadersToAdd(out.added())
              .addAllRequestHeadersToRemove(out.removed())
              .addAllResponseHeadersToAdd(back.added())
              .addAllResponseHeadersToRemove(back.removed());
      out.hostRewrite().ifPresent(one::setHostRewriteLiteral);
      all.addClusters(one);
    }
    return action(forward.delivery().timeouts()).setWeightedClusters(all);
  }

  /**
   * Zero: no timeout, where Envoy's default is 15 s. A client's grpc-timeout holds up to the same.
   * The successor of the deprecated field does not do: where it is set, Envoy ignores the timeout.
   */
  @SuppressWarnings("deprecation")
  private static RouteAction.Builder action(Timeouts timeouts) {
    Duration timeout =
        timeouts.request().map(RouteEntry::duration).orElse(Duration.getDefaultInstance());
    return RouteAction.newBuilder()
        .setClusterNotFoundResponseCode(
            RouteAction.ClusterNotFoundResponseCode.INTERNAL_SERVER_ERROR)
        .setTimeout(timeout)
        .setMaxGrpcTimeout(timeout)
        .setRetryPolicy(retries(timeouts));
  }

  private static WeightedCluster.ClusterWeight.Builder weight(Weighted weighted, Guards guards) {
    return WeightedCluster.ClusterWeight.newBuilder()
        .setName(cluster(weighted.destination()))
        .setWeight(UInt32Value.of(weighted.weight()))
        .putAllTypedPerFilterConfig(guards.overrides(weighted.destination()));
  }

  private static String cluster(Destination destination) {
    return switch (destination) {
      case Destination.To to -> Names.cluster(to);
      case Destination.Nowhere nowhere -> Names.nowhere(nowhere.what());
    };
  }

  private static RetryPolicy retries(Timeouts timeouts) {
    RetryPolicy.Builder policy =
        RetryPolicy.newBuilder()
            .setRetryOn(RETRY_ON)
            .setNumRetries(UInt32Value.of(2))
            .setHostSelectionRetryMaxAttempts(5)
            .addRetryHostPredicate(
                RetryPolicy.RetryHostPredicate.newBuilder()
                    .setName("envoy.retry_host_predicates.previous_hosts")
                    .setTypedConfig(Pack.any(PreviousHostsPredicate.getDefaultInstance())));
    timeouts
        .backendRequest()
        .filter(timeout -> !timeout.isZero())
        .ifPresent(timeout -> policy.setPerTryTimeout(duration(timeout)));
    return policy.build();
  }

  private static Duration duration(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  /** Where istiod names a VirtualService, the route object itself. */
  private static Optional<Metadata> origin(ObjectRef object) {
    return object.kind().endsWith("Route")
        ? Optional.of(
            Metadata.newBuilder()
                .putFilterMetadata(
                    BackendCluster.ISTIO,
                    Struct.newBuilder()
                        .putFields("config", BackendCluster.text(path(object)))
                        .build())
                .build())
        : Optional.empty();
  }

  private static String path(ObjectRef route) {
    return "/apis/gateway.networking.k8s.io/v1/namespaces/"
        + route.namespace()
        + "/"
        + Ascii.toLowerCase(route.kind())
        + "s/"
        + route.name();
  }
}
