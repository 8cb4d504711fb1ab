package io.waystone.translator.render;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.mesh.Condition;
import io.waystone.translator.mesh.Subject;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The verdicts on every object: its conditions, and what is to be said of it. */
public final class StatusText {

  private StatusText() {}

  /** YAML, sorted by object. */
  public static String of(
      SortedMap<ObjectRef, List<Condition>> conditions, List<Diagnostic> diagnostics) {
    SortedMap<ObjectRef, JsonArray> said = new TreeMap<>();
    for (Diagnostic diagnostic : diagnostics) {
      said.computeIfAbsent(diagnostic.cause().object(), _ -> new JsonArray())
          .add(diagnostic.toString());
    }
    SortedSet<ObjectRef> objects = new TreeSet<>(conditions.keySet());
    objects.addAll(said.keySet());
    JsonArray all = new JsonArray();
    for (ObjectRef object : objects) {
      JsonObject entry = new JsonObject();
      entry.addProperty("object", object.toString());
      List<Condition> verdicts = conditions.getOrDefault(object, List.of());
      if (!verdicts.isEmpty()) {
        entry.add("conditions", conditions(object, verdicts));
      }
      JsonArray lines = said.get(object);
      if (lines != null) {
        entry.add("diagnostics", lines);
      }
      all.add(entry);
    }
    return Yaml.text(all);
  }

  private static JsonArray conditions(ObjectRef object, List<Condition> verdicts) {
    JsonArray conditions = new JsonArray();
    for (Condition verdict : verdicts) {
      JsonObject condition = new JsonObject();
      if (!verdict.about().equals(Subject.of(object))) {
        condition.addProperty("about", verdict.about().toString());
      }
      condition.addProperty("type", verdict.type());
      condition.addProperty("status", verdict.status() ? "True" : "False");
      condition.addProperty("reason", verdict.reason());
      condition.addProperty("message", verdict.message());
      conditions.add(condition);
    }
    return conditions;
  }
}
