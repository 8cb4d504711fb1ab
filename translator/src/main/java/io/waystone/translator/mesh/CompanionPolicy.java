package io.waystone.translator.mesh;

import com.google.common.base.Ascii;
import com.google.common.hash.Hashing;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.waystone.translator.input.ObjectRef;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The AuthorizationPolicy at ztunnel that goes with policies at a waypoint: it denies whoever comes
 * to the pods without it. It is a DENY because an ALLOW would only add to what other policies let
 * in.
 *
 * @param labels of the pods; none: all of the namespace
 * @param principal the waypoint's
 */
public record CompanionPolicy(
    String namespace, String name, SortedMap<String, String> labels, String principal) {

  /** Names of objects are no longer (Kubernetes). */
  private static final int LONGEST = 253;

  public CompanionPolicy {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /** The one for the pods of an object; others of the same name have one of another name. */
  static CompanionPolicy of(
      ObjectRef what, String namespace, Map<String, String> labels, String principal) {
    String name = Ascii.toLowerCase(what.kind()) + "-" + what.name() + "-by-waypoint-only";
    String hash = "-" + Hashing.sha256().hashUnencodedChars(name).toString().substring(0, 16);
    return new CompanionPolicy(
        namespace,
        name.length() <= LONGEST ? name : name.substring(0, LONGEST - hash.length()) + hash,
        new TreeMap<>(labels),
        principal);
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
    JsonArray principals = new JsonArray();
    principals.add(principal);
    JsonObject source = new JsonObject();
    source.add("notPrincipals", principals);
    JsonObject from = new JsonObject();
    from.add("source", source);
    JsonObject rule = new JsonObject();
    rule.add("from", array(from));
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
