package io.waystone.server.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** What came of reading a file. */
sealed interface FileText {

  /** A file that is larger is refused, unread. */
  int MAX_BYTES = 32 * 1024 * 1024;

  /** Why a file of zero bytes is refused: more often it is being rewritten than meant so. */
  String EMPTY = "is empty";

  /** Reads a file and checks that it is still as it was looked at. */
  static FileText read(FileStat stat) {
    if (stat.size() > MAX_BYTES) {
      return tooLarge();
    }
    try (InputStream in = Files.newInputStream(stat.real())) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      boolean same = bytes.length == stat.size() && FileStat.of(stat.real()).equals(stat);
      return same ? of(bytes) : new Moved("changes while it is read");
    } catch (IOException e) {
      return new Moved("cannot be read: " + reason(e));
    }
  }

  /** Reads all there is, whatever happens to it meanwhile. */
  static FileText read(InputStream in) throws IOException {
    return of(in.readNBytes(MAX_BYTES + 1));
  }

  private static FileText of(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      return tooLarge();
    }
    if (bytes.length == 0) {
      return new Refused(EMPTY);
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new Text(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (CharacterCodingException _) {
      return new Refused("is not UTF-8");
    }
  }

  private static FileText tooLarge() {
    return new Refused("is larger than " + MAX_BYTES / (1024 * 1024) + " MiB");
  }

  /** An I/O error in words, without the path, which is said elsewhere. */
  static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such file or folder";
      case AccessDeniedException _ -> "permission denied";
      case FileSystemException f -> Optional.ofNullable(f.getReason()).orElse(words(f));
      case IOException other -> words(other);
    };
  }

  private static String words(IOException e) {
    return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
  }

  /** A whole text. */
  record Text(String text) implements FileText {}

  /** Bytes that are no text of ours, now and until the file changes. */
  record Refused(String why) implements FileText {}

  /** It changed meanwhile or could not be read; another time perhaps. */
  record Moved(String why) implements FileText {}
}
