package io.waystone.translator.input;

import java.util.Locale;
import java.util.Optional;

/** Diagnostics as people read them, one line each. */
public final class DiagnosticPrinter {

  private static final String PAGE = "docs/diagnostics.md";

  private DiagnosticPrinter() {}

  /**
   * {@code FILE:LINE: WS0107 default/reviews HTTPRoute spec.rules[0]: problem; effect. Fix.
   * (docs/diagnostics.md#ws0107)}, all in one line whatever the values are.
   *
   * @param origin where the object was written; empty where that is not known
   */
  public static String line(Diagnostic diagnostic, Optional<Origin> origin) {
    String where =
        origin
            .flatMap(written -> written.position(diagnostic.cause().field()))
            .map(position -> position + ": ")
            .orElse("");
    return where + oneLine(diagnostic.toString()) + " (" + PAGE + "#" + anchor(diagnostic) + ")";
  }

  private static String anchor(Diagnostic diagnostic) {
    return diagnostic.code().name().toLowerCase(Locale.ROOT);
  }

  /** A name in a message must not be able to forge another line of it. */
  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
