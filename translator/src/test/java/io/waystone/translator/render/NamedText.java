package io.waystone.translator.render;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.Message;
import io.waystone.translator.mesh.Outcome;
import io.waystone.translator.ztunnel.Named;
import java.util.List;

/** What ztunnel is told as YAML, with the objects that it came from: what goldens hold. */
public final class NamedText {

  private NamedText() {}

  /**
   * One item for each message. Its bytes are in base64; the aliases say what addresses they are.
   */
  public static <M extends Message> String of(List<Outcome<Named<M>>> messages) {
    JsonArray all = new JsonArray();
    for (Outcome<Named<M>> message : messages) {
      JsonObject item = new JsonObject();
      item.addProperty("name", message.value().name());
      if (!message.value().aliases().isEmpty()) {
        item.add("aliases", array(message.value().aliases()));
      }
      item.add("causes", array(message.causes().stream().map(Object::toString).toList()));
      item.add("resource", MessageJson.of(message.value().message()));
      all.add(item);
    }
    return Yaml.text(all);
  }

  private static JsonArray array(List<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }
}
