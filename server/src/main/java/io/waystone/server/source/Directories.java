package io.waystone.server.source;

import io.waystone.translator.input.Diagnostic;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads files and folders once, for commands that do not watch. */
public final class Directories {

  private static final String STDIN = "-";
  private static final String STDIN_SOURCE = "<stdin>";

  private final DocumentReader reader;
  private final Holders holders = new Holders();
  private final List<Diagnostic> problems = new ArrayList<>();

  private Directories(DocumentReader reader) {
    this.reader = reader;
  }

  /**
   * Reads everything as {@link DirectorySource} does, but as it is now: nothing is waited for, and
   * nothing kept. The same files give the same update in whatever order they are named.
   *
   * @param roots files, folders, and {@code -} for the stream; a root that is neither file nor
   *     folder (a pipe) is read like a file
   * @param stdin read to its end if it is named; never closed
   * @return all objects; not complete when something could not be read, and then the problems say
   *     what
   */
  public static SourceUpdate readOnce(
      List<String> roots, InputStream stdin, DocumentReader reader) {
    Directories directories = new Directories(reader);
    if (roots.contains(STDIN)) {
      directories.read(STDIN_SOURCE, () -> FileText.read(stdin));
    }
    directories.walk(roots.stream().filter(root -> !root.equals(STDIN)).map(Path::of).toList());
    boolean complete = directories.problems.isEmpty();
    return directories.holders.update(directories.problems, complete);
  }

  private interface Bytes {
    FileText read() throws IOException;
  }

  private void walk(List<Path> roots) {
    Walk walk = new Walker(roots, System::nanoTime).walk();
    walk.files().forEach((path, found) -> read(path.toString(), () -> read(found.stat().real())));
    walk.unreadable()
        .forEach((path, unreadable) -> {
          if (isPipe(path)) {
            read(path.toString(), () -> read(path));
          } else if (unreadable.expected()) {
            problems.add(Problems.unread(path.toString(), unreadable.why()));
          }
        });
  }

  private static FileText read(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return FileText.read(in);
    }
  }

  private static boolean isPipe(Path path) {
    return Files.exists(path) && !Files.isDirectory(path) && !Files.isRegularFile(path);
  }

  private void read(String source, Bytes bytes) {
    try {
      switch (bytes.read()) {
        case FileText.Text(String text) -> read(source, text);
        case FileText.Refused(String why) -> problems.add(Problems.unread(source, why));
        case FileText.Moved(String why) -> problems.add(Problems.unread(source, why));
      }
    } catch (IOException e) {
      problems.add(Problems.unread(source, "cannot be read: " + FileText.reason(e)));
    }
  }

  private void read(String source, String text) {
    FileContent content = reader.read(source, text);
    content.broken().ifPresent(problems::add);
    holders.put(source, content.results());
  }
}
