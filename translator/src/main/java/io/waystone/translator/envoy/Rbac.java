package io.waystone.translator.envoy;

import io.envoyproxy.envoy.config.rbac.v3.RBAC;
import io.envoyproxy.envoy.config.rbac.v3.RBAC.Action;
import io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBACPerRoute;
import io.waystone.translator.mesh.Custom;
import io.waystone.translator.mesh.Policy;
import io.waystone.translator.mesh.PortPolicies.RuleSet;
import java.util.List;

/** Policies as Envoy's RBAC, for HTTP requests and for connections. */
final class Rbac {

  /** An ALLOW without policies allows nothing. */
  static final RBAC NOTHING_ALLOWED = RBAC.newBuilder().setAction(Action.ALLOW).build();

  private Rbac() {}

  /** What stands on a virtual host in the AUDIT slot. */
  static RBACPerRoute auditOverride(RuleSet rules) {
    return rules.audit().isEmpty()
        ? RBACPerRoute.getDefaultInstance()
        : RBACPerRoute.newBuilder()
            .setRbac(
                http()
                    .setRules(rules(Action.LOG, rules.audit()))
                    .setRulesStatPrefix(Audit.PREFIX)
                    .setTrackPerRuleStats(true))
            .build();
  }

  /** What marks the requests that a provider is to be asked about. */
  static RBACPerRoute customOverride(Custom custom) {
    return RBACPerRoute.newBuilder()
        .setRbac(
            http()
                .setShadowRules(rules(Action.DENY, custom.policies()))
                .setShadowRulesStatPrefix(Asked.PREFIX))
        .build();
  }

  /** What stands on a virtual host in the DENY slot; without policies nothing is denied. */
  static RBACPerRoute denyOverride(RuleSet rules) {
    var http = http();
    RBAC.Builder denied = rules(Action.DENY, rules.deny()).toBuilder();
    rules.custom().ifPresent(custom -> Asked.addUnasked(custom, denied));
    if (denied.getPoliciesCount() > 0) {
      http.setRules(denied);
    }
    if (!rules.dryDeny().isEmpty()) {
      http.setShadowRules(rules(Action.DENY, rules.dryDeny()))
          .setShadowRulesStatPrefix(Audit.DRY_DENY)
          .setTrackPerRuleStats(true);
    }
    return override(http);
  }

  /** What stands on a virtual host in the ALLOW slot; without policies everything is allowed. */
  static RBACPerRoute allowOverride(RuleSet rules) {
    var http = http();
    if (rules.allowOnly()) {
      http.setRules(rules(Action.ALLOW, rules.allow()));
    }
    if (!rules.dryAllow().isEmpty()) {
      http.setShadowRules(rules(Action.ALLOW, rules.dryAllow()))
          .setShadowRulesStatPrefix(Audit.DRY_ALLOW)
          .setTrackPerRuleStats(true);
    }
    return override(http);
  }

  private static RBACPerRoute override(
      io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC.Builder http) {
    return http.hasRules() || http.hasShadowRules()
        ? RBACPerRoute.newBuilder().setRbac(http).build()
        : RBACPerRoute.getDefaultInstance();
  }

  private static io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC.Builder http() {
    return io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC.newBuilder();
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
