package io.waystone.server.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTextTest {

  @TempDir Path temp = Path.of("");

  @Test
  void textIsUtf8WithOrWithoutAByteOrderMark() throws IOException {
    assertThat(read("a: \u00e4\n".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new FileText.Text("a: \u00e4\n"));
    assertThat(read("\uFEFFa: 1\n".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new FileText.Text("a: 1\n"));
  }

  @Test
  void otherBytesAreRefused() throws IOException {
    assertThat(read("a: \u00e4\n".getBytes(StandardCharsets.ISO_8859_1)))
        .isEqualTo(new FileText.Refused("is not UTF-8"));
    assertThat(read(new byte[0])).isEqualTo(new FileText.Refused("is empty"));
  }

  @Test
  void aFileThatIsTooLargeIsRefused() throws IOException {
    Path file = temp.resolve("large.yaml");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(FileText.MAX_BYTES + 1L);
    }
    FileText refused = new FileText.Refused("is larger than 32 MiB");
    assertThat(FileText.read(FileStat.of(file))).isEqualTo(refused);
    try (var in = Files.newInputStream(file)) {
      assertThat(FileText.read(in)).isEqualTo(refused);
    }
  }

  @Test
  void aFileThatIsNotAsItWasLookedAtIsNotTaken() throws IOException {
    Path file = Files.writeString(temp.resolve("a.yaml"), "old");
    FileStat before = FileStat.of(file);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1));
    assertThat(FileText.read(before)).isInstanceOf(FileText.Moved.class);
    Files.delete(file);
    assertThat(FileText.read(before)).isInstanceOf(FileText.Moved.class);
  }

  private FileText read(byte[] bytes) throws IOException {
    Path file = Files.write(temp.resolve("file.yaml"), bytes);
    return FileText.read(FileStat.of(file));
  }
}
