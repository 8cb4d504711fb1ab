package io.waystone.translator.envoy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.waystone.translator.input.Cause;
import io.waystone.translator.wire.Canonical;
import java.util.Collection;
import java.util.TreeSet;

/** Makes resources of messages; serialised here, once. */
final class Resources {

  private Resources() {}

  static Resource of(Listener listener, Links links, Collection<Cause> causes) {
    return of(ResourceType.LISTENER, listener.getName(), listener, links, causes);
  }

  static Resource of(RouteConfiguration routes, Links links, Collection<Cause> causes) {
    return of(ResourceType.ROUTES, routes.getName(), routes, links, causes);
  }

  static Resource of(Cluster cluster, Links links, Collection<Cause> causes) {
    return of(ResourceType.CLUSTER, cluster.getName(), cluster, links, causes);
  }

  static Resource of(ClusterLoadAssignment assignment, Collection<Cause> causes) {
    return of(ResourceType.ENDPOINTS, assignment.getClusterName(), assignment, Links.NONE, causes);
  }

  private static Resource of(
      ResourceType type, String name, Message message, Links links, Collection<Cause> causes) {
    ByteString body = Canonical.bytes(message);
    return new Resource(
        new ResourceId(type, name), Canonical.version(body), body, links, new TreeSet<>(causes));
  }
}
