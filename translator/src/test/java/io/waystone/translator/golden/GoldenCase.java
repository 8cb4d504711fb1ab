package io.waystone.translator.golden;

import io.waystone.translator.Translator;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.ObjectReader;
import io.waystone.translator.input.Parsed;
import io.waystone.translator.input.ReadResult;
import io.waystone.translator.input.YamlReader;
import io.waystone.translator.mesh.Mesh;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A rule, and the objects that show it.
 *
 * @param name of the rule, which is the name of the folder
 * @param objects the text of {@code in.yaml}
 */
public record GoldenCase(String name, String objects) {

  /** All cases, by name; from a folder of classes or from a jar. */
  public static List<GoldenCase> all() {
    URL root = Objects.requireNonNull(GoldenCase.class.getResource("/golden"));
    try {
      URI place = root.toURI();
      if (!place.getScheme().equals("jar")) {
        return in(Path.of(place));
      }
      try (FileSystem jar = FileSystems.newFileSystem(place, Map.of())) {
        return in(jar.getPath("/golden"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Those that have a waypoint; the others are about ztunnel alone. */
  public static List<GoldenCase> withWaypoints() {
    return all().stream()
        .filter(golden -> !golden.translate().translator().waypoints().isEmpty())
        .toList();
  }

  private static List<GoldenCase> in(Path folder) throws IOException {
    try (Stream<Path> cases = Files.list(folder)) {
      return cases.sorted().map(GoldenCase::read).toList();
    }
  }

  private static GoldenCase read(Path folder) {
    try {
      // In a jar the name of a folder ends with a slash.
      String name = String.valueOf(folder.getFileName()).replace("/", "");
      return new GoldenCase(name, Files.readString(folder.resolve("in.yaml")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For which proxies it is written down. */
  public List<Shape> shapes() {
    return Shape.in(objects);
  }

  /** What a fresh translator makes of the objects. */
  public Translated translate() {
    Parsed parsed = YamlReader.parse("in.yaml", objects);
    parsed
        .broken()
        .ifPresent(broken -> {
          throw new IllegalArgumentException(name + ": " + broken);
        });
    ObjectReader reader = new ObjectReader(Mesh.DEFAULT.rootNamespace());
    Translator translator = new Translator(Mesh.DEFAULT);
    Translator.Edit edit = translator.edit();
    TreeSet<Diagnostic> diagnostics = new TreeSet<>();
    for (ReadResult result : parsed.documents().stream().map(reader::read).toList()) {
      result.object().ifPresent(edit::set);
      diagnostics.addAll(result.diagnostics());
    }
    edit.apply();
    diagnostics.addAll(translator.diagnostics());
    return new Translated(translator, List.copyOf(diagnostics));
  }

  /**
   * A translator that has the objects of a case.
   *
   * @param diagnostics of reading and of translating, sorted
   */
  public record Translated(Translator translator, List<Diagnostic> diagnostics) {
    public Translated {
      diagnostics = List.copyOf(diagnostics);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
