package io.waystone.translator.envoy;

import com.google.re2j.PatternSyntaxException;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.waystone.translator.input.RegexSize;

/** What Envoy refuses of regular expressions. */
final class RegexRefusals {

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
      // RE2/J does not know a byte; nobody's expression that it has not read comes here.
      long size = RegexSize.of(regex.replace("\\C", "."));
      if (size > RegexSize.LARGEST) {
        findings.add("value must have a program size of at most " + RegexSize.LARGEST, size);
      }
    } catch (PatternSyntaxException e) {
      findings.add("value must be a regular expression (%s)".formatted(e.getDescription()), regex);
    }
    findings.leave();
  }
}
