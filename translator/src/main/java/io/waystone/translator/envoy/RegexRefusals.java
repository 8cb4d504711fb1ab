package io.waystone.translator.envoy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;

/** What Envoy refuses of regular expressions. */
final class RegexRefusals {

  /**
   * Our bootstrap allows Envoy programs of 32,768 instructions. RE2/J counts a character class as
   * one instruction, RE2 each of its ranges of bytes (seven for {@code \pL}), so a limit for the
   * one has to leave room for the other.
   */
  private static final int LARGEST_PROGRAM = 32_768 / 8;

  private RegexRefusals() {}

  /** Envoy compiles each expression by RE2 and refuses what does not compile or is too large. */
  static void check(RegexMatcher matcher, Findings findings) {
    check(matcher.getRegex(), findings);
  }

  /** The same for the matcher of the unified matching API. */
  static void check(com.github.xds.type.matcher.v3.RegexMatcher matcher, Findings findings) {
    check(matcher.getRegex(), findings);
  }

  private static void check(String regex, Findings findings) {
    findings.enterField("regex");
    try {
      int size = Pattern.compile(regex).programSize();
      if (size > LARGEST_PROGRAM) {
        findings.add("value must have a program size of at most " + LARGEST_PROGRAM, size);
      }
    } catch (PatternSyntaxException e) {
      findings.add("value must be a regular expression (%s)".formatted(e.getDescription()), regex);
    }
    findings.leave();
  }
}
