package io.waystone.translator.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.waystone.translator.input.Attribute;
import io.waystone.translator.mesh.Pattern.Exact;
import io.waystone.translator.mesh.Pattern.Prefix;
import io.waystone.translator.mesh.Pattern.Suffix;
import io.waystone.translator.mesh.Pattern.Template;
import io.waystone.translator.mesh.Policy;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever sign stands in a value, it means itself: in each spelling the value matches itself, and
 * nothing that it would match as an expression.
 */
class LiteralTest {

  /** Every sign that there is on a keyboard; and texts that mean something to RE2. */
  static Stream<String> signs() {
    return Stream.concat(
        IntStream.rangeClosed(' ', '~')
            .filter(c -> !Character.isLetterOrDigit(c))
            .mapToObj(Character::toString),
        Stream.of(
            ".*", "\\Q", "\\E", "\\E.*\\Q", "[^a]", "(?i)", "a|b", "|", "%41", "\\x61", "{1}"));
  }

  @ParameterizedTest
  @MethodSource("signs")
  void identities(String sign) {
    String value = "x" + sign + "y";
    for (String other : others(value)) {
      check(Patterns.principal(new Exact("td/ns/n/sa/" + value)), id("td", "n", value), other);
      check(Patterns.principal(new Prefix("td/ns/n/sa/" + value)), id("td", "n", value), other);
      check(Patterns.principal(new Suffix(value)), id("td", "n", value), other);
      check(Patterns.serviceAccount(new Exact("n/" + value)), id("td", "n", value), other);
      check(Patterns.trustDomain(new Exact(value)), id(value, "n", "a"), other);
      check(Patterns.trustDomain(new Prefix(value)), id(value + "z", "n", "a"), other);
      if (!sign.equals("/")) {
        check(Patterns.trustDomain(new Suffix(value)), id("z" + value, "n", "a"), other);
        check(Patterns.namespace(new Exact(value)), id("td", value, "a"), other);
        check(Patterns.namespace(new Prefix(value)), id("td", value + "z", "a"), other);
        check(Patterns.namespace(new Suffix(value)), id("td", "z" + value, "a"), other);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("signs")
  void texts(String sign) {
    String value = "x" + sign + "y";
    for (String other : others(value)) {
      check(Patterns.string(new Exact(value)), value, other);
      check(Patterns.string(new Prefix(value)), value + "z", other);
      check(Patterns.string(new Suffix(value)), "z" + value, other);
      check(
          Patterns.string(
              new Template(
                  List.of(
                      new Template.Part.Text("/" + value + "/"),
                      new Template.Part.Segment(),
                      new Template.Part.Text(value),
                      new Template.Part.Rest()))),
          "/" + value + "/z" + value + "z",
          "/" + other + "/z" + other + "z");
      check(Patterns.host(new Exact(value)).getStringMatch(), value, other);
      check(Patterns.host(new Suffix(value)).getStringMatch(), "z" + value, other);
    }
  }

  @ParameterizedTest
  @MethodSource("signs")
  void headers(String sign) {
    String value = "x" + sign + "y";
    List<io.waystone.translator.mesh.Pattern> exact = List.of(new Exact(value), new Exact("other"));
    List<io.waystone.translator.mesh.Pattern> ends =
        List.of(new Suffix(value), new Suffix("other"));
    for (String other : others(value)) {
      check(listed(new Exact(value)), "a, " + value + " ,b", "a, " + other + " ,b");
      check(listed(new Prefix(value)), "a, " + value + "z", "a, " + other);
      check(listed(new Suffix(value)), "z" + value + " ,b", other + " ,b");
      check(Patterns.regex(Complement.ofBeginnings(exact)), other, value);
      check(Patterns.regex(Complement.ofEnds(ends)), other, value);
      check(Patterns.regex(Complement.ofBeginnings(List.of(new Prefix(value)))), other, value);
    }
  }

  /** The same without the sign, and with another in its place: what a dot or a star would take. */
  private static List<String> others(String value) {
    return List.of("xy", "xxy", "xay", "y", "x", "xAy", value.substring(0, value.length() - 1));
  }

  private static String id(String domain, String namespace, String account) {
    return "spiffe://" + domain + "/ns/" + namespace + "/sa/" + account;
  }

  private static StringMatcher listed(io.waystone.translator.mesh.Pattern pattern) {
    Principal principal =
        HeaderLines.principal(
            new Policy.Test(Attribute.HEADERS, "x-a", List.of(pattern), false, Policy.Lines.ANY));
    return principal.getHeader().getStringMatch();
  }

  private static void check(StringMatcher matcher, String yes, String no) {
    assertThat(matches(matcher, yes)).as("%s of %s", yes, matcher).isTrue();
    if (!yes.equals(no)) {
      assertThat(matches(matcher, no)).as("%s of %s", no, matcher).isFalse();
    }
  }

  private static boolean matches(StringMatcher matcher, String text) {
    return switch (matcher.getMatchPatternCase()) {
      case EXACT -> text.equals(matcher.getExact());
      case PREFIX -> text.startsWith(matcher.getPrefix());
      case SUFFIX -> text.endsWith(matcher.getSuffix());
      // RE2/J has no name for a byte.
      case SAFE_REGEX ->
          Pattern.matches(matcher.getSafeRegex().getRegex().replace("\\C", "(?s:.)"), text);
      case CONTAINS, CUSTOM, MATCHPATTERN_NOT_SET -> throw new AssertionError(matcher);
    };
  }
}
