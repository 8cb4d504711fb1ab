package io.waystone.server.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastGoodTest {

  private static final Path A = Path.of("folder/a.yaml");
  private static final Path B = Path.of("folder/b.yaml");

  @TempDir Path state = Path.of("");

  @Test
  void aRestartHasTheTexts() {
    LastGood before = LastGood.in(state);
    before.keep(A, "first");
    before.keep(A, "a: \u00e4\nb: 2\n");
    before.keep(B, "");
    assertThat(before.text(A)).contains("a: \u00e4\nb: 2\n");
    LastGood after = LastGood.in(state);
    assertThat(after.text(A)).contains("a: \u00e4\nb: 2\n");
    assertThat(after.text(B)).contains("");
    assertThat(after.text(Path.of("folder/c.yaml"))).isEmpty();
    assertThat(files()).hasSize(2);
  }

  @Test
  void onlyTheOwnerReadsThem() throws IOException {
    LastGood.in(state).keep(A, "text");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files().getFirst())))
        .isEqualTo("rw-------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(state.resolve("last-good"))))
        .isEqualTo("rwx------");
  }

  @Test
  void whatIsGoneIsForgotten() {
    LastGood store = LastGood.in(state);
    store.keep(A, "text");
    store.keep(B, "text");
    store.drop(A);
    assertThat(LastGood.in(state).text(A)).isEmpty();
    assertThat(LastGood.in(state).text(B)).contains("text");
    assertThat(files()).hasSize(1);
  }

  @Test
  void whatWentWhileNobodyWatchedIsForgottenBelowThatFolderOnly() {
    LastGood store = LastGood.in(state);
    Path elsewhere = Path.of("elsewhere/c.yaml");
    List.of(A, B, elsewhere).forEach(path -> store.keep(path, "text"));
    store.retain(Path.of("folder"), A::equals);
    assertThat(store.text(A)).isPresent();
    assertThat(store.text(B)).isEmpty();
    assertThat(store.text(elsewhere)).isPresent();
  }

  @Test
  void aDamagedCopyDoesNotCount() throws IOException {
    LastGood.in(state).keep(A, "a: 1\nb: 2\n");
    Path copy = files().getFirst();
    Files.writeString(copy, Files.readString(copy).replace("b: 2\n", ""));
    Files.writeString(state.resolve("last-good/x.tmp"), "left by a crash");
    LastGood after = LastGood.in(state);
    assertThat(after.text(A)).isEmpty();
    assertThat(files()).containsExactly(copy);
  }

  @Test
  void aStateDirectoryThatCannotBeWrittenIsNoFailure() throws IOException {
    Files.writeString(state.resolve("last-good"), "a file in the way");
    LastGood store = LastGood.in(state);
    store.keep(A, "text");
    assertThat(store.text(A)).isEmpty();
  }

  private List<Path> files() {
    try (var files = Files.list(state.resolve("last-good"))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
