package io.waystone.translator.envoy;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.EnvoyInternalAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.waystone.translator.mesh.Authority;
import io.waystone.translator.mesh.PortKey;
import java.util.List;

/** The door to a service port: a cluster named as a CONNECT authority is written. */
final class AuthorityCluster {

  private AuthorityCluster() {}

  static Cluster cluster(Authority authority, PortKey port) {
    return internal(authority.text(), Names.listener(port)).build();
  }

  /** A cluster that leads to an internal listener, with what the tunnel says. */
  static Cluster.Builder internal(String name, String listener) {
    return Cluster.newBuilder()
        .setName(name)
        .setType(Cluster.DiscoveryType.STATIC)
        .setLoadAssignment(
            ClusterLoadAssignment.newBuilder()
                .setClusterName(name)
                .addEndpoints(
                    LocalityLbEndpoints.newBuilder()
                        .addLbEndpoints(
                            LbEndpoint.newBuilder()
                                .setEndpoint(
                                    Endpoint.newBuilder()
                                        .setAddress(
                                            Address.newBuilder()
                                                .setEnvoyInternalAddress(
                                                    EnvoyInternalAddress.newBuilder()
                                                        .setServerListenerName(listener)))))))
        .setCircuitBreakers(Common.NO_LIMITS)
        .setTransportSocket(Common.internalUpstream(List.of()));
  }

  /** A door is opened when what is behind it is there. */
  static Links links(PortKey port) {
    return Links.needing(List.of(new ResourceId(ResourceType.LISTENER, Names.listener(port))));
  }
}
