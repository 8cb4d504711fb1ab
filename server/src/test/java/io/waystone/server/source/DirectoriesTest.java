package io.waystone.server.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoriesTest {

  @TempDir Path root = Path.of("");

  @Test
  void readsFilesFoldersAndTheStreamInAnyOrder() throws IOException {
    Files.createDirectories(root.resolve("sub"));
    String a = write("a.yaml", Texts.namespace("a", "1"));
    String b = write("sub/b.yaml", Texts.namespace("b", "1") + Texts.namespace("a", "2"));
    String stdin = Texts.namespace("s", "1");
    SourceUpdate update = read(stdin, a, root.resolve("sub").toString(), "-");
    assertThat(Texts.values(update.changed())).isEqualTo(Map.of("a", "1", "b", "1", "s", "1"));
    assertThat(codes(update)).containsExactly(Code.WS0004);
    assertThat(update.complete()).isTrue();
    assertThat(read(stdin, "-", b, a)).isEqualTo(update);
  }

  @Test
  void theStreamIsReadOnlyWhenItIsNamed() throws IOException {
    InputStream never = InputStream.nullInputStream();
    never.close(); // Reading it fails.
    SourceUpdate update = Directories.readOnce(List.of(root.toString()), never, Texts.READER);
    assertThat(update).isEqualTo(new SourceUpdate(Map.of(), java.util.Set.of(), List.of(), true));
  }

  @Test
  void whatCannotBeReadIsSaidAndTheRestWorks() throws IOException {
    write("a.yaml", Texts.namespace("a", "1"));
    write("broken.yaml", Texts.BROKEN);
    write("empty.yaml", "");
    Files.write(root.resolve("latin.yaml"), new byte[] {(byte) 0xe4});
    SourceUpdate update = read("", root.toString(), root.resolve("gone").toString(), "-");
    assertThat(Texts.values(update.changed())).isEqualTo(Map.of("a", "1"));
    assertThat(codes(update))
        .containsExactlyInAnyOrder(Code.WS0001, Code.WS0010, Code.WS0010, Code.WS0010, Code.WS0010);
    assertThat(update.problems().toString())
        .contains("empty.yaml", "latin.yaml", "<stdin>", "line 1", "no such file");
    assertThat(update.complete()).isFalse();
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(root.resolve(name), text).toString();
  }

  private static List<Code> codes(SourceUpdate update) {
    return update.problems().stream().map(Diagnostic::code).toList();
  }

  private static SourceUpdate read(String stdin, String... roots) {
    InputStream in = new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8));
    return Directories.readOnce(List.of(roots), in, Texts.READER);
  }
}
