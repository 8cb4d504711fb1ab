package io.waystone.server.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole source, with real files, events and time. */
class DirectorySourceTest {

  @TempDir Path temp = Path.of("");
  private Path root = Path.of("");
  private Recorder seen = new Recorder();
  private Optional<DirectorySource> source = Optional.empty();

  @BeforeEach
  void makeRoot() throws IOException {
    root = Files.createDirectory(temp.resolve("root"));
  }

  @AfterEach
  void close() {
    source.ifPresent(DirectorySource::close);
  }

  @Test
  void theFirstUpdateIsTheWholeListEvenWhenItIsEmpty() throws IOException {
    start();
    soon().until(() -> seen.updates().size() == 1);
    assertThat(seen.updates().getFirst())
        .isEqualTo(new SourceUpdate(Map.of(), Set.of(), List.of(), true));
    write("a.yaml", Texts.namespace("a", "1"));
    soon().until(() -> seen.values().equals(Map.of("a", "1")));
  }

  @Test
  void aChangeIsOneBatchOfWhatChanged() throws IOException {
    write("a.yaml", Texts.namespaces("a", 10, "1"));
    write("sub/b.yaml", Texts.namespace("b", "1"));
    startAndWait();
    assertThat(seen.updates()).hasSize(1);
    write("sub/b.yaml", Texts.namespace("b", "2"));
    soon().until(() -> "2".equals(seen.values().get("b")));
    assertThat(seen.updates()).hasSize(2);
    assertThat(seen.updates().getLast().changed()).containsOnlyKeys(Texts.ref("b"));
    Files.delete(root.resolve("a.yaml"));
    soon().until(() -> seen.values().equals(Map.of("b", "2")));
    assertThat(seen.updates().getLast().removed()).hasSize(10);
  }

  @Test
  void noBeginningOfAFileIsSeenWhileItIsWritten() throws Exception {
    write("a.yaml", Texts.namespaces("a", 30, "0"));
    startAndWait();
    // A busy machine may stop the writer for longer than a file must stand still; then again.
    for (int attempt = 1; ; attempt++) {
      assertThat(attempt).as("attempts to write without a pause").isLessThan(50);
      int before = seen.updates().size();
      String value = String.valueOf(attempt);
      Duration pause = writeSlowly(value);
      soon().until(() -> Set.copyOf(seen.values().values()).equals(Set.of(value)));
      soon().until(() -> seen.values().size() == 30);
      if (pause.toMillis() < 40) {
        assertThat(seen.updates()).hasSize(before + 1);
        return;
      }
    }
  }

  /** Writes 30 objects one by one; returns the longest pause that came of it. */
  private Duration writeSlowly(String value) throws Exception {
    long longest = 0;
    long last = System.nanoTime();
    write("a.yaml", "");
    for (int i = 0; i < 30; i++) {
      Thread.sleep(10);
      write("a.yaml", Texts.namespace("a" + i, value), StandardOpenOption.APPEND);
      longest = Math.max(longest, System.nanoTime() - last);
      last = System.nanoTime();
    }
    return Duration.ofNanos(longest);
  }

  @Test
  void aWriterThatRestsIsTakenForDoneAndWhatFollowsIsTakenToo() throws IOException {
    startAndWait();
    write("a.yaml", Texts.namespace("a", "1"));
    soon().until(() -> seen.values().equals(Map.of("a", "1")));
    write("a.yaml", Texts.namespace("b", "1"), StandardOpenOption.APPEND);
    soon().until(() -> seen.values().equals(Map.of("a", "1", "b", "1")));
  }

  @Test
  void aFileThatIsTruncatedKeepsItsObjectsAndSaysSo() throws IOException {
    write("a.yaml", Texts.namespaces("a", 3, "1"));
    startAndWait();
    write("a.yaml", "");
    soon().until(() -> seen.problems().contains("is empty"));
    assertThat(seen.values()).hasSize(3);
    assertThat(seen.isComplete()).isTrue();
    write("a.yaml", Texts.namespaces("a", 3, "2"));
    soon().until(() -> seen.values().containsValue("2"));
    assertThat(seen.problems()).isEqualTo("[]");
    assertThat(seen.history()).allSatisfy(values -> assertThat(values).hasSize(3));
  }

  @Test
  void editorsThatRenameAreOneChange() throws IOException {
    write("a.yaml", Texts.namespaces("a", 3, "1"));
    startAndWait();
    for (int value = 2; value < 5; value++) {
      String now = String.valueOf(value);
      write(".a.yaml.swp", "swap");
      write("a.yaml.tmp", Texts.namespaces("a", 3, now));
      Files.move(root.resolve("a.yaml"), root.resolve("a.yaml~"), StandardCopyOption.ATOMIC_MOVE);
      Files.move(
          root.resolve("a.yaml.tmp"), root.resolve("a.yaml"), StandardCopyOption.ATOMIC_MOVE);
      soon().until(() -> seen.values().containsValue(now));
    }
    assertThat(seen.updates()).hasSize(4);
    assertThat(seen.history()).allSatisfy(values -> assertThat(values).hasSize(3));
    Files.move(root.resolve("a.yaml"), root.resolve("b.yaml"));
    soon().until(() -> seen.updates().size() == 5);
    assertThat(seen.values()).hasSize(3);
    assertThat(seen.updates().getLast().removed()).isEmpty();
  }

  @Test
  void aConfigMapIsSwappedInOneBatch() throws IOException {
    ConfigMapMount mount = new ConfigMapMount(root);
    String[] files =
        IntStream.range(0, 20).mapToObj(i -> "f" + "x".repeat(i) + ".yaml").toArray(String[]::new);
    mount.swap("1", files);
    startAndWait();
    for (int generation = 2; generation < 6; generation++) {
      String now = String.valueOf(generation);
      mount.swap(now, files);
      soon().until(() -> seen.values().containsValue(now));
    }
    assertThat(seen.history())
        .hasSize(5)
        .allSatisfy(values -> {
          assertThat(values).hasSize(20);
          assertThat(Set.copyOf(values.values())).hasSize(1);
        });
    assertThat(seen.updates()).allSatisfy(u -> assertThat(u.problems()).isEmpty());
  }

  @Test
  void aFolderThatGoesAndComesBackLosesNothing() throws IOException {
    write("a.yaml", Texts.namespaces("a", 3, "1"));
    startAndWait();
    Path away = Files.move(root, temp.resolve("away"));
    soon().until(() -> seen.problems().contains("no such file"));
    Files.writeString(away.resolve("a.yaml"), Texts.namespaces("a", 3, "2"));
    Files.move(away, root);
    soon().until(() -> seen.values().containsValue("2"));
    soon().until(() -> seen.problems().equals("[]"));
    assertThat(seen.history()).allSatisfy(values -> assertThat(values).hasSize(3));
    write("a.yaml", Texts.namespaces("a", 3, "3"));
    soon().until(() -> seen.values().containsValue("3"));
  }

  @Test
  void aFolderThatIsNotThereYetIsWaitedFor() throws IOException {
    Files.delete(root);
    start();
    soon().until(() -> seen.problems().contains("no such file"));
    assertThat(seen.isComplete()).isFalse();
    Files.createDirectory(root);
    write("a.yaml", Texts.namespace("a", "1"));
    soon().until(() -> seen.isComplete() && seen.values().equals(Map.of("a", "1")));
  }

  @Test
  void fiveHundredFilesAtOnceAreAFewBatches() throws IOException {
    startAndWait();
    for (int i = 0; i < 500; i++) {
      write("folder" + i % 7 + "/f" + i + ".yaml", Texts.namespace("n" + i, "1"));
    }
    soon().until(() -> seen.values().size() == 500);
    int created = seen.updates().size();
    for (int i = 0; i < 500; i++) {
      write("folder" + i % 7 + "/f" + i + ".yaml", Texts.namespace("n" + i, "2"));
    }
    soon().until(() -> !seen.values().containsValue("1"));
    int changed = seen.updates().size() - created;
    ConfigMapMount.deleteAll(root.resolve("folder0"));
    soon().until(() -> seen.values().size() == 500 - 72);
    // Fewer than one in ten files, however slow the machine.
    assertThat(created).isLessThan(50);
    assertThat(changed).isLessThan(50);
  }

  @Test
  void aRestartHasTheObjectsOfAFileThatBrokeMeanwhile() throws IOException {
    write("a.yaml", Texts.namespaces("a", 3, "1"));
    startAndWait();
    close();
    write("a.yaml", Texts.BROKEN);
    seen = new Recorder();
    startAndWait();
    assertThat(seen.values()).hasSize(3);
    assertThat(seen.problems()).contains("WS0010", "a.yaml", "line 1");
    assertThat(seen.isComplete()).isTrue();
    close();
    ConfigMapMount.deleteAll(temp.resolve("state"));
    seen = new Recorder();
    startAndWait();
    assertThat(seen.values()).isEmpty();
    assertThat(seen.isComplete()).isFalse();
    write("a.yaml", Texts.namespaces("a", 3, "2"));
    soon().until(seen::isComplete);
    assertThat(seen.values()).hasSize(3);
  }

  @Test
  void ofTheSameObjectInTwoFilesTheFirstHoldsUntilItGoes() throws IOException {
    write("b.yaml", Texts.namespace("x", "b"));
    startAndWait();
    write("a.yaml", Texts.namespace("x", "a"));
    soon().until(() -> "a".equals(seen.values().get("x")));
    assertThat(seen.problems()).contains("WS0004", "a.yaml:1", "b.yaml:1");
    Files.delete(root.resolve("a.yaml"));
    soon().until(() -> "b".equals(seen.values().get("x")));
    assertThat(seen.problems()).isEqualTo("[]");
  }

  @Test
  void aFileBehindALinkIsWatchedWhereItIs() throws IOException {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Files.writeString(outside.resolve("o.txt"), Texts.namespace("o", "1"));
    Files.createSymbolicLink(root.resolve("o.yaml"), outside.resolve("o.txt"));
    startAndWait();
    Files.writeString(outside.resolve("o.txt"), Texts.namespace("o", "2"));
    soon().until(() -> "2".equals(seen.values().get("o")));
  }

  @Test
  void whatAListenerCouldNotTakeComesAgain() throws IOException {
    write("a.yaml", Texts.namespace("a", "1"));
    int[] calls = {0};
    start(update -> {
      if (calls[0]++ == 0) {
        throw new IllegalStateException("thrown by the test");
      }
      seen.update(update);
    });
    soon().until(() -> seen.values().equals(Map.of("a", "1")));
  }

  @Test
  void afterCloseNothingIsDeliveredAndTheThreadIsGone() throws IOException {
    startAndWait();
    close();
    int updates = seen.updates().size();
    write("a.yaml", Texts.namespace("a", "1"));
    await().during(Duration.ofMillis(200)).until(() -> seen.updates().size() == updates);
    assertThatThrownBy(() -> source.orElseThrow().start(seen))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aListenerMayClose() {
    start(update -> {
      seen.update(update);
      close();
    });
    soon().until(() -> seen.updates().size() == 1);
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(5));
  }

  private void start() {
    start(seen);
  }

  private void start(Source.Listener listener) {
    DirectorySource started =
        new DirectorySource(List.of(root), Optional.of(temp.resolve("state")), Texts.READER);
    source = Optional.of(started);
    started.start(listener);
  }

  private void startAndWait() {
    start();
    soon().until(() -> !seen.updates().isEmpty());
  }

  private void write(String name, String text, OpenOption... options) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, options);
  }
}
