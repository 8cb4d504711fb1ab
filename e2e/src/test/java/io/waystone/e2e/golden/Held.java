package io.waystone.e2e.golden;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.waystone.server.lab.EnvoyAdmin;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What an Envoy works with, from its config dump: names and versions, of listeners their content:
 * one that is updated in place is shown with the version that it had before.
 *
 * @param unready what is warming, or was refused
 */
record Held(
    SortedMap<String, String> clusters,
    SortedMap<String, JsonElement> listeners,
    SortedMap<String, String> routes,
    SortedSet<String> endpoints,
    SortedSet<String> unready) {

  static Held by(EnvoyAdmin admin) throws IOException {
    JsonObject dump =
        JsonParser.parseString(admin.get("/config_dump?include_eds")).getAsJsonObject();
    Held held =
        new Held(
            new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeSet<>(), new TreeSet<>());
    objects(dump, "configs").forEach(held::section);
    return held;
  }

  private void section(JsonObject section) {
    objects(section, "dynamic_active_clusters")
        .forEach(state -> clusters.put(name(state, "cluster"), version(state)));
    objects(section, "dynamic_warming_clusters")
        .forEach(state -> unready.add("warming: " + name(state, "cluster")));
    objects(section, "dynamic_route_configs")
        .forEach(state -> routes.put(name(state, "route_config"), version(state)));
    objects(section, "dynamic_endpoint_configs")
        .forEach(state ->
            endpoints.add(
                state.getAsJsonObject("endpoint_config").get("cluster_name").getAsString()));
    objects(section, "dynamic_listeners").forEach(this::listener);
    Stream.of("dynamic_active_clusters", "dynamic_route_configs", "dynamic_listeners")
        .flatMap(list -> objects(section, list))
        .filter(state -> state.has("error_state"))
        .forEach(state -> unready.add("refused: " + state.get("error_state")));
  }

  private void listener(JsonObject state) {
    String name = state.get("name").getAsString();
    if (state.has("warming_state")) {
      unready.add("warming: " + name);
    }
    if (state.has("active_state")) {
      listeners.put(name, content(state.getAsJsonObject("active_state")));
    }
  }

  private static JsonObject content(JsonObject active) {
    JsonObject listener = active.getAsJsonObject("listener").deepCopy();
    listener.remove("@type");
    return listener;
  }

  private static String name(JsonObject state, String field) {
    return state.getAsJsonObject(field).get("name").getAsString();
  }

  private static String version(JsonObject state) {
    return Optional.ofNullable(state.get("version_info")).map(JsonElement::getAsString).orElse("");
  }

  private static Stream<JsonObject> objects(JsonObject parent, String list) {
    return Optional.ofNullable(parent.getAsJsonArray(list))
        .orElse(new JsonArray())
        .asList()
        .stream()
        .map(JsonElement::getAsJsonObject);
  }
}
