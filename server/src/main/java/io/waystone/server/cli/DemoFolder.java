package io.waystone.server.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a demo keeps everything.
 *
 * @param path of the folder
 */
record DemoFolder(Path path) {

  private static final Path EXAMPLE = Path.of("examples", "bookinfo");

  /**
   * Makes the folder, with a copy of the example in it.
   *
   * @param wanted an empty or a new folder; without one, a temporary one is made
   */
  static DemoFolder create(Optional<Path> wanted) throws IOException {
    Path example = example();
    Path path =
        wanted.isPresent()
            ? Files.createDirectories(wanted.get().toAbsolutePath().normalize())
            : Files.createTempDirectory("waystone-demo-");
    DemoFolder folder = new DemoFolder(path);
    if (!list(path).isEmpty()) {
      throw new IllegalArgumentException(
          path + " is not empty: name a new folder, so that nothing in it is mistaken for objects");
    }
    Files.createDirectory(folder.objects());
    Files.createDirectory(folder.waypoint());
    Files.createDirectory(folder.pods());
    for (Path file : list(example)) {
      Files.writeString(
          folder.objects().resolve(file.getFileName()), DemoBackend.here(Files.readString(file)));
    }
    return folder;
  }

  /** The example lies some folders above the program, in a build as in a release. */
  static Path example() throws IOException {
    Path program = program();
    for (Path up = program; up != null; up = up.getParent()) {
      if (Files.isDirectory(up.resolve(EXAMPLE))) {
        return up.resolve(EXAMPLE);
      }
    }
    throw new IOException(
        "there is no " + EXAMPLE + " in any folder above " + program + ": the demo needs a clone");
  }

  private static Path program() throws IOException {
    try {
      return Path.of(DemoFolder.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException("the folder of this program has no path", e);
    }
  }

  /** The objects, to be edited. */
  Path objects() {
    return path.resolve("mesh");
  }

  /** The state directory of the control plane. */
  Path state() {
    return path.resolve("state");
  }

  /** What the waypoint is started with, and its log. */
  Path waypoint() {
    return path.resolve("waypoint");
  }

  /** The same for the pods' side of HBONE. */
  Path pods() {
    return path.resolve("pods");
  }

  /** Removes all of it. */
  void delete() throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
