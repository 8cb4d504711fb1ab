package io.waystone.translator.input;

import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/**
 * Checks regular expressions that Envoy will run: RE2's syntax, as Envoy has it, and a size that it
 * takes. They are only compiled here, never run.
 */
final class Regexes {

  private static final int MAX_LENGTH = 1024;

  private Regexes() {}

  /** What is wrong with it; empty if nothing is. */
  static Optional<String> problem(String regex) {
    if (regex.length() > MAX_LENGTH) {
      return Optional.of("the regular expression is longer than " + MAX_LENGTH + " characters");
    }
    if (regex.isEmpty()) {
      return Optional.of("it is empty");
    }
    try {
      long size = RegexSize.of(regex);
      return size <= RegexSize.LARGEST
          ? Optional.empty()
          : Optional.of(
              "the regular expression may need more than " + RegexSize.LARGEST + " steps");
    } catch (PatternSyntaxException e) {
      return Optional.of("no regular expression of RE2: " + Words.shown(e.getDescription()));
    }
  }
}
