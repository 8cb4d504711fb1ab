package io.waystone.translator.envoy;

import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.waystone.translator.mesh.PortKey;

/**
 * The closed form of a service port, for when the port's own fails: the same names, every request
 * gets 500, every other connection is closed. It depends on nothing but the name, so it cannot
 * fail.
 */
final class ClosedPort {

  private static final String CHAIN = "closed";

  private ClosedPort() {}

  static Listener listener(PortKey port) {
    return PortListener.detecting(PortListener.base(Names.listener(port)))
        .setFilterChainMatcher(ChainMatchers.detected(Names.http(port), ChainMatchers.chain(CHAIN)))
        .addFilterChains(
            FilterChain.newBuilder()
                .setName(Names.http(port))
                .addFilters(
                    HttpConnection.filter(
                        HttpConnection.base(port).setRouteConfig(Routes.closed(port)))))
        .addFilterChains(TcpChains.refusing(CHAIN))
        .build();
  }
}
