package io.waystone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RbacLogTest {

  private static final String RULE = "ns[default]-policy[view-only]-rule[0]";

  @Test
  void theLastVerdictCounts() {
    assertThat(RbacLog.policy(line("enforced allowed", "none") + line("enforced allowed", RULE)))
        .hasValue(RULE);
    assertThat(RbacLog.policy(line("enforced allowed", RULE) + line("enforced denied", "none")))
        .isEmpty();
    assertThat(RbacLog.policy(line("enforced denied", RULE))).hasValue(RULE);
  }

  @Test
  void withoutAVerdictThereIsNoPolicy() {
    assertThat(RbacLog.policy("")).isEmpty();
    assertThat(RbacLog.policy(line("shadow denied", RULE))).isEmpty();
  }

  @Test
  void aRuleIsNamedAsPeopleFindIt() {
    assertThat(RbacLog.rule(RULE)).isEqualTo("default/view-only AuthorizationPolicy spec.rules[0]");
    assertThat(RbacLog.rule("something else")).isEqualTo("something else");
  }

  private static String line(String verdict, String policy) {
    return "[2026-01-01 00:00:00.000][7][debug][rbac] [rbac_filter.cc:1] %s, matched policy %s%n"
        .formatted(verdict, policy);
  }
}
