package io.waystone.server.source;

import io.waystone.server.source.Walk.Found;
import io.waystone.server.source.Walk.Unreadable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Walks the roots: finds files and looks at them, reads none. Links are followed; a folder or file
 * that is reached twice (a cycle, overlapping roots) is taken where it was met first, in the order
 * of paths.
 */
final class Walker {

  /** More than that is no folder of objects but a link to somewhere else, such as {@code /}. */
  static final int MAX_ENTRIES = 200_000;

  private static final int ATTEMPTS = 10;

  private final List<Path> roots;
  private final LongSupplier ticker;

  /**
   * Walks these files and folders.
   *
   * @param ticker nanoseconds that only grow
   */
  Walker(List<Path> roots, LongSupplier ticker) {
    this.roots = roots.stream().map(Walker::normalize).distinct().sorted().toList();
    this.ticker = ticker;
  }

  /**
   * Looks at everything. A walk during which a folder was swapped saw some files before and some
   * after, so it is repeated; a folder that is swapped each time is unreadable.
   */
  Walk walk() {
    Pass pass = new Pass(ticker.getAsLong());
    for (int attempt = 1; !pass.swapped().isEmpty() && attempt < ATTEMPTS; attempt++) {
      pass = new Pass(ticker.getAsLong());
    }
    pass.swapped().forEach(pass::isSwapped);
    return new Walk(
        pass.started,
        ticker.getAsLong(),
        pass.files,
        pass.unreadable,
        pass.generations,
        pass.folders);
  }

  /** Whether a file of this name holds objects; roots are read whatever their name. */
  static boolean isObjectFile(String name) {
    return !isHidden(name)
        && (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"));
  }

  /** {@code ..data}, editors' swap and lock files, {@code .git}; what mkfs leaves in a volume. */
  private static boolean isHidden(String name) {
    return name.startsWith(".")
        || name.endsWith("~")
        || name.endsWith(".swp")
        || name.equals("lost+found");
  }

  /** The empty path, which {@code .} becomes, is no beginning of any other. */
  private static Path normalize(Path root) {
    Path normal = root.normalize();
    return normal.toString().isEmpty() ? Path.of(".") : normal;
  }

  private final class Pass {
    final long started;
    final SortedMap<Path, Found> files = new TreeMap<>();
    final SortedMap<Path, Unreadable> unreadable = new TreeMap<>();
    final Map<Path, Generation> generations = new HashMap<>();
    final Set<Path> folders = new HashSet<>();
    private final Set<Path> seenFolders = new HashSet<>();
    private final Set<Path> seenFiles = new HashSet<>();
    private int entries;

    Pass(long started) {
      this.started = started;
      roots.forEach(this::root);
    }

    List<Path> swapped() {
      return generations.values().stream()
          .filter(generation -> !generation.isCurrent())
          .map(Generation::at)
          .sorted()
          .toList();
    }

    void isSwapped(Path at) {
      unreadable.put(at, new Unreadable("is replaced again and again", true));
    }

    private void root(Path root) {
      // The folder of a root says when the root comes, or is swapped.
      Optional.ofNullable(root.toAbsolutePath().getParent())
          .filter(_ -> !Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS))
          .filter(Files::isDirectory)
          .ifPresent(folders::add);
      try {
        Path real = root.toRealPath();
        BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
        generations.put(root, Generation.of(root));
        if (attributes.isDirectory()) {
          folder(root, real, root);
        } else if (attributes.isRegularFile()) {
          file(root, real, attributes, root);
        } else {
          unreadable.put(root, new Unreadable("is neither a file nor a folder", true));
        }
      } catch (IOException e) {
        unreadable.put(root, new Unreadable(FileText.reason(e), true));
      }
    }

    /** Walks a folder that is swapped with the unit. */
    private void folder(Path path, Path real, Path unit) throws IOException {
      if (!seenFolders.add(real)) {
        return;
      }
      folders.add(real);
      for (String name : names(real)) {
        Path entry = path.resolve(name);
        try {
          entry(entry, real.resolve(name), unit);
        } catch (NoSuchFileException e) {
          // Deleted since it was listed; but a link that leads nowhere is still there.
          if (Files.isSymbolicLink(entry)) {
            unreadable.put(
                entry, new Unreadable("is a link that leads nowhere", isObjectFile(name)));
          }
        } catch (IOException e) {
          boolean folder = Files.isDirectory(entry);
          unreadable.put(entry, new Unreadable(FileText.reason(e), folder || isObjectFile(name)));
        }
      }
    }

    private List<String> names(Path folder) throws IOException {
      List<String> names = new ArrayList<>();
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
        for (Path entry : stream) {
          String name = String.valueOf(entry.getFileName());
          if (++entries > MAX_ENTRIES) {
            throw new IOException("more than " + MAX_ENTRIES + " files and folders");
          }
          if (!isHidden(name)) {
            names.add(name);
          }
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
      names.sort(null);
      return names;
    }

    private void entry(Path path, Path unresolved, Path unit) throws IOException {
      BasicFileAttributes attributes =
          Files.readAttributes(unresolved, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      Path real = unresolved;
      if (attributes.isSymbolicLink()) {
        real = unresolved.toRealPath();
        attributes = Files.readAttributes(real, BasicFileAttributes.class);
      }
      if (attributes.isDirectory()) {
        folder(path, real, unitOf(path, real, unit));
      } else if (attributes.isRegularFile() && isObjectFile(String.valueOf(path.getFileName()))) {
        file(path, real, attributes, unit);
      }
    }

    /** A folder that is a swappable link or mount is its own; one inside a mount goes with that. */
    private Path unitOf(Path path, Path real, Path outer) throws IOException {
      boolean isInMount =
          Optional.ofNullable(generations.get(outer))
              .filter(generation -> generation.isMount() && real.startsWith(generation.real()))
              .isPresent();
      if (isInMount || !Generation.isSwappable(path)) {
        return outer;
      }
      generations.put(path, Generation.of(path));
      return path;
    }

    private void file(Path path, Path real, BasicFileAttributes attributes, Path unit) {
      if (seenFiles.add(real)) {
        Optional.ofNullable(real.getParent()).ifPresent(folders::add);
        files.put(path, new Found(FileStat.of(real, attributes), unit));
      }
    }
  }
}
