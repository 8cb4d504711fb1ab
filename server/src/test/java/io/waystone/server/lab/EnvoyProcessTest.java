package io.waystone.server.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With shell scripts in Envoy's place; the real one is tried end to end. */
final class EnvoyProcessTest {

  private static final String OPENS_ADMIN =
      """
      #!/bin/sh
      echo "$@" > arguments
      while [ "$1" != "--admin-address-path" ]; do shift; done
      echo started
      echo 127.0.0.1:1 > "$2"
      exec sleep 60
      """;

  @TempDir Path folder;

  @Test
  void oneThatEndsIsAnErrorWithItsLastLines() throws IOException {
    EnvoyBinary binary =
        binary(
            """
            #!/bin/sh
            for i in $(seq 100); do echo line $i; done
            echo 'no such field'
            exit 1
            """);
    assertThatThrownBy(() -> start(binary, EnvoyOptions.STANDARD))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Envoy ended with 1")
        .hasMessageContaining("  | line 80\n")
        .hasMessageEndingWith("  | no such field\n")
        .message()
        .doesNotContain("line 70\n");
  }

  @Test
  void theArgumentsAreThoseOfTheOptions() throws IOException {
    EnvoyOptions options =
        EnvoyOptions.STANDARD
            .withConcurrency(2)
            .withDrainTime(Duration.ofSeconds(3))
            .withExtraArguments("--log-level", "debug");
    try (EnvoyProcess _ = start(binary(OPENS_ADMIN), options)) {
      assertThat(Files.readString(folder.resolve("arguments")))
          .contains(" --disable-hot-restart --concurrency 2 --drain-time-s 3 ")
          .endsWith(" --log-level debug\n");
    }
  }

  @Test
  void aConditionThatNeverHoldsIsAnErrorAndCloseEndsTheProcess() throws IOException {
    EnvoyProcess envoy = start(binary(OPENS_ADMIN), EnvoyOptions.STANDARD);
    try (envoy) {
      assertThatThrownBy(
              () -> envoy.await("to have started", Duration.ofMillis(100), EnvoyAdmin::live))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("did not come to have started within 100 ms")
          .hasMessageEndingWith("  | started\n");
      envoy.await("anything", Duration.ofSeconds(1), admin -> true);
      assertThat(envoy.alive()).isTrue();
    }
    assertThat(envoy.alive()).isFalse();
    assertThat(ProcessHandle.of(envoy.pid()).filter(ProcessHandle::isAlive)).isEmpty();
  }

  private EnvoyProcess start(EnvoyBinary binary, EnvoyOptions options) throws IOException {
    return EnvoyProcess.start(binary, folder.resolve("bootstrap.yaml"), folder, options);
  }

  private EnvoyBinary binary(String script) throws IOException {
    return new EnvoyBinary(new FakeTools(folder).script("envoy", script), "fake");
  }
}
