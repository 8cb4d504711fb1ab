package io.waystone.server.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTest {

  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path temp = Path.of("");
  private final Watch watch = new Watch();

  @AfterEach
  void close() {
    watch.close();
  }

  @Test
  void anEventEndsTheWait() throws IOException {
    assertThat(watch.cover(Set.of(temp))).isTrue();
    assertThat(watch.cover(Set.of(temp))).isFalse();
    for (int i = 0; i < 3; i++) {
      Files.writeString(temp.resolve("f" + i), "x");
      assertTimeoutPreemptively(SOON, () -> watch.await(LONG));
    }
  }

  @Test
  void aFolderThatWasReplacedIsWatchedAnew() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("folder"));
    watch.cover(Set.of(folder));
    Files.move(folder, temp.resolve("away"));
    Files.createDirectory(folder);
    assertThat(watch.cover(Set.of(folder))).isTrue();
    Files.writeString(folder.resolve("f"), "x");
    assertTimeoutPreemptively(SOON, () -> watch.await(LONG));
  }

  @Test
  void aFolderThatIsNotThereIsNoFailure() {
    assertThat(watch.cover(Set.of(temp.resolve("gone")))).isFalse();
  }

  @Test
  void closingEndsEveryWait() {
    Thread.ofVirtual().start(watch::close);
    assertTimeoutPreemptively(
        SOON,
        () -> {
          watch.await(LONG);
          watch.pause(LONG);
        });
    assertThat(watch.isClosed()).isTrue();
    assertThat(watch.cover(Set.of(temp))).isFalse();
  }
}
