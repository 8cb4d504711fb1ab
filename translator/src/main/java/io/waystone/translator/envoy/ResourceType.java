package io.waystone.translator.envoy;

import java.util.Arrays;
import java.util.Optional;

/**
 * The kinds of resources that a waypoint gets, in the order in which one revision of them is sent:
 * what is named goes before what names it.
 */
public enum ResourceType {
  /** Certificates and keys come from the identity, not from the translation. */
  SECRET("envoy.extensions.transport_sockets.tls.v3.Secret"),
  CLUSTER("envoy.config.cluster.v3.Cluster"),
  ENDPOINTS("envoy.config.endpoint.v3.ClusterLoadAssignment"),
  LISTENER("envoy.config.listener.v3.Listener"),
  ROUTES("envoy.config.route.v3.RouteConfiguration"),
  EXTENSION("envoy.config.core.v3.TypedExtensionConfig");

  private final String typeUrl;

  ResourceType(String message) {
    this.typeUrl = "type.googleapis.com/" + message;
  }

  /** What xDS calls it: {@code type.googleapis.com/envoy.config.cluster.v3.Cluster}. */
  public String typeUrl() {
    return typeUrl;
  }

  /** The type with this URL; empty for one that waypoints do not get. */
  public static Optional<ResourceType> of(String typeUrl) {
    return Arrays.stream(values()).filter(type -> type.typeUrl.equals(typeUrl)).findFirst();
  }
}
