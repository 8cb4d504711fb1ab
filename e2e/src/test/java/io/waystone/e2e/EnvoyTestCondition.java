package io.waystone.e2e;

import io.waystone.server.lab.EnvoyBinary;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Tests with the tag {@code envoy} need a real Envoy, those with the tag {@code oldest-envoy}
 * beside it the oldest one that is supported. Where none can be had they are skipped, and {@link
 * EnvoyTestCount} says so; with {@code CI=true} they fail. Registered for all tests.
 */
public final class EnvoyTestCondition implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (!context.getTags().contains("envoy")) {
      return ConditionEvaluationResult.enabled("needs no Envoy");
    }
    boolean mustRun = "true".equalsIgnoreCase(System.getenv("CI"));
    Optional<String> whyNot =
        context.getTags().contains("oldest-envoy") ? Oldest.WHY_NOT : Found.WHY_NOT;
    return verdict(whyNot, mustRun);
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
    static final Optional<String> WHY_NOT =
        whyNot(() -> EnvoyBinary.find(Optional.empty(), System.out::println));
  }

  /** The same for the oldest one. */
  private static final class Oldest {
    static final Optional<String> WHY_NOT = whyNot(() -> EnvoyBinary.oldest(System.out::println));
  }

  private static Optional<String> whyNot(MeshLab.Search search) {
    try {
      EnvoyBinary _ = search.find();
      return Optional.empty();
    } catch (IOException e) {
      System.out.println("Tests with a real Envoy cannot run: " + e.getMessage());
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
