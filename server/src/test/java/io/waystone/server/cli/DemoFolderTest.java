package io.waystone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFolderTest {

  @TempDir Path temp;

  @Test
  void itHoldsACopyOfTheExample() throws IOException {
    DemoFolder folder = DemoFolder.create(Optional.of(temp.resolve("a/b")));
    assertThat(folder.path()).isEqualTo(temp.resolve("a/b"));
    assertThat(folder.objects().resolve("30-route.yaml"))
        .hasSameTextualContentAs(DemoFolder.example().resolve("30-route.yaml"));
    assertThat(folder.objects()).isDirectoryContaining("glob:**/40-policy.yaml");
  }

  @Test
  void aFolderWithSomethingInItIsLeftAlone() throws IOException {
    Path mine = Files.writeString(temp.resolve("mine.txt"), "mine");
    assertThatThrownBy(() -> DemoFolder.create(Optional.of(temp)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not empty");
    assertThat(temp.toFile().list()).containsExactly("mine.txt");
    assertThat(mine).hasContent("mine");
  }

  @Test
  void aTemporaryOneGoesWithAllThatIsInIt() throws IOException {
    DemoFolder folder = DemoFolder.create(Optional.empty());
    assertThat(folder.objects()).isNotEmptyDirectory();
    folder.delete();
    assertThat(folder.path()).doesNotExist();
  }
}
