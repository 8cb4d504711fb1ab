package io.waystone.e2e;

import io.waystone.server.lab.EnvoyBinary;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Tests with the tag {@code envoy} need a real Envoy. Where none can be had they are skipped, and
 * {@link EnvoyTestCount} says so; with {@code CI=true} they fail. Registered for all tests.
 */
public final class EnvoyTestCondition implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (!context.getTags().contains("envoy")) {
      return ConditionEvaluationResult.enabled("needs no Envoy");
    }
    boolean mustRun = "true".equalsIgnoreCase(System.getenv("CI"));
    return verdict(Found.WHY_NOT, mustRun);
  }

  /**
   * Whether a test runs.
   *
   * @param whyNot why there is no Envoy; empty where there is one
   * @param mustRun a missing Envoy is a failure
   */
  static ConditionEvaluationResult verdict(Optional<String> whyNot, boolean mustRun) {
    if (whyNot.isEmpty()) {
      return ConditionEvaluationResult.enabled("an Envoy was found");
    }
    if (mustRun) {
      throw new ExtensionConfigurationException("CI=true and no Envoy: " + whyNot.get());
    }
    return ConditionEvaluationResult.disabled("no Envoy: " + whyNot.get());
  }

  /** Looked for once, and only where a test needs it: it may have to be downloaded. */
  private static final class Found {
    static final Optional<String> WHY_NOT = whyNot();

    private static Optional<String> whyNot() {
      try {
        EnvoyBinary.find(Optional.empty(), System.out::println);
        return Optional.empty();
      } catch (IOException e) {
        System.out.println("The tests with a real Envoy cannot run: " + e.getMessage());
        return Optional.of(String.valueOf(e.getMessage()));
      }
    }
  }
}
