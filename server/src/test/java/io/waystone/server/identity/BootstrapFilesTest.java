package io.waystone.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootstrapFilesTest {

  private static final SecretText TOKEN = new SecretText("a.b.c");

  @TempDir Path folder;

  @Test
  void theCredentialIsBesideTheBootstrap() {
    assertThat(BootstrapFiles.at(folder.resolve("x/../wp.yaml")))
        .isEqualTo(
            new BootstrapFiles(
                folder.resolve("wp.yaml"), folder.resolve("wp.token"), Optional.empty()));
    assertThat(BootstrapFiles.withCertificate(folder.resolve("wp.yaml")))
        .isEqualTo(
            new BootstrapFiles(
                folder.resolve("wp.yaml"),
                folder.resolve("wp.crt"),
                Optional.of(folder.resolve("wp.key"))));
    assertThat(BootstrapFiles.at(folder.resolve("wp")).credential())
        .isEqualTo(folder.resolve("wp.token"));
    assertThat(BootstrapFiles.at(Path.of("wp.yml")).credential()).isAbsolute();
  }

  @Test
  void theCredentialBelongsToItsOwnerAloneAndIsTheBareToken() throws Exception {
    BootstrapFiles files = BootstrapFiles.at(folder.resolve("wp.yaml"));

    files.write("node: {}\n", TOKEN);

    assertThat(files.bootstrap()).hasContent("node: {}\n");
    assertThat(Files.readString(files.credential())).isEqualTo("a.b.c");
    assertThat(StateDirectoryTest.mode(files.credential())).isEqualTo("rw-------");
  }

  @Test
  void anOldCredentialThatOthersMayReadIsReplacedNotFilled() throws Exception {
    BootstrapFiles files = BootstrapFiles.at(folder.resolve("wp.yaml"));
    Files.writeString(files.credential(), "old");
    Files.setPosixFilePermissions(files.credential(), PosixFilePermissions.fromString("rw-rw-rw-"));

    files.write("node: {}\n", TOKEN);

    assertThat(StateDirectoryTest.mode(files.credential())).isEqualTo("rw-------");
    assertThat(Files.readString(files.credential())).isEqualTo("a.b.c");
  }

  @Test
  void nothingElseIsLeft() throws Exception {
    BootstrapFiles files = BootstrapFiles.at(folder.resolve("wp.yaml"));
    files.write("node: {}\n", TOKEN);
    files.write("node: {}\n", TOKEN);
    Files.createDirectories(folder.resolve("dir.yaml/full"));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> BootstrapFiles.at(folder.resolve("dir.yaml")).write("x", TOKEN));

    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("wp.yaml", "wp.token", "dir.yaml", "dir.token");
    }
  }
}
