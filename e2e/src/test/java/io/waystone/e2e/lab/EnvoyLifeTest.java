package io.waystone.e2e.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waystone.server.lab.EnvoyBinary;
import io.waystone.server.lab.EnvoyOptions;
import io.waystone.server.lab.EnvoyProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting and ending a real Envoy, and the whole of a mesh. */
@Tag("envoy")
final class EnvoyLifeTest {

  private static final String ADMIN =
      "admin: {address: {socket_address: {address: 127.0.0.1, port_value: 0}}}\n";

  @TempDir Path folder;

  @Test
  void itRunsUntilItIsClosed() throws IOException {
    EnvoyProcess envoy = start(ADMIN);
    try (envoy) {
      envoy.awaitLive();
      assertThat(envoy.admin().stat("server.live")).hasValue(1);
      assertThat(envoy.admin().get("/server_info")).contains("\"disable_hot_restart\": true");
    }
    assertThat(envoy.alive()).isFalse();
    assertThat(ProcessHandle.of(envoy.pid()).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void oneCanFollowAnotherInTheSameFolder() throws IOException {
    try (EnvoyProcess first = start(ADMIN)) {
      first.awaitLive();
    }
    try (EnvoyProcess second = start(ADMIN)) {
      second.awaitLive();
      assertThat(second.alive()).isTrue();
    }
  }

  @Test
  void aBootstrapThatEnvoyRefusesIsAnErrorInItsWords() {
    assertThatThrownBy(() -> start(ADMIN + "no_such_field: 1\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Envoy ended with 1")
        .hasMessageContaining("no_such_field");
  }

  @Test
  void nothingIsLeftOfAMesh() throws Exception {
    Set<Long> before = children();
    StaticMesh mesh = new StaticMesh(folder, Duration.ofSeconds(1));
    try (mesh) {
      mesh.client("client").connect();
      assertThat(children()).hasSize(before.size() + 2);
    }
    assertThat(children()).isEqualTo(before);
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("hbone-client", "backend");
  }

  private static Set<Long> children() {
    return ProcessHandle.current()
        .children()
        .filter(ProcessHandle::isAlive)
        .map(ProcessHandle::pid)
        .collect(Collectors.toSet());
  }

  private EnvoyProcess start(String bootstrap) throws IOException {
    EnvoyBinary binary = EnvoyBinary.find(Optional.empty(), System.out::println);
    Path file = Files.writeString(folder.resolve("bootstrap.yaml"), bootstrap);
    return EnvoyProcess.start(binary, file, folder, EnvoyOptions.STANDARD);
  }
}
