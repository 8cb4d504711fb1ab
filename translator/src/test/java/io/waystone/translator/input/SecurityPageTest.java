package io.waystone.translator.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of attributes in {@code docs/security.md} is the one in the code. */
class SecurityPageTest {

  @Test
  void thePageHasTheTable() throws IOException {
    List<String> written =
        Files.readAllLines(Path.of("..", "docs", "security.md")).stream()
            .dropWhile(line -> !line.equals("## What each dialect can tell"))
            .skip(1)
            .takeWhile(line -> !line.startsWith("## "))
            .filter(line -> line.startsWith("| `"))
            .toList();
    List<String> meant =
        Arrays.stream(Attribute.values())
            .filter(attribute -> attribute != Attribute.UNKNOWN)
            .map(SecurityPageTest::row)
            .toList();
    assertThat(written).isEqualTo(meant);
  }

  private static String row(Attribute attribute) {
    String names =
        Stream.of(attribute.field(), attribute.key())
            .filter(name -> !name.isEmpty())
            .map(name -> "`" + name + "`")
            .collect(Collectors.joining(", "));
    return "| "
        + String.join(
            " | ", names, text(attribute.http()), text(attribute.tcp()), text(attribute.ztunnel()))
        + " |";
  }

  private static String text(Attribute.Told told) {
    return switch (told) {
      case YES -> "told";
      case PARTLY -> "told in part";
      case ABSENT -> "absent";
      case NO -> "not told";
    };
  }
}
