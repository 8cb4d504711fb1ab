package io.waystone.server.ads;

import com.google.protobuf.ByteString;
import io.waystone.translator.Revision;
import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.Links;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceChange;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.mesh.WaypointKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Resources and revisions made by hand. The body of a resource is {@code name=version}. */
final class Samples {

  static final WaypointKey WAYPOINT = new WaypointKey("default", "waypoint");
  static final ViewKey VIEW = new ViewKey(WAYPOINT, Dialect.STANDARD);

  private Samples() {}

  static Resource resource(ResourceType type, String name, String version, ResourceId... needs) {
    return new Resource(
        new ResourceId(type, name),
        version,
        ByteString.copyFromUtf8(name + "=" + version),
        Links.needing(List.of(needs)),
        new TreeSet<>());
  }

  static Resource cluster(String name, String version, ResourceId... needs) {
    return resource(ResourceType.CLUSTER, name, version, needs);
  }

  static Resource listener(String name, String version, ResourceId... needs) {
    return resource(ResourceType.LISTENER, name, version, needs);
  }

  static Resource linked(ResourceType type, String name, String version, Links links) {
    Resource resource = resource(type, name, version);
    return new Resource(
        resource.id(), resource.version(), resource.body(), links, resource.causes());
  }

  static Resource routes(String name, String version) {
    return resource(ResourceType.ROUTES, name, version);
  }

  static Resource endpoints(String name, String version) {
    return resource(ResourceType.ENDPOINTS, name, version);
  }

  /** A cluster of that many bytes. */
  static Resource large(String name, int bytes) {
    ByteString text = ByteString.copyFromUtf8(name + "=v1");
    return new Resource(
        new ResourceId(ResourceType.CLUSTER, name),
        "v1",
        text.concat(ByteString.copyFrom(new byte[bytes - text.size()])),
        Links.NONE,
        new TreeSet<>());
  }

  static Revision revision(long number, Resource... resources) {
    return revision(number, List.of(resources), List.of());
  }

  static Revision revision(long number, List<Resource> resources, List<ResourceId> removed) {
    SortedMap<ResourceId, ResourceChange> changes = new TreeMap<>();
    removed.forEach(id -> changes.put(id, new ResourceChange(id, Optional.empty())));
    resources.forEach(resource ->
        changes.put(resource.id(), new ResourceChange(resource.id(), Optional.of(resource))));
    SortedMap<ViewKey, List<ResourceChange>> views = new TreeMap<>();
    views.put(VIEW, List.copyOf(changes.values()));
    return new Revision(number, views, Set.of());
  }

  static Revision gone(long number) {
    return new Revision(number, new TreeMap<>(), Set.of(VIEW));
  }
}
