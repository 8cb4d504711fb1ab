package io.waystone.translator.envoy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.waystone.translator.input.Cause;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Makes resources of messages; serialised here, once. */
final class Resources {

  private Resources() {}

  static Resource of(Listener listener, Collection<Cause> causes) {
    return of(ResourceType.LISTENER, listener.getName(), listener, List.of(), causes);
  }

  static Resource of(RouteConfiguration routes, Collection<Cause> causes) {
    return of(ResourceType.ROUTES, routes.getName(), routes, List.of(), causes);
  }

  static Resource of(Cluster cluster, List<ResourceId> needs, Collection<Cause> causes) {
    return of(ResourceType.CLUSTER, cluster.getName(), cluster, needs, causes);
  }

  static Resource of(ClusterLoadAssignment assignment, Collection<Cause> causes) {
    return of(ResourceType.ENDPOINTS, assignment.getClusterName(), assignment, List.of(), causes);
  }

  private static Resource of(
      ResourceType type,
      String name,
      Message message,
      List<ResourceId> needs,
      Collection<Cause> causes) {
    ByteString body = Pack.bytes(message);
    return new Resource(
        new ResourceId(type, name), Pack.version(body), body, needs, new TreeSet<>(causes));
  }
}
