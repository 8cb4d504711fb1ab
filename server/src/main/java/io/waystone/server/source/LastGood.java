package io.waystone.server.source;

import com.google.common.hash.Hashing;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last usable text of each file, so that a restart has it. One file each, named by the hash of
 * the source path; its first line is {@code HASH PATH}, the hash being that of the text below: a
 * copy that a crash left unfinished does not count. Files are readable by their owner only (a
 * folder of objects may hold Secrets). What cannot be written is logged; a restart does without.
 */
final class LastGood {

  private static final Logger LOG = LoggerFactory.getLogger(LastGood.class);
  private static final String SUFFIX = ".last-good";

  private final Optional<Path> folder;

  /** The hash of the text that is kept, by absolute source path. */
  private final Map<Path, String> kept = new HashMap<>();

  private LastGood(Optional<Path> folder) {
    this.folder = folder;
    folder.ifPresent(this::load);
  }

  /** Keeps nothing. */
  static LastGood none() {
    return new LastGood(Optional.empty());
  }

  /** Keeps texts in {@code last-good/} below this folder; both are made when needed. */
  static LastGood in(Path stateDirectory) {
    return new LastGood(Optional.of(stateDirectory.resolve("last-good")));
  }

  /** The last usable text of a file. */
  Optional<String> text(Path source) {
    Path path = absolute(source);
    return folder
        .filter(_ -> kept.containsKey(path))
        .flatMap(in -> {
          try {
            String copy = Files.readString(file(in, path));
            String text = copy.substring(copy.indexOf('\n') + 1);
            return Optional.of(text).filter(t -> hash(t).equals(kept.get(path)));
          } catch (IOException e) {
            LOG.warn("The last good text of {} cannot be read: {}", source, reason(e));
            return Optional.empty();
          }
        });
  }

  /** Keeps the text of a file. */
  void keep(Path source, String text) {
    Path path = absolute(source);
    String hash = hash(text);
    if (folder.isEmpty() || hash.equals(kept.get(path))) {
      return;
    }
    try {
      write(folder.get(), file(folder.get(), path), hash + " " + path + "\n" + text);
      kept.put(path, hash);
    } catch (IOException e) {
      LOG.warn("The text of {} cannot be kept for a restart: {}", source, reason(e));
    }
  }

  /** Forgets a file that is gone. */
  void drop(Path source) {
    Path path = absolute(source);
    if (folder.isPresent() && kept.remove(path) != null) {
      delete(file(folder.get(), path));
    }
  }

  /** Forgets the files in a folder that are no more: they went while nobody watched. */
  void retain(Path root, Predicate<Path> isThere) {
    Path in = absolute(root);
    List<Path> gone =
        kept.keySet().stream()
            .filter(path -> path.startsWith(in))
            .filter(path -> !isThere.test(root.resolve(in.relativize(path))))
            .toList();
    gone.forEach(this::drop);
  }

  private void load(Path in) {
    if (!Files.isDirectory(in)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(in)) {
      for (Path file : files) {
        load(in, file);
      }
    } catch (IOException e) {
      LOG.warn("The texts kept in {} cannot be read: {}", in, reason(e));
    }
  }

  private void load(Path in, Path file) throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      String header = String.valueOf(reader.readLine());
      int space = header.indexOf(' ');
      Path path = Path.of(header.substring(space + 1));
      if (space > 0 && file.equals(file(in, path))) {
        kept.put(path, header.substring(0, space));
        return;
      }
    }
    delete(file);
  }

  private static void write(Path in, Path file, String copy) throws IOException {
    makeFolder(in);
    Path unfinished = Files.createTempFile(in, "", ".tmp");
    try {
      Files.writeString(unfinished, copy);
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static void makeFolder(Path in) throws IOException {
    if (Files.isDirectory(in)) {
      return;
    }
    if (in.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(
          in, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectories(in);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("{} cannot be deleted: {}", file, reason(e));
    }
  }

  private static Path file(Path in, Path path) {
    return in.resolve(hash(path.toString()) + SUFFIX);
  }

  private static Path absolute(Path source) {
    return source.toAbsolutePath().normalize();
  }

  private static String hash(String text) {
    return Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString();
  }

  private static String reason(IOException e) {
    return FileText.reason(e);
  }
}
