package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnvoyTestConditionTest {

  private static final Optional<String> WHY_NOT = Optional.of("Python is missing");

  @Test
  void withAnEnvoyTestsRun() {
    assertThat(EnvoyTestCondition.verdict(Optional.empty(), false).isDisabled()).isFalse();
    assertThat(EnvoyTestCondition.verdict(Optional.empty(), true).isDisabled()).isFalse();
  }

  @Test
  void withoutOneTheyAreSkippedAndSayWhy() {
    assertThat(EnvoyTestCondition.verdict(WHY_NOT, false).isDisabled()).isTrue();
    assertThat(EnvoyTestCondition.verdict(WHY_NOT, false).getReason())
        .hasValue("no Envoy: Python is missing");
  }

  @Test
  void withoutOneTheyFailWhereTheyMustRun() {
    assertThatThrownBy(() -> EnvoyTestCondition.verdict(WHY_NOT, true))
        .hasMessage("CI=true and no Envoy: Python is missing");
  }
}
