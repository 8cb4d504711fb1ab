package io.waystone.server.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Something that is swapped as a whole: a root, a folder that is a link (git-sync), a mounted
 * ConfigMap, whose files are links through {@code ..data} (kubelet's AtomicWriter renames a new
 * {@code ..data} over the old one). While the generation of a folder is new, what changed in it is
 * taken in one batch.
 *
 * @param at the folder as the walk came to it
 * @param real where it leads
 * @param inode of what it leads to: a folder that was deleted and made again is another one
 */
record Generation(Path at, Path real, Optional<Object> inode) {

  private static final String DATA = "..data";

  static Generation of(Path at) throws IOException {
    Path data = at.resolve(DATA);
    Path real = (Files.isSymbolicLink(data) ? data : at).toRealPath();
    return new Generation(
        at,
        real,
        Optional.ofNullable(Files.readAttributes(real, BasicFileAttributes.class).fileKey()));
  }

  /** Whether the folder can be swapped by renaming a link. */
  static boolean isSwappable(Path folder) {
    return Files.isSymbolicLink(folder) || Files.isSymbolicLink(folder.resolve(DATA));
  }

  /** Whether it is a mounted ConfigMap or the like. */
  boolean isMount() {
    return Files.isSymbolicLink(at.resolve(DATA));
  }

  /** Whether it is still the same. */
  boolean isCurrent() {
    try {
      return equals(of(at));
    } catch (IOException _) {
      return false;
    }
  }
}
