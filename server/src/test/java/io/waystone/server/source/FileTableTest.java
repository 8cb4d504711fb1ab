package io.waystone.server.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.input.Diagnostic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules of taking, on real files and a clock that stands still between looks. */
class FileTableTest {

  private static final Duration STILL = Duration.ofMillis(50);
  private static final Duration SHORT = Duration.ofMillis(49);

  @TempDir Path temp = Path.of("");
  private Path root = Path.of("");
  private long time;
  private FileTable table = new FileTable(Texts.READER, LastGood.none());
  private Walker walker = new Walker(List.of(), () -> time);
  private final Map<Path, Integer> objects = new TreeMap<>();

  @BeforeEach
  void makeRoot() throws IOException {
    root = Files.createDirectory(temp.resolve("root"));
    walker = new Walker(List.of(root), () -> time);
  }

  @Test
  void aFileIsTakenWhenItHasStoodStill() throws IOException {
    write("a.yaml", 3);
    assertThat(look()).isEmpty();
    assertThat(table.isSettled()).isFalse();
    assertThat(table.nextLook()).hasValue(STILL.toNanos());
    assertThat(lookAfter(SHORT)).isEmpty();
    assertThat(lookAfter(Duration.ofMillis(1))).containsOnly(Map.entry("a.yaml", 3));
    assertThat(table.isSettled()).isTrue();
    assertThat(table.nextLook()).isEmpty();
  }

  @Test
  void aFileThatIsWrittenToKeepsWhatWasLastRead() throws IOException {
    write("a.yaml", 3);
    settle();
    for (int count = 1; count < 8; count++) {
      write("a.yaml", count);
      assertThat(lookAfter(STILL)).isEmpty();
    }
    assertThat(lookAfter(STILL)).containsOnly(Map.entry("a.yaml", 7));
  }

  @Test
  void absenceMustStandStillToo() throws IOException {
    write("a.yaml", 3);
    settle();
    Files.delete(root.resolve("a.yaml"));
    look();
    write("a.yaml", 4);
    assertThat(lookAfter(STILL)).isEmpty();
    assertThat(lookAfter(STILL)).containsOnly(Map.entry("a.yaml", 4));
    Files.delete(root.resolve("a.yaml"));
    look();
    assertThat(lookAfter(STILL)).containsOnly(Map.entry("a.yaml", 0));
    assertThat(problems()).isEmpty();
  }

  @Test
  void oneFileThatChangesHoldsNobodyBackOnceItsFolderWasTaken() throws IOException {
    write("a.yaml", 1);
    settle();
    write("b.yaml", 1);
    write("c.yaml", 1);
    look();
    write("c.yaml", 2);
    assertThat(lookAfter(STILL)).containsOnly(Map.entry("b.yaml", 1));
    assertThat(lookAfter(STILL)).containsOnly(Map.entry("c.yaml", 2));
  }

  @Test
  void theFirstBatchWaitsForAll() throws IOException {
    write("a.yaml", 1);
    write("b.yaml", 1);
    look();
    write("b.yaml", 2);
    assertThat(lookAfter(STILL)).isEmpty();
    assertThat(lookAfter(STILL)).containsOnly(Map.entry("a.yaml", 1), Map.entry("b.yaml", 2));
  }

  @Test
  void nothingWaitsForAFileThatNeverRests() throws IOException {
    write("a.yaml", 1);
    write("b.yaml", 1);
    look();
    for (int count = 2; !table.isSettled(); count++) {
      assertThat(count).isLessThan(50);
      write("b.yaml", count);
      lookAfter(STILL);
    }
    assertThat(time).isEqualTo(Duration.ofSeconds(2).toNanos());
    assertThat(objects).containsOnlyKeys(root.resolve("a.yaml"));
    assertThat(problems()).contains("b.yaml", "does not come to rest", "nothing of it is in force");
    assertThat(table.isComplete()).isFalse();
    assertThat(lookAfter(STILL)).containsKey("b.yaml");
    assertThat(table.isComplete()).isTrue();
    assertThat(problems()).isEmpty();
  }

  @Test
  void whatCannotBeUsedLeavesTheObjectsAsLastRead() throws IOException {
    write("a.yaml", 3);
    settle();
    for (String text : List.of(Texts.BROKEN, "")) {
      Files.writeString(root.resolve("a.yaml"), text);
      settle();
      assertThat(objects).containsEntry(root.resolve("a.yaml"), 3);
      assertThat(problems()).contains("WS0010", "a.yaml", "its objects stay as last read");
      assertThat(table.isComplete()).isTrue();
    }
    Files.writeString(root.resolve("a.yaml"), Texts.BROKEN);
    settle();
    assertThat(problems()).contains("line 1");
    Files.writeString(root.resolve("a.yaml"), "# nothing, and meant so\n");
    settle();
    assertThat(objects).containsEntry(root.resolve("a.yaml"), 0);
    assertThat(problems()).isEmpty();
  }

  @Test
  void withNothingKeptItIsNotComplete() throws IOException {
    write("a.yaml", 3);
    Files.writeString(root.resolve("b.yaml"), Texts.BROKEN);
    Files.writeString(root.resolve("c.yaml"), "");
    settle();
    assertThat(objects).containsEntry(root.resolve("a.yaml"), 3);
    assertThat(table.isComplete()).isFalse();
    assertThat(problems()).contains("b.yaml", "c.yaml", "is empty");
    write("b.yaml", 1);
    Files.delete(root.resolve("c.yaml"));
    settle();
    assertThat(table.isComplete()).isTrue();
    assertThat(problems()).isEmpty();
  }

  @Test
  void aRestartHasWhatWasKept() throws IOException {
    Path state = temp.resolve("state");
    table = new FileTable(Texts.READER, LastGood.in(state));
    write("a.yaml", 3);
    write("b.yaml", 2);
    write("gone.yaml", 1);
    settle();
    Files.writeString(root.resolve("a.yaml"), Texts.BROKEN);
    Files.writeString(root.resolve("b.yaml"), "");
    Files.delete(root.resolve("gone.yaml"));
    objects.clear();
    table = new FileTable(Texts.READER, LastGood.in(state));
    settle();
    assertThat(objects).isEqualTo(Map.of(root.resolve("a.yaml"), 3, root.resolve("b.yaml"), 2));
    assertThat(table.isComplete()).isTrue();
    assertThat(problems()).contains("a.yaml", "b.yaml", "its objects stay as last read");
    assertThat(LastGood.in(state).text(root.resolve("gone.yaml"))).isEmpty();
  }

  @Test
  void aRestartHasWhatWasKeptOfAFileThatNeverRests() throws IOException {
    Path state = temp.resolve("state");
    table = new FileTable(Texts.READER, LastGood.in(state));
    write("a.yaml", 3);
    settle();
    objects.clear();
    table = new FileTable(Texts.READER, LastGood.in(state));
    look();
    for (int count = 4; !table.isSettled(); count++) {
      write("a.yaml", count);
      lookAfter(STILL);
    }
    assertThat(objects).isEqualTo(Map.of(root.resolve("a.yaml"), 3));
    assertThat(table.isComplete()).isTrue();
    assertThat(problems()).contains("does not come to rest", "its objects stay as last read");
    Files.delete(root.resolve("a.yaml"));
    settle();
    assertThat(objects).isEqualTo(Map.of(root.resolve("a.yaml"), 0));
  }

  @Test
  void aSwappedConfigMapIsOneBatchWithItsRemovals() throws IOException {
    ConfigMapMount mount = new ConfigMapMount(root);
    mount.swap("1", "a.yaml", "b.yaml", "c.yaml");
    settle();
    mount.swap("2", "a.yaml", "b.yaml", "d.yaml");
    look();
    Files.delete(root.resolve("c.yaml")); // A little later, as kubelet does.
    assertThat(lookAfter(STILL)).isEmpty();
    assertThat(lookAfter(STILL)).containsOnlyKeys("a.yaml", "b.yaml", "c.yaml", "d.yaml");
    assertThat(problems()).isEmpty();
  }

  @Test
  void aRootThatIsGoneKeepsItsObjects() throws IOException {
    write("a.yaml", 3);
    settle();
    Path away = Files.move(root, temp.resolve("away"));
    look();
    assertThat(problems()).isEmpty();
    assertThat(lookAfter(STILL)).isEmpty();
    assertThat(problems()).contains("root File", "no such file", "its objects stay");
    assertThat(table.isComplete()).isTrue();
    Files.move(away, root);
    settle();
    assertThat(problems()).isEmpty();
    assertThat(objects).isEqualTo(Map.of(root.resolve("a.yaml"), 3));
  }

  @Test
  void aRootThatIsGoneAtTheStartIsNotComplete() throws IOException {
    Files.delete(root);
    settle();
    assertThat(table.isComplete()).isFalse();
    assertThat(problems()).contains("no such file");
    Files.createDirectory(root);
    settle();
    assertThat(table.isComplete()).isTrue();
    assertThat(problems()).isEmpty();
  }

  @Test
  void anEmptyFolderInPlaceOfARootIsAMountThatIsGone() throws IOException {
    write("a.yaml", 3);
    write("b.yaml", 3);
    settle();
    Files.move(root, temp.resolve("away"));
    Files.createDirectory(root);
    settle();
    assertThat(objects).containsEntry(root.resolve("a.yaml"), 3);
    assertThat(problems()).contains("root File", "empty");
    // What comes back comes as a whole, however slow it is copied.
    write("a.yaml", 4);
    look();
    write("b.yaml", 4);
    assertThat(lookAfter(STILL)).isEmpty();
    assertThat(lookAfter(STILL)).containsOnly(Map.entry("a.yaml", 4), Map.entry("b.yaml", 4));
    assertThat(problems()).isEmpty();
  }

  @Test
  void aFolderThatIsEmptiedFileByFileIsEmpty() throws IOException {
    write("a.yaml", 3);
    settle();
    Files.delete(root.resolve("a.yaml"));
    settle();
    assertThat(objects).containsEntry(root.resolve("a.yaml"), 0);
    assertThat(problems()).isEmpty();
  }

  @Test
  void aLinkToAFolderThatIsGoneKeepsWhatWasBehindIt() throws IOException {
    Path volume = Files.createDirectory(temp.resolve("volume"));
    Files.writeString(volume.resolve("a.yaml"), Texts.namespaces("a", 2, "1"));
    Path link = Files.createSymbolicLink(root.resolve("link"), volume);
    settle();
    Files.move(volume, temp.resolve("away"));
    settle();
    assertThat(objects).containsEntry(link.resolve("a.yaml"), 2);
    assertThat(problems()).contains("root/link File", "leads nowhere");
    Files.delete(link);
    settle();
    assertThat(objects).containsEntry(link.resolve("a.yaml"), 0);
    assertThat(problems()).isEmpty();
  }

  @Test
  void onlyFilesThatChangedAreTakenAgain() throws IOException {
    write("a.yaml", 1);
    write("b.yaml", 1);
    settle();
    write("b.yaml", 2);
    look();
    assertThat(lookAfter(STILL)).containsOnlyKeys("b.yaml");
    assertThat(lookAfter(STILL)).isEmpty();
  }

  private void write(String name, int count) throws IOException {
    Files.writeString(root.resolve(name), Texts.namespaces("n", count, "1"));
  }

  private void settle() {
    look();
    for (int i = 0; !table.isSettled() || table.nextLook().isPresent(); i++) {
      assertThat(i).isLessThan(100);
      lookAfter(STILL);
    }
  }

  private Map<String, Integer> lookAfter(Duration pause) {
    time += pause.toNanos();
    return look();
  }

  /** What is taken now: the number of documents by file. */
  private Map<String, Integer> look() {
    Map<String, Integer> taken = new TreeMap<>();
    table
        .take(walker.walk())
        .forEach((path, documents) -> {
          taken.put(root.relativize(path).toString(), documents.size());
          objects.put(path, documents.size());
        });
    return taken;
  }

  private String problems() {
    return String.join("\n", table.problems().stream().map(Diagnostic::toString).toList());
  }
}
