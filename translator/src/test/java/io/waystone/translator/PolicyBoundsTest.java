package io.waystone.translator;

import static io.waystone.translator.mesh.Objects.onThreePorts;
import static io.waystone.translator.mesh.Objects.policy;
import static io.waystone.translator.mesh.Objects.target;
import static io.waystone.translator.mesh.Objects.waypoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.generate.LargestPolicies;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.Objects;
import io.waystone.translator.mesh.WaypointKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the largest policies that are read come to, in bytes, for a service of three ports. */
class PolicyBoundsTest {

  /** More than any other policy comes to. */
  private static final long LEAST = 100_000;

  private static final long MOST = 16 << 20;

  private static final ViewKey VIEW = new ViewKey(new WaypointKey("shop", "wp"), Dialect.STANDARD);

  @ParameterizedTest
  @ValueSource(strings = {"ALLOW", "DENY"})
  void theLargestThatAreRead(String action) {
    LargestPolicies.rules()
        .forEach((much, rules) ->
            assertThat(sent(action, rules)).as("many " + much).isBetween(LEAST, MOST));
  }

  @Test
  void whatIsLargerDeniesInFewBytes() {
    assertThat(sent("ALLOW", LargestPolicies.muchTooLarge())).isLessThan(LEAST);
  }

  /** The bytes of all resources. */
  private static long sent(String action, String rules) {
    String policy =
        policy(
            "shop",
            "p",
            "{action: %s, targetRefs: [%s], rules: [%s]}"
                .formatted(action, target("Service", "web"), rules));
    Translator translator = new Translator(Mesh.DEFAULT);
    Translator.Edit edit = translator.edit().want(VIEW);
    Objects.read(waypoint("shop", "wp"), onThreePorts("shop", "web", "wp", "10.96.0.1"), policy)
        .forEach(edit::set);
    edit.apply();
    assertThat(translator.failures()).isEmpty();
    assertThat(translator.diagnostics())
        .extracting(Diagnostic::code)
        .doesNotContain(Code.WS0401, Code.WS0402);
    return translator.resources(VIEW).stream().mapToLong(r -> r.body().size()).sum();
  }
}
