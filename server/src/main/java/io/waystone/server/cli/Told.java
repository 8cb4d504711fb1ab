package io.waystone.server.cli;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.rbac.v3.RBAC;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBACPerRoute;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.envoy.ViewKey;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a waypoint is told as of now: its resources. */
record Told(SortedMap<ResourceId, Resource> resources) {

  private static final List<ResourceType> WITH_VERSION_IN_DUMP =
      List.of(ResourceType.CLUSTER, ResourceType.LISTENER, ResourceType.ROUTES);

  Told {
    resources = Collections.unmodifiableSortedMap(new TreeMap<>(resources));
  }

  static Told of(Translation translation, ViewKey view) {
    SortedMap<ResourceId, Resource> resources = new TreeMap<>();
    translation
        .ask((translator, _) -> translator.resources(view))
        .forEach(resource -> resources.put(resource.id(), resource));
    return new Told(resources);
  }

  /** What is new, other, or gone since then. */
  List<ResourceId> changedSince(Told before) {
    return Stream.concat(resources.keySet().stream(), before.resources.keySet().stream())
        .distinct()
        .sorted()
        .filter(id -> !version(id).equals(before.version(id)))
        .toList();
  }

  private Optional<String> version(ResourceId id) {
    return Optional.ofNullable(resources.get(id)).map(Resource::version);
  }

  /** What of it is not in Envoy's config dump, where that has versions. */
  List<ResourceId> missingIn(String configDump) {
    return resources.values().stream()
        .filter(resource -> WITH_VERSION_IN_DUMP.contains(resource.id().type()))
        .filter(resource -> !configDump.contains(resource.version()))
        .map(Resource::id)
        .toList();
  }

  /** The routes of that name; without routes if there are none. */
  RouteConfiguration routes(String name) {
    Resource resource = resources.get(new ResourceId(ResourceType.ROUTES, name));
    try {
      return resource == null
          ? RouteConfiguration.getDefaultInstance()
          : RouteConfiguration.parseFrom(resource.body());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(name + " is not what we wrote", e);
    }
  }

  /** The names of the policies that allow something on these routes. */
  static List<String> allowing(RouteConfiguration routes) {
    return routes.getVirtualHostsList().stream()
        .flatMap(host -> host.getTypedPerFilterConfigMap().values().stream())
        .map(Told::rules)
        .filter(rules -> rules.getAction() == RBAC.Action.ALLOW)
        .map(RBAC::getPoliciesMap)
        .map(Map::keySet)
        .flatMap(names -> names.stream().sorted())
        .toList();
  }

  private static RBAC rules(Any override) {
    try {
      return override.is(RBACPerRoute.class)
          ? override.unpack(RBACPerRoute.class).getRbac().getRules()
          : RBAC.getDefaultInstance();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("an override is not what we wrote", e);
    }
  }
}
