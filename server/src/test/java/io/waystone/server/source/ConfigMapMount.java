package io.waystone.server.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Does to a folder what kubelet's AtomicWriter does to a mounted ConfigMap. */
final class ConfigMapMount {

  private final Path folder;
  private Optional<Path> current = Optional.empty();

  ConfigMapMount(Path folder) {
    this.folder = folder;
  }

  /** Swaps to a new generation whose files hold Namespaces named by the file. */
  void swap(String value, String... files) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    for (String file : files) {
      texts.put(file, Texts.namespace(file.replaceAll("[^a-z]", "-"), value));
    }
    swap(value, texts);
  }

  void swap(String generation, Map<String, String> texts) throws IOException {
    Path data = Files.createDirectory(folder.resolve("..2026_" + generation));
    for (Map.Entry<String, String> text : texts.entrySet()) {
      Path file = data.resolve(text.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, text.getValue());
    }
    Path link = Files.createSymbolicLink(folder.resolve("..data_tmp"), data.getFileName());
    Files.move(link, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    for (String name : texts.keySet()) {
      Path first = Path.of(name).getName(0);
      if (!Files.isSymbolicLink(folder.resolve(first))) {
        Files.createSymbolicLink(folder.resolve(first), Path.of("..data").resolve(first));
      }
    }
    if (current.isPresent()) {
      deleteAll(current.get());
    }
    current = Optional.of(data);
  }

  /** Deletes a folder with all in it. */
  static void deleteAll(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
