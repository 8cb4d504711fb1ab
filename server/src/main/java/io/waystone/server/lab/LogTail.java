package io.waystone.server.lab;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The end of a log, for the message of an exception. */
final class LogTail {

  private static final int MOST_BYTES = 64 * 1024;

  private LogTail() {}

  /** The last lines, each indented and ended; empty when there is no such file or nothing in it. */
  static String of(Path log, int lines) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long from = Math.max(0, file.length() - MOST_BYTES);
      byte[] end = new byte[(int) (file.length() - from)];
      file.seek(from);
      file.readFully(end);
      List<String> all = new String(end, StandardCharsets.UTF_8).lines().toList();
      return all.subList(Math.max(0, all.size() - lines), all.size()).stream()
          .map(line -> "  | " + line + "\n")
          .collect(Collectors.joining());
    } catch (IOException e) {
      return "";
    }
  }
}
