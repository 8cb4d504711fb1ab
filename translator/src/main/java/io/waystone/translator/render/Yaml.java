package io.waystone.translator.render;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** YAML that people read, one document for each element. */
final class Yaml {

  private static final DumpSettings SETTINGS =
      DumpSettings.builder()
          // Quotes "True", which many readers of YAML take for a boolean.
          .setSchema(new CoreSchema())
          .setDefaultFlowStyle(FlowStyle.BLOCK)
          .setWidth(160)
          .setIndicatorIndent(0)
          .setIndent(2)
          .build();

  private Yaml() {}

  /** The element as a document. */
  static String text(JsonElement element) {
    return new Dump(SETTINGS).dumpToString(plain(element));
  }

  private static Object plain(JsonElement element) {
    return switch (element) {
      case JsonObject object -> {
        Map<String, Object> map = new LinkedHashMap<>();
        object.entrySet().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
        yield map;
      }
      case JsonArray array -> {
        List<Object> list = new ArrayList<>();
        array.forEach(item -> list.add(plain(item)));
        yield list;
      }
      case JsonPrimitive primitive -> scalar(primitive);
      default -> "";
    };
  }

  private static Object scalar(JsonPrimitive primitive) {
    if (primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    if (primitive.isNumber()) {
      BigDecimal number = primitive.getAsBigDecimal();
      return number.stripTrailingZeros().scale() <= 0
          ? number.toBigInteger()
          : number.doubleValue();
    }
    return primitive.getAsString();
  }
}
