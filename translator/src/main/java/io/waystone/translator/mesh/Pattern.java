package io.waystone.translator.mesh;

import io.waystone.translator.input.Cidr;
import java.util.List;
import java.util.regex.Matcher;

/**
 * A value as Istio writes it: {@code exact}, {@code prefix*}, {@code *suffix}, {@code *}, and what
 * some attributes have beside these.
 */
public sealed interface Pattern {
  /** The text itself. */
  record Exact(String text) implements Pattern {}

  /** {@code text*}. */
  record Prefix(String text) implements Pattern {}

  /** {@code *text}. */
  record Suffix(String text) implements Pattern {}

  /** {@code *}: anything, but it must be there. */
  record Present() implements Pattern {}

  /** An address of the range. */
  record Range(Cidr cidr) implements Pattern {}

  /**
   * A path of several parts: texts, {@code {*}} for one segment and {@code {**}} for any number of
   * them, and signs that have more than one spelling.
   *
   * @param parts in order
   */
  record Template(List<Part> parts) implements Pattern {
    public Template {
      parts = List.copyOf(parts);
    }

    /** A part of a template. */
    public sealed interface Part {
      /** The text itself. */
      record Text(String text) implements Part {}

      /** {@code {*}}: at least one character, none of them a slash. */
      record Segment() implements Part {}

      /** {@code {**}}: whatever comes. */
      record Rest() implements Part {}

      /**
       * A sign as itself or by its number.
       *
       * @param text empty where it is not taken as itself
       * @param number {@code %7C}, its letters in any case
       */
      record Sign(String text, String number) implements Part {}
    }

    private static final java.util.regex.Pattern WILDCARD =
        java.util.regex.Pattern.compile("\\{\\*\\*?}");

    static Template of(String path) {
      List<Part> parts = new java.util.ArrayList<>();
      Matcher wildcard = WILDCARD.matcher(path);
      int end = 0;
      while (wildcard.find()) {
        text(path.substring(end, wildcard.start()), parts);
        parts.add(wildcard.group().equals("{*}") ? new Part.Segment() : new Part.Rest());
        end = wildcard.end();
      }
      text(path.substring(end), parts);
      return new Template(parts);
    }

    private static void text(String text, List<Part> parts) {
      if (!text.isEmpty()) {
        parts.add(new Part.Text(text));
      }
    }
  }

  /** The principal of a JWT: who issued it, and for whom. */
  record IssuerSubject(Pattern issuer, Pattern subject) implements Pattern {}

  /** Reads a value of the four simple forms. */
  static Pattern of(String value) {
    if (value.equals("*")) {
      return new Present();
    }
    if (value.startsWith("*")) {
      return new Suffix(value.substring(1));
    }
    return value.endsWith("*")
        ? new Prefix(value.substring(0, value.length() - 1))
        : new Exact(value);
  }
}
