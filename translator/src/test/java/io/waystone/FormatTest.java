package io.waystone;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All Java files of all modules are as google-java-format has them. */
class FormatTest {

  @Test
  void allFilesAreFormatted() {
    List<Path> files = javaFiles(repository());
    assertThat(files).as("Java files found").hasSizeGreaterThan(20);
    assertThat(unformatted(files)).as("not formatted; ./waystone format rewrites them").isEmpty();
  }

  @Test
  void aFileThatIsNotFormattedIsFound(@TempDir Path folder) throws IOException {
    Path source = Files.createDirectories(folder.resolve("module/src/main/java"));
    Files.writeString(source.resolve("Right.java"), "class Right {}\n");
    Path wrong = Files.writeString(source.resolve("Wrong.java"), "class Wrong { }\n");
    Path broken = Files.writeString(source.resolve("Broken.java"), "class {\n");
    assertThat(unformatted(javaFiles(folder))).containsExactlyInAnyOrder(wrong, broken);
  }

  /** Surefire runs the tests of a module in its folder, which lies in the repository's. */
  private static Path repository() {
    return Path.of("").toAbsolutePath().getParent();
  }

  private static List<Path> javaFiles(Path repository) {
    try (Stream<Path> modules = Files.list(repository)) {
      return modules
          .map(module -> module.resolve("src"))
          .filter(Files::isDirectory)
          .flatMap(FormatTest::javaFilesUnder)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> javaFilesUnder(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> unformatted(List<Path> files) {
    return files.parallelStream().filter(file -> !isFormatted(file)).toList();
  }

  private static boolean isFormatted(Path file) {
    try {
      String text = Files.readString(file);
      return new Formatter().formatSourceAndFixImports(text).equals(text);
    } catch (FormatterException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
