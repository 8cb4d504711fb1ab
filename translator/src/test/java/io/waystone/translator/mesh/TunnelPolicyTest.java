package io.waystone.translator.mesh;

import static io.waystone.translator.generate.RandomRequests.MESH;
import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.api.authorization.Authorization;
import io.waystone.translator.Translator;
import io.waystone.translator.explain.Request;
import io.waystone.translator.generate.Draw;
import io.waystone.translator.generate.RandomRequests;
import io.waystone.translator.generate.RandomRules;
import io.waystone.translator.input.AuthorizationPolicy;
import io.waystone.translator.input.AuthorizationPolicy.Action;
import io.waystone.translator.input.AuthorizationPolicy.Rule;
import io.waystone.translator.input.Meta;
import io.waystone.translator.input.ObjectRef;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What ztunnel is sent, read as ztunnel reads it, is never weaker than the policy: what a DENY
 * might refuse is refused, what an ALLOW might not allow is not allowed; nothing at all is allowed
 * by a rule that asks for what ztunnel cannot tell; and what it can tell is exactly as written.
 */
class TunnelPolicyTest {

  private static final long SEED = Long.getLong("waystone.seed", 20_261_124);
  private static final int POLICIES = Integer.getInteger("waystone.policies", 2_000);
  private static final int CONNECTIONS = 30;
  private static final List<String> ADDRESSES = List.of("10.96.0.1", "fd00::1");
  private static final List<String> SOURCES =
      List.of("10.1.2.3", "10.2.0.1", "192.0.2.1", "fd00::9");

  @ParameterizedTest
  @EnumSource(names = {"ALLOW", "DENY"})
  void whatIsSentIsNeverWeaker(Action action) {
    int exact = 0;
    int matched = 0;
    for (int i = 0; i < POLICIES; i++) {
      long seed = SEED + i;
      Draw draw = new Draw(seed);
      List<Rule> rules = new RandomRules(draw).rules();
      Authorization sent = sent(action, rules);
      RandomRequests requests = new RandomRequests(draw, 9000, SOURCES);
      for (int c = 0; c < CONNECTIONS; c++) {
        Request connection = requests.connection(ADDRESSES);
        boolean matches = Rbac.matches(sent, connection);
        AsWritten.Answer meant = new AsWritten(MESH).matches(heard(action, rules), connection);
        String context = "seed %d: %s%n%s%nfor %s".formatted(seed, rules, sent, connection);
        if (action == Action.ALLOW ? matches : !matches) {
          assertThat(meant)
              .as(context)
              .isEqualTo(action == Action.ALLOW ? AsWritten.Answer.YES : AsWritten.Answer.NO);
        }
        if (rules.stream().allMatch(TunnelPolicyTest::isTold)) {
          assertThat(matches).as(context).isEqualTo(meant == AsWritten.Answer.YES);
          exact++;
          matched += matches ? 1 : 0;
        }
      }
    }
    assertThat(exact).as("answers that are told").isGreaterThan(POLICIES / 2);
    assertThat(matched).as("of them matches").isBetween(exact / 50, exact - exact / 50);
  }

  private static Authorization sent(Action action, List<Rule> rules) {
    ObjectRef ref = new ObjectRef("AuthorizationPolicy", "default", "p");
    Translator translator = new Translator(MESH);
    translator
        .edit()
        .set(
            new AuthorizationPolicy(
                new Meta(ref, Optional.empty()),
                List.of(),
                Optional.empty(),
                action,
                Optional.empty(),
                rules,
                false,
                false))
        .apply();
    return Objects.requireNonNull(translator.authorizations().get("default/p")).value().message();
  }

  /** Istio: nothing is allowed by an ALLOW rule that asks for what ztunnel does not know. */
  private static List<Rule> heard(Action action, List<Rule> rules) {
    return action == Action.ALLOW
        ? rules.stream()
            .filter(rule -> rule.conditions().allMatch(TunnelPolicyTest::isSeen))
            .toList()
        : rules;
  }

  private static boolean isSeen(AuthorizationPolicy.Condition condition) {
    return switch (condition.attribute().ztunnel()) {
      case YES, PARTLY -> true;
      case NO, ABSENT -> false;
    };
  }

  private static boolean isTold(Rule rule) {
    return rule.conditions()
        .allMatch(condition ->
            !condition.invalidValues()
                && !condition.invalidNotValues()
                && switch (condition.attribute().ztunnel()) {
                  case YES -> true;
                  case PARTLY, NO, ABSENT -> false;
                });
  }
}
