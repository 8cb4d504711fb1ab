package io.waystone.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The line at the end of a build tells the truth about the tests that need an Envoy. */
class EnvoyTestCountTest {

  private static final String ASKED_FOR = "waystone.fixture";

  @Test
  void testsThatPassAndFailHaveRun() {
    assertThat(lineAfter(PassesFailsAborts.class)).isEqualTo(line(2, 1));
  }

  @Test
  void testsOfASkippedClassAreSkipped() {
    assertThat(lineAfter(SkippedAsAWhole.class, PassesFailsAborts.class)).isEqualTo(line(2, 3));
  }

  @Test
  void otherTestsDoNotCount() {
    assertThat(lineAfter(WithoutEnvoy.class)).isEqualTo(line(0, 0));
  }

  @Tag("envoy")
  @EnabledIf("io.waystone.e2e.EnvoyTestCountTest#isAskedFor")
  static class PassesFailsAborts {
    @Test
    void passes() {}

    @Test
    void fails() {
      throw new AssertionError("as it should");
    }

    @Test
    void aborts() {
      Assumptions.abort();
    }
  }

  @Tag("envoy")
  @Disabled("as it should be")
  static class SkippedAsAWhole {
    @Test
    void first() {}

    @Test
    void second() {}
  }

  static class WithoutEnvoy {
    @Test
    void runs() {}

    @Disabled("as it should be")
    @Test
    void skipped() {}
  }

  // A pattern for names of tests may pick the classes above: they are only to run for this test.
  static boolean isAskedFor(ExtensionContext context) {
    return context.getConfigurationParameter(ASKED_FOR).isPresent();
  }

  private static String line(int run, int skipped) {
    return "Tests against the real Envoy: " + run + " run, " + skipped + " skipped";
  }

  /** Runs the classes by themselves, without what is registered for all tests. */
  private static String lineAfter(Class<?>... classes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LauncherDiscoveryRequestBuilder request =
        LauncherDiscoveryRequestBuilder.request()
            .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "false")
            .configurationParameter(ASKED_FOR, "yes");
    for (Class<?> each : classes) {
      request.selectors(selectClass(each));
    }
    LauncherFactory.create(
            LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(false)
                .addTestExecutionListeners(new EnvoyTestCount(new PrintStream(out, true, UTF_8)))
                .build())
        .execute(request.build());
    return out.toString(UTF_8).strip();
  }
}
