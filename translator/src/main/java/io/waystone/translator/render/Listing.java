package io.waystone.translator.render;

import com.google.common.base.Ascii;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.input.Cause;
import java.util.List;
import java.util.stream.Collectors;

/** Every resource of every waypoint, with the objects that it came from. */
final class Listing {

  private Listing() {}

  static JsonArray of(List<View> views) {
    JsonArray waypoints = new JsonArray();
    for (View view : views) {
      JsonObject waypoint = new JsonObject();
      waypoint.addProperty("waypoint", view.waypoint().toString());
      JsonArray resources = new JsonArray();
      view.resources().forEach(resource -> resources.add(resource(resource)));
      waypoint.add("resources", resources);
      waypoints.add(waypoint);
    }
    return waypoints;
  }

  private static JsonObject resource(Resource resource) {
    JsonObject object = new JsonObject();
    object.addProperty("name", resource.name());
    object.addProperty("type", type(resource));
    object.addProperty("version", resource.version());
    object.add("causes", causes(resource));
    object.add("resource", MessageJson.of(resource));
    return object;
  }

  static JsonArray causes(Resource resource) {
    JsonArray causes = new JsonArray();
    resource.causes().forEach(cause -> causes.add(cause.toString()));
    return causes;
  }

  static String type(Resource resource) {
    return Ascii.toLowerCase(resource.id().type().name());
  }

  static String names(List<View> views) {
    StringBuilder text = new StringBuilder();
    for (View view : views) {
      for (Resource resource : view.resources()) {
        text.append(view.waypoint())
            .append('\t')
            .append(type(resource))
            .append('\t')
            .append(resource.name())
            .append('\t')
            .append(resource.version())
            .append('\t')
            .append(
                resource.causes().stream().map(Cause::toString).collect(Collectors.joining(", ")))
            .append('\n');
      }
    }
    return text.toString();
  }
}
