package io.waystone.translator.envoy;

import io.envoyproxy.envoy.config.rbac.v3.RBAC;
import io.envoyproxy.envoy.config.rbac.v3.RBAC.Action;
import io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBACPerRoute;
import io.waystone.translator.mesh.Policy;
import io.waystone.translator.mesh.PortPolicies.RuleSet;
import java.util.List;

/** Policies as Envoy's RBAC, for HTTP requests and for connections. */
final class Rbac {

  /** An ALLOW without policies allows nothing. */
  static final RBAC NOTHING_ALLOWED = RBAC.newBuilder().setAction(Action.ALLOW).build();

  private Rbac() {}

  static io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC http(RBAC rules) {
    return io.envoyproxy
        .envoy
        .extensions
        .filters
        .http
        .rbac
        .v3
        .RBAC
        .newBuilder()
        .setRules(rules)
        .build();
  }

  /** What stands on a virtual host in the DENY slot; without policies nothing is denied. */
  static RBACPerRoute denyOverride(RuleSet rules) {
    return rules.deny().isEmpty()
        ? RBACPerRoute.getDefaultInstance()
        : RBACPerRoute.newBuilder().setRbac(http(rules(Action.DENY, rules.deny()))).build();
  }

  /** What stands on a virtual host in the ALLOW slot; without policies everything is allowed. */
  static RBACPerRoute allowOverride(RuleSet rules) {
    return rules.allowOnly()
        ? RBACPerRoute.newBuilder().setRbac(http(rules(Action.ALLOW, rules.allow()))).build()
        : RBACPerRoute.getDefaultInstance();
  }

  /** Policy names as istiod has them: they are in response code details and access logs. */
  static RBAC rules(Action action, List<Policy> policies) {
    RBAC.Builder rbac = RBAC.newBuilder().setAction(action);
    for (Policy policy : policies) {
      for (Policy.Rule rule : policy.rules()) {
        rbac.putPolicies(rule.name(), RbacPolicy.of(rule));
      }
    }
    return rbac.build();
  }
}
