package io.waystone.translator.mesh;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The AuthorizationPolicy at ztunnel that goes with policies at a waypoint: it denies whoever comes
 * to the pods without it. It is a DENY because an ALLOW would only add to what other policies let
 * in.
 *
 * @param labels of the pods; none: all of the namespace
 * @param principal the waypoint's; empty: nobody is let in
 */
public record CompanionPolicy(
    String namespace, String name, SortedMap<String, String> labels, Optional<String> principal) {
  public CompanionPolicy {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /** The object in one line of JSON, which YAML takes as well. */
  @Override
  public String toString() {
    JsonObject policy = new JsonObject();
    policy.addProperty("apiVersion", "security.istio.io/v1");
    policy.addProperty("kind", "AuthorizationPolicy");
    policy.add("metadata", object(new TreeMap<>(Map.of("namespace", namespace, "name", name))));
    JsonObject spec = new JsonObject();
    if (!labels.isEmpty()) {
      JsonObject selector = new JsonObject();
      selector.add("matchLabels", object(labels));
      spec.add("selector", selector);
    }
    spec.addProperty("action", "DENY");
    spec.add("rules", array(rule()));
    policy.add("spec", spec);
    return policy.toString();
  }

  private JsonObject rule() {
    JsonObject rule = new JsonObject();
    principal.ifPresent(one -> {
      JsonArray principals = new JsonArray();
      principals.add(one);
      JsonObject source = new JsonObject();
      source.add("notPrincipals", principals);
      JsonObject from = new JsonObject();
      from.add("source", source);
      rule.add("from", array(from));
    });
    return rule;
  }

  private static JsonObject object(SortedMap<String, String> values) {
    JsonObject object = new JsonObject();
    values.forEach(object::addProperty);
    return object;
  }

  private static JsonArray array(JsonObject one) {
    JsonArray array = new JsonArray();
    array.add(one);
    return array;
  }
}
