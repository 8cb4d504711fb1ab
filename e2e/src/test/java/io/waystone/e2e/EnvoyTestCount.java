package io.waystone.e2e;

import java.io.PrintStream;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.TestTag;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Counts the tests with the tag {@code envoy} and says at the end how many of them ran, so that a
 * build that skipped them does not look like one that passed them. Registered as a service.
 */
public final class EnvoyTestCount implements TestExecutionListener {

  private static final TestTag ENVOY = TestTag.create("envoy");

  private final AtomicInteger run = new AtomicInteger();
  private final Set<String> skipped = ConcurrentHashMap.newKeySet();
  private final PrintStream out;

  /** Prints to standard output. */
  public EnvoyTestCount() {
    this(System.out);
  }

  EnvoyTestCount(PrintStream out) {
    this.out = out;
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (!needsEnvoy(test)) {
      return;
    }
    if (result.getStatus() == Status.ABORTED) {
      skipped.add(test.getUniqueId());
    } else {
      run.incrementAndGet();
    }
  }

  // Where a class is skipped, nothing is said of the tests in it: they are taken from the plan
  // below.
  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    skipped.add(test.getUniqueId());
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    long skippedTests =
        plan.countTestIdentifiers(
            test -> needsEnvoy(test) && (isSkipped(test) || isInsideSkipped(plan, test)));
    out.println(
        "Tests against the real Envoy: %d run, %d skipped".formatted(run.get(), skippedTests));
  }

  private static boolean needsEnvoy(TestIdentifier test) {
    return test.isTest() && test.getTags().contains(ENVOY);
  }

  private boolean isSkipped(TestIdentifier test) {
    return skipped.contains(test.getUniqueId());
  }

  private boolean isInsideSkipped(TestPlan plan, TestIdentifier test) {
    return Stream.iterate(plan.getParent(test), Optional::isPresent, o -> plan.getParent(o.get()))
        .flatMap(Optional::stream)
        .anyMatch(this::isSkipped);
  }
}
