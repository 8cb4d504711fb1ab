package io.waystone.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateDirectoryTest {

  @TempDir Path folder;

  @Test
  void isMadeForItsOwnerAlone() throws Exception {
    StateDirectory state = StateDirectory.open(folder.resolve("deep/state"));

    assertThat(mode(state.path())).isEqualTo("rwx------");
    assertThat(mode(folder.resolve("deep"))).isEqualTo("rwx------");
  }

  @Test
  void anExistingOneKeepsItsMode() throws Exception {
    Path existing = folder.resolve("state");
    Files.createDirectory(existing);
    Files.setPosixFilePermissions(existing, PosixFilePermissions.fromString("rwxr-x---"));

    StateDirectory.open(existing);

    assertThat(mode(existing)).isEqualTo("rwxr-x---");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwxrwx", "rwx-w----", "rwx----w-", "rwxrwx---"})
  void oneThatItsGroupOrOthersMayWriteIsRefused(String mode) throws Exception {
    Path existing = folder.resolve("state");
    Files.createDirectory(existing);
    Files.setPosixFilePermissions(existing, PosixFilePermissions.fromString(mode));

    assertThatExceptionOfType(IdentityException.class)
        .isThrownBy(() -> StateDirectory.open(existing))
        .withMessageContaining("chmod go-w " + existing);
  }

  @Test
  void aFileInItsPlaceIsAnErrorThatNamesIt() throws Exception {
    Path file = Files.createFile(folder.resolve("state"));

    assertThatExceptionOfType(IdentityException.class)
        .isThrownBy(() -> StateDirectory.open(file))
        .withMessageContaining(file.toString());
  }

  static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
