package io.waystone.translator.render;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.waystone.translator.envoy.Resource;
import java.util.List;

/** Resources as YAML with the objects they came from, without versions: what goldens hold. */
public final class ResourceText {

  private ResourceText() {}

  /** One item for each resource. */
  public static String of(List<Resource> resources) {
    JsonArray all = new JsonArray();
    for (Resource resource : resources) {
      JsonObject item = new JsonObject();
      item.add("causes", Listing.causes(resource));
      item.add("resource", MessageJson.of(resource));
      all.add(item);
    }
    return Yaml.text(all);
  }
}
