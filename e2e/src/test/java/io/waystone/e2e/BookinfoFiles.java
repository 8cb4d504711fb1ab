package io.waystone.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The objects of {@code examples/bookinfo}. */
final class BookinfoFiles {

  private static final Path EXAMPLE = Path.of("../examples/bookinfo");

  private BookinfoFiles() {}

  /** The files by name, with these addresses for the two versions of reviews. */
  static Map<String, String> with(InetAddress one, InetAddress two) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(EXAMPLE)) {
      for (Path file : all.sorted().toList()) {
        files.put(
            file.getFileName().toString(),
            Files.readString(file)
                .replace("10.244.20.11", one.getHostAddress())
                .replace("10.244.20.12", two.getHostAddress()));
      }
    }
    return Collections.unmodifiableMap(files);
  }
}
