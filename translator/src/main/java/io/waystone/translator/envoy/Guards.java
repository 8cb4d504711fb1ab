package io.waystone.translator.envoy;

import com.google.protobuf.Any;
import io.waystone.translator.mesh.PortKey;
import io.waystone.translator.mesh.PortPolicies.RuleSet;
import io.waystone.translator.mesh.Route.Destination;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The policies of backends, in slots of their own: they stand on the share that is sent there,
 * beside those of the port that was asked for, which stand on the virtual host.
 *
 * @param rules of each port whose policies hold for what is sent there
 */
record Guards(SortedMap<PortKey, RuleSet> rules) {

  /** What stands on what is sent to a destination. */
  Map<String, Any> overrides(Destination destination) {
    return switch (destination) {
      case Destination.Nowhere _ -> Map.of();
      case Destination.To to -> to.guard().map(this::overrides).orElse(Map.of());
    };
  }

  private Map<String, Any> overrides(PortKey port) {
    RuleSet guard = rules.get(port);
    if (guard == null) {
      throw new IllegalArgumentException("no policies of " + port);
    }
    Map<String, Any> overrides = new TreeMap<>();
    if (!guard.deny().isEmpty()) {
      overrides.put(HttpSlot.BACKEND_DENY.key(), Pack.any(Rbac.denyOverride(guard)));
    }
    if (guard.allowOnly()) {
      overrides.put(HttpSlot.BACKEND_ALLOW.key(), Pack.any(Rbac.allowOverride(guard)));
    }
    return overrides;
  }
}
