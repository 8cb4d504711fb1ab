package io.waystone.translator.render;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.waystone.translator.mesh.Bypass;
import io.waystone.translator.mesh.Policy;
import io.waystone.translator.mesh.PortDecision;
import io.waystone.translator.mesh.PortPolicies.RuleSet;
import java.util.List;
import java.util.stream.Stream;

/** What decides for each service port, in the order in which it does. */
public final class DecisionText {

  private DecisionText() {}

  /** YAML, an entry for each. */
  public static String of(List<PortDecision> decisions) {
    JsonArray all = new JsonArray();
    decisions.forEach(decision -> all.add(object(decision)));
    return Yaml.text(all);
  }

  private static JsonObject object(PortDecision decision) {
    JsonObject object = new JsonObject();
    object.addProperty("port", decision.text());
    decision
        .port()
        .ifPresent(port -> object.addProperty("object", port.service().object().toString()));
    object.addProperty("waypoint", decision.waypoint().toString());
    if (decision.port().map(port -> port.protocol().mayBeHttp()).orElse(true)) {
      object.add("requests", rules(decision.policies().http()));
    }
    if (decision.port().map(port -> port.protocol().mayBeTcp()).orElse(true)) {
      object.add("connections", rules(decision.policies().tcp()));
    }
    strings(object, "narrowed", decision.said().stream().map(Object::toString));
    strings(object, "bypass", decision.bypasses().stream().map(DecisionText::text));
    return object;
  }

  private static String text(Bypass bypass) {
    return bypass.reason().word() + ": " + bypass;
  }

  private static JsonObject rules(RuleSet rules) {
    JsonObject object = new JsonObject();
    rules
        .custom()
        .ifPresent(custom -> {
          JsonObject asked = new JsonObject();
          asked.addProperty("provider", custom.provider().name());
          asked.add("policies", policies(custom.policies()));
          object.add("custom", asked);
        });
    put(object, "deny", Stream.concat(rules.deny().stream(), rules.idle().stream()).toList());
    put(object, "allow", rules.allow());
    object.addProperty("otherwise", rules.allowOnly() ? "denied" : "allowed");
    put(object, "audit", rules.audit());
    put(object, "dryRunDeny", rules.dryDeny());
    put(object, "dryRunAllow", rules.dryAllow());
    return object;
  }

  private static void put(JsonObject object, String name, List<Policy> policies) {
    if (!policies.isEmpty()) {
      object.add(name, policies(policies));
    }
  }

  private static JsonArray policies(List<Policy> policies) {
    JsonArray all = new JsonArray();
    for (Policy policy : policies) {
      JsonObject object = new JsonObject();
      object.addProperty("policy", policy.cause().object().toString());
      strings(object, "rules", policy.rules().stream().map(Policy.Rule::name));
      strings(
          object,
          "never",
          Stream.concat(
                  policy.idle().stream(), policy.rules().stream().flatMap(r -> r.idle().stream()))
              .map(idle -> idle.field() + ": " + idle.why()));
      all.add(object);
    }
    return all;
  }

  private static void strings(JsonObject object, String name, Stream<String> values) {
    JsonArray array = new JsonArray();
    values.forEach(array::add);
    if (!array.isEmpty()) {
      object.add(name, array);
    }
  }
}
