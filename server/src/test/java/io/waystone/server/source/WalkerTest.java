package io.waystone.server.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalkerTest {

  @TempDir Path temp = Path.of("");
  private Path root = Path.of("");

  @BeforeEach
  void makeRoot() throws IOException {
    root = Files.createDirectory(temp.resolve("root"));
  }

  @Test
  void findsYamlAndJsonInAllFoldersAndNothingHidden() throws IOException {
    for (String name :
        List.of(
            "a.yaml", "b.yml", "c.json", "sub/deep/d.yaml", "~e.yaml", "README.md", "f.yaml~")) {
      write(name);
    }
    for (String name :
        List.of(".g.yaml", ".h.yaml.swp", "i.yaml.swp", ".git/j.yaml", "backup~/k.yaml", "yaml")) {
      write(name);
    }
    assertThat(files(root))
        .containsExactly("a.yaml", "b.yml", "c.json", "sub/deep/d.yaml", "~e.yaml");
  }

  @Test
  void aFileThatIsARootIsReadWhateverItsName() throws IOException {
    write("objects.txt");
    assertThat(walk(root.resolve("objects.txt")).files()).hasSize(1);
  }

  @Test
  void overlappingRootsGiveEachFileOnce() throws IOException {
    write("sub/a.yaml");
    Walk walk = walk(root.resolve("sub"), root, root.resolve("sub/a.yaml"), root.resolve("./sub"));
    assertThat(walk.files()).containsOnlyKeys(root.resolve("sub/a.yaml"));
  }

  @Test
  void linksAreFollowedAndCyclesEnd() throws IOException {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Files.writeString(outside.resolve("o.yaml"), "x");
    Files.createSymbolicLink(root.resolve("link"), outside);
    Files.createSymbolicLink(root.resolve("file.yaml"), outside.resolve("o.yaml"));
    Files.createSymbolicLink(outside.resolve("cycle"), root);
    Files.createSymbolicLink(root.resolve("self.yaml"), root.resolve("self.yaml"));
    Walk walk = walk(root);
    assertThat(walk.files()).containsOnlyKeys(root.resolve("file.yaml"));
    assertThat(walk.unreadable()).containsOnlyKeys(root.resolve("self.yaml"));
    assertThat(walk.folders()).contains(outside.toRealPath());
  }

  @Test
  void aLinkThatLeadsNowhereIsExpectedByItsName() throws IOException {
    Files.createSymbolicLink(root.resolve("a.yaml"), root.resolve("gone"));
    Files.createSymbolicLink(root.resolve("folder"), root.resolve("gone"));
    Walk walk = walk(root);
    assertThat(walk.unreadable())
        .containsEntry(
            root.resolve("a.yaml"), new Walk.Unreadable("is a link that leads nowhere", true))
        .containsEntry(
            root.resolve("folder"), new Walk.Unreadable("is a link that leads nowhere", false));
  }

  @Test
  void aRootThatIsGoneIsUnreadable() {
    assertThat(walk(root.resolve("gone")).unreadable()).containsOnlyKeys(root.resolve("gone"));
  }

  @Test
  void theWorkingDirectoryIsARootLikeOthers() {
    Walk walk = walk(Path.of(""));
    assertThat(walk.generations()).containsOnlyKeys(Path.of("."));
    assertThat(walk.files().keySet()).allMatch(path -> path.startsWith("."));
  }

  @Test
  void theFilesOfAMountedConfigMapAreOneUnitThatChangesWithItsData() throws IOException {
    ConfigMapMount mount = new ConfigMapMount(Files.createDirectories(root.resolve("config")));
    mount.swap("1", "a.yaml", "b.yaml", "sub/c.yaml");
    write("plain.yaml");
    Walk before = walk(root);
    assertThat(files(root))
        .containsExactly("config/a.yaml", "config/b.yaml", "config/sub/c.yaml", "plain.yaml");
    assertThat(before.files().get(root.resolve("plain.yaml")))
        .extracting(Walk.Found::unit)
        .isEqualTo(root);
    assertThat(before.files().tailMap(root.resolve("config/sub")).headMap(root.resolve("d")))
        .allSatisfy((_, found) -> assertThat(found.unit()).isEqualTo(root.resolve("config")));

    mount.swap("2", "a.yaml", "b.yaml", "sub/c.yaml");
    Walk after = walk(root);
    assertThat(after.generations().get(root)).isEqualTo(before.generations().get(root));
    assertThat(after.generations().get(root.resolve("config")))
        .isNotEqualTo(before.generations().get(root.resolve("config")));
    assertThat(after.files().get(root.resolve("config/a.yaml")))
        .isNotEqualTo(before.files().get(root.resolve("config/a.yaml")));
  }

  private void write(String name) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "x");
  }

  private List<String> files(Path root) {
    return walk(root).files().keySet().stream().map(f -> root.relativize(f).toString()).toList();
  }

  private static Walk walk(Path... roots) {
    return new Walker(List.of(roots), System::nanoTime).walk();
  }
}
