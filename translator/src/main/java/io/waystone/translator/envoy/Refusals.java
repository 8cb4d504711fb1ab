package io.waystone.translator.envoy;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.CidrRange;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What Envoy refuses although no annotation says so, by message type, as far as it matters here.
 */
final class Refusals {

  /** Reports what Envoy would refuse in a message of one type, not in what is nested in it. */
  @FunctionalInterface
  interface Refusal<M extends Message> {
    /** Reports each fault of the message. */
    void check(M message, Findings findings);
  }

  private static final Map<Descriptor, Refusal<Message>> BY_TYPE =
      List.of(
              of(Any.getDefaultInstance(), AnyContents::check),
              of(Duration.getDefaultInstance(), ValueRefusals::duration),
              of(CidrRange.getDefaultInstance(), ValueRefusals::cidr),
              of(com.github.xds.core.v3.CidrRange.getDefaultInstance(), ValueRefusals::cidr),
              of(RegexMatcher.getDefaultInstance(), RegexRefusals::check),
              of(
                  com.github.xds.type.matcher.v3.RegexMatcher.getDefaultInstance(),
                  RegexRefusals::check),
              of(HeaderValueOption.getDefaultInstance(), HeaderRefusals::added),
              of(Listener.getDefaultInstance(), ListenerRefusals::listener),
              of(FilterChain.getDefaultInstance(), ListenerRefusals::filterChain),
              of(HttpConnectionManager.getDefaultInstance(), ListenerRefusals::httpFilters),
              of(RouteConfiguration.getDefaultInstance(), RouteRefusals::routeConfiguration),
              of(VirtualHost.getDefaultInstance(), RouteRefusals::virtualHost),
              of(Route.getDefaultInstance(), RouteRefusals::route),
              of(RouteAction.getDefaultInstance(), RouteRefusals::action),
              of(
                  RouteAction.RequestMirrorPolicy.getDefaultInstance(),
                  RouteRefusals::requestMirrorPolicy),
              of(WeightedCluster.getDefaultInstance(), RouteRefusals::weightedCluster),
              of(
                  WeightedCluster.ClusterWeight.getDefaultInstance(),
                  RouteRefusals::weightedClusterItem))
          .stream()
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private Refusals() {}

  /** What Envoy refuses of messages of this type; empty if nothing is known. */
  static Optional<Refusal<Message>> of(Descriptor type) {
    return Optional.ofNullable(BY_TYPE.get(type));
  }

  private static <M extends Message> Map.Entry<Descriptor, Refusal<Message>> of(
      M prototype, Refusal<M> refusal) {
    Class<? extends Message> type = prototype.getClass();
    @SuppressWarnings("unchecked") // the class is that of M's prototype
    Refusal<Message> checked =
        (message, findings) -> refusal.check((M) type.cast(message), findings);
    return Map.entry(prototype.getDescriptorForType(), checked);
  }
}
