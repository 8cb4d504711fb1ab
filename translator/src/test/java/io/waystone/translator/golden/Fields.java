package io.waystone.translator.golden;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.waystone.translator.envoy.Messages;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A message as its fields: path to value, {@code route.timeout} to {@code "0s"}. */
final class Fields {

  /** What the items of a list are known by. */
  private static final List<String> NAMES = List.of("name", "objectKey");

  private Fields() {}

  /** A message in the JSON that istiod's dumps have: names in camel case, defaults left out. */
  static JsonObject json(Message message) {
    Set<Descriptor> types = new LinkedHashSet<>();
    Messages.collectTypes(message, types);
    JsonFormat.TypeRegistry.Builder registry = JsonFormat.TypeRegistry.newBuilder();
    types.forEach(registry::add);
    try {
      return JsonParser.parseString(
              JsonFormat.printer().usingTypeRegistry(registry.build()).print(message))
          .getAsJsonObject();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The fields of an element; an item of a list is known by its name where it has one. */
  static SortedMap<String, String> of(JsonElement element) {
    SortedMap<String, String> fields = new TreeMap<>();
    add("", element, fields);
    fields.keySet().removeIf(path -> path.equals("@type"));
    return fields;
  }

  private static void add(String path, JsonElement element, SortedMap<String, String> fields) {
    switch (element) {
      case JsonObject object when !object.isEmpty() ->
          object
              .entrySet()
              .forEach(field ->
                  add(
                      path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                      field.getValue(),
                      fields));
      case JsonArray array when !array.isEmpty() -> {
        for (int i = 0; i < array.size(); i++) {
          add(path + "[" + item(array.get(i), i) + "]", array.get(i), fields);
        }
      }
      default -> fields.put(path, element.toString());
    }
  }

  private static String item(JsonElement item, int index) {
    return item instanceof JsonObject object
        ? NAMES.stream()
            .filter(object::has)
            .findFirst()
            .map(name -> object.get(name).getAsString())
            .orElse(Integer.toString(index))
        : Integer.toString(index);
  }
}
