package io.waystone.server.source;

import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.Position;
import io.waystone.translator.input.ReadResult;
import java.util.stream.Stream;

/** What is said of files, in the words of a diagnostic. */
final class Problems {

  private Problems() {}

  /** A file or folder cannot be used, and what it held stays in force. */
  static Diagnostic kept(String path, String why) {
    return unusable(path, why, "its objects stay as last read");
  }

  /** A file or folder cannot be used, and there is nothing to stay in force. */
  static Diagnostic lacking(String path, String why) {
    return unusable(path, why, "nothing of it is in force, and a start waits for it");
  }

  /** A file cannot be read by a command that reads once. */
  static Diagnostic unread(String path, String why) {
    return unusable(path, why, "nothing of it is read");
  }

  /** The same object stands in two places. */
  static Diagnostic duplicate(ObjectRef object, ReadResult holder, ReadResult other) {
    return new Diagnostic(
        Code.WS0004,
        Cause.of(object),
        "stands in " + place(holder, "") + " and in " + place(other, ""),
        "the one in " + place(holder, "") + " holds, the other is ignored",
        "Delete one of them");
  }

  /** What is wrong with a document without a name, which is named by its place instead. */
  static Stream<Diagnostic> nameless(ReadResult document) {
    return document.diagnostics().stream()
        .map(found ->
            new Diagnostic(
                found.code(),
                Cause.of(new ObjectRef("Document", "", place(document, found.cause().field()))),
                found.problem(),
                found.effect(),
                found.fix()));
  }

  private static String place(ReadResult document, String field) {
    return document.origin().position(field).map(Position::toString).orElse("another place");
  }

  private static Diagnostic unusable(String path, String why, String effect) {
    return new Diagnostic(
        Code.WS0010,
        Cause.of(new ObjectRef("File", "", path)),
        why,
        effect,
        why.equals(FileText.EMPTY) ? "Delete the file if its objects are to go" : "");
  }
}
