package io.waystone.translator.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.mesh.Outcome;
import io.waystone.translator.mesh.WaypointKey;
import io.waystone.translator.render.NamedText;
import io.waystone.translator.render.ResourceText;
import io.waystone.translator.render.StatusText;
import io.waystone.translator.ztunnel.Named;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of the objects of each case is what is written beside them. */
class GoldenTest {

  private static final Path FOLDER = Path.of("src", "test", "resources", "golden");
  private static final boolean UPDATE = Boolean.getBoolean("golden.update");
  private static final String HOW =
      "to review it as a diff, rewrite what is expected with"
          + " mvn -pl translator -am test -Dtest=GoldenTest -Dgolden.update=true"
          + " -Dsurefire.failIfNoSpecifiedTests=false";

  static List<GoldenCase> cases() {
    return GoldenCase.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void itIsAsWritten(GoldenCase golden) throws IOException {
    Path folder = FOLDER.resolve(golden.name());
    SortedMap<String, String> made = files(golden);
    if (UPDATE) {
      write(folder, made);
    }
    assertThat(written(folder)).as("files of %s; %s", folder, HOW).isEqualTo(made.keySet());
    made.forEach(
        (file, text) -> assertThat(folder.resolve(file)).as(HOW).content().isEqualTo(text));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void itSaysWhatItWasCheckedAgainst(GoldenCase golden) {
    assertThat(golden.objects().lines().findFirst().orElse(""))
        .matches("# checked against: (istiod dump|real traffic|[A-Za-z ]+: .+)");
  }

  @Test
  void thereAreCases() {
    assertThat(cases()).hasSizeGreaterThan(20);
  }

  private static SortedMap<String, String> files(GoldenCase golden) {
    GoldenCase.Translated translated = golden.translate();
    SortedMap<String, String> files = new TreeMap<>();
    files.put(
        "status.yaml",
        StatusText.of(translated.translator().conditions(), translated.diagnostics()));
    Shown shown = Shown.in(golden.objects());
    put(files, "addresses", shown.of("addresses", translated.translator().addresses()));
    put(
        files,
        "authorizations",
        shown.of("authorizations", translated.translator().authorizations()));
    for (WaypointKey waypoint : translated.translator().waypoints().keySet()) {
      for (Shape shape : golden.shapes()) {
        ViewKey view = shape.of(waypoint);
        translated.translator().edit().want(view).apply();
        String folder = waypoint.namespace() + "." + waypoint.name() + shape.suffix();
        shown
            .of(translated.translator().resources(view))
            .forEach((type, resources) ->
                files.put(folder + "/" + type + ".yaml", ResourceText.of(resources)));
      }
    }
    return files;
  }

  private static <M extends Message> void put(
      SortedMap<String, String> files, String name, List<Outcome<Named<M>>> shown) {
    if (!shown.isEmpty()) {
      files.put("ztunnel/" + name + ".yaml", NamedText.of(shown));
    }
  }

  /** The files that are there, without {@code in.yaml}. */
  private static Iterable<String> written(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString().replace('\\', '/'))
          .filter(file -> !file.equals("in.yaml"))
          .collect(java.util.stream.Collectors.toCollection(java.util.TreeSet::new));
    }
  }

  private static void write(Path folder, SortedMap<String, String> files) throws IOException {
    for (String old : written(folder)) {
      Files.delete(folder.resolve(old));
    }
    for (var file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.resolveSibling(""));
      Files.writeString(path, file.getValue());
    }
  }
}
