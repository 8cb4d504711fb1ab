package io.waystone.translator.render;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The shape of Envoy's {@code /config_dump} (envoy.admin.v3.ConfigDump), so that tools for that
 * open it. What Envoy's dump has no place for, the objects that each resource came from, is an
 * entry of its own at the end. Without timestamps: the same resources give the same bytes.
 */
final class ConfigDump {

  private static final String TYPE = "@type";
  private static final String ADMIN = "type.googleapis.com/envoy.admin.v3.";

  /** The message for each type of resource, and its fields. */
  private enum Section {
    CLUSTERS(ResourceType.CLUSTER, "ClustersConfigDump", "dynamic_active_clusters", "cluster"),
    ENDPOINTS(
        ResourceType.ENDPOINTS,
        "EndpointsConfigDump",
        "dynamic_endpoint_configs",
        "endpoint_config"),
    LISTENERS(ResourceType.LISTENER, "ListenersConfigDump", "dynamic_listeners", "listener"),
    ROUTES(ResourceType.ROUTES, "RoutesConfigDump", "dynamic_route_configs", "route_config"),
    EXTENSIONS(ResourceType.EXTENSION, "EcdsConfigDump", "ecds_filters", "ecds_filter");

    private final ResourceType type;
    private final String message;
    private final String list;
    private final String field;

    Section(ResourceType type, String message, String list, String field) {
      this.type = type;
      this.message = message;
      this.list = list;
      this.field = field;
    }

    JsonObject of(View view) {
      JsonArray items = new JsonArray();
      view.resources().stream()
          .filter(r -> r.id().type() == type)
          .forEach(r -> items.add(item(r, Optional.ofNullable(view.refusals().get(r.id())))));
      JsonObject section = new JsonObject();
      section.addProperty(TYPE, ADMIN + message);
      section.add(list, items);
      return section;
    }

    private JsonObject item(Resource resource, Optional<Refusal> refusal) {
      JsonObject state = new JsonObject();
      state.addProperty("version_info", resource.version());
      state.add(field, MessageJson.of(resource));
      JsonObject item = type == ResourceType.LISTENER ? listener(resource, state) : state;
      refusal.ifPresent(refused -> item.add("error_state", error(refused)));
      return item;
    }

    private static JsonObject listener(Resource resource, JsonObject state) {
      JsonObject listener = new JsonObject();
      listener.addProperty("name", resource.name());
      listener.add("active_state", state);
      return listener;
    }

    private static JsonObject error(Refusal refused) {
      JsonObject error = new JsonObject();
      error.addProperty("details", refused.error());
      error.addProperty("version_info", refused.version());
      return error;
    }
  }

  private ConfigDump() {}

  /** One waypoint gives a dump; several give an object with a dump for each. */
  static JsonElement of(List<View> views) {
    if (views.size() == 1) {
      return of(views.getFirst());
    }
    JsonObject all = new JsonObject();
    views.forEach(view -> all.add(view.waypoint().toString(), of(view)));
    return all;
  }

  private static JsonObject of(View view) {
    JsonArray configs = new JsonArray();
    for (Section section : Section.values()) {
      configs.add(section.of(view));
    }
    configs.add(origins(view));
    JsonObject dump = new JsonObject();
    dump.add("configs", configs);
    return dump;
  }

  private static JsonObject origins(View view) {
    JsonObject byType = new JsonObject();
    for (ResourceType type : ResourceType.values()) {
      List<Resource> resources = new ArrayList<>();
      view.resources().stream().filter(r -> r.id().type() == type).forEach(resources::add);
      if (!resources.isEmpty()) {
        JsonObject byName = new JsonObject();
        resources.forEach(r -> byName.add(r.name(), Listing.causes(r)));
        byType.add(Listing.type(resources.getFirst()), byName);
      }
    }
    JsonObject value = new JsonObject();
    value.addProperty("waypoint", view.waypoint().toString());
    value.add("causes", byType);
    JsonObject origins = new JsonObject();
    origins.addProperty(TYPE, "type.googleapis.com/google.protobuf.Struct");
    origins.add("value", value);
    return origins;
  }
}
