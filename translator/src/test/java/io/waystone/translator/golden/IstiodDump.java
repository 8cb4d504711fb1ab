package io.waystone.translator.golden;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;

/** What an istiod was given and what it sent for it, as files that are there. */
final class IstiodDump {

  private IstiodDump() {}

  static String text(String file) {
    try (InputStream stream =
        Objects.requireNonNull(IstiodDump.class.getResourceAsStream("/istiod/" + file))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonArray read(String file) {
    return JsonParser.parseString(text(file)).getAsJsonArray();
  }

  /** The first whose field has this value; there must be one. */
  static JsonObject find(JsonArray among, String field, String value) {
    return among.asList().stream()
        .map(JsonElement::getAsJsonObject)
        .filter(object -> object.get(field).getAsString().equals(value))
        .findFirst()
        .orElseThrow();
  }

  /** What this field says in each. */
  static Stream<String> names(JsonArray all, String field) {
    return all.asList().stream().map(item -> item.getAsJsonObject().get(field).getAsString());
  }
}
