package io.waystone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.input.Tree;
import io.waystone.translator.input.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootstrapCommandTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void writesABootstrapAndBesideItACredentialForNobodyElse() throws IOException {
    Path file = folder.resolve("made").resolve("waypoint.yaml");
    Cli cli = bootstrap("default/default", "-o", file.toString(), "--ads", "10.0.0.5:15012");
    assertThat(cli.err()).isEmpty();
    assertThat(cli.code()).isZero();
    String text = Files.readString(file);
    assertThat(YamlReader.parse("bootstrap", text).documents())
        .singleElement()
        .isInstanceOf(Tree.Mapping.class);
    assertThat(text).contains("10.0.0.5");
    try (var files = Files.list(folder.resolve("made"))) {
      Path credential = files.filter(other -> !other.equals(file)).findFirst().orElseThrow();
      assertThat(text).contains(credential.toString());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(credential)))
          .isEqualTo("rw-------");
      assertThat(cli.out()).contains(file.toString(), credential.toString());
      assertThat(cli.out()).doesNotContain(Files.readString(credential).strip());
      assertThat(text).doesNotContain(Files.readString(credential).strip());
    }
  }

  @Test
  void wrongUsageIsTwoAndWritesNothing() throws IOException {
    Path file = folder.resolve("waypoint.yaml");
    assertThat(bootstrap("-o", file.toString()).code()).isEqualTo(2);
    for (String[] wrong :
        new String[][] {
          {"default", "-o", file.toString()},
          {"a/b", "-o", file.toString(), "--ads", "nowhere"},
          {"a/b", "-o", file.toString(), "--bind", "1.2.3.4"},
          {"a/b", "-o", file.toString(), "--envoy-admin", "0.0.0.0:15000"},
          {"a/b", "-o", file.toString(), "--ttl", "0"}
        }) {
      Cli cli = bootstrap(wrong);
      assertThat(cli.code()).as(cli.err()).isEqualTo(2);
      assertThat(cli.err()).isNotBlank().doesNotContain("Exception");
    }
    assertThat(file).doesNotExist();
  }

  private Cli bootstrap(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "bootstrap";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[arguments.length + 1] = "--state";
    all[arguments.length + 2] = folder.resolve("state").toString();
    return Cli.run(all);
  }
}
