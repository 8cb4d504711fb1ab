package io.waystone.translator.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class DiagnosticsPageTest {

  /** Each code has its section, in order, with what people need: an example and how to fix it. */
  @Test
  void everyCodeHasItsSection() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "diagnostics.md"));
    List<String> headings =
        page.lines()
            .filter(line -> line.startsWith("### "))
            .map(line -> line.substring(4))
            .toList();
    assertThat(headings)
        .isEqualTo(
            Arrays.stream(Code.values()).map(c -> c.name().toLowerCase(Locale.ROOT)).toList());
    for (String section : page.split("(?m)^### ", -1)) {
      if (section.startsWith("ws")) {
        String code = section.substring(0, 6);
        Code known = Code.valueOf(code.toUpperCase(Locale.ROOT));
        assertThat(section)
            .contains("**" + known.severity() + "**")
            .contains("```\n")
            .contains(known.name() + " ")
            .contains("Fix: ");
      }
    }
  }
}
