package io.waystone.translator.envoy;

import static com.google.re2j.Pattern.quote;

import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.waystone.translator.mesh.Pattern;
import io.waystone.translator.mesh.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A header that may have several lines. Envoy 1.40 takes a matcher as met when one of the lines
 * meets it; 1.36 joins the lines with commas and looks at the whole (both run). What refuses must
 * not be passed by writing a second line, and what lets in not be met by one: so the first also
 * looks between commas, and the second asks that no line is another.
 */
final class HeaderLines {

  /** Any bytes: before 1.40 a dot takes none that is not of UTF-8 (run), which a line may have. */
  private static final String ANY = "\\C*";

  private static final String BEFORE = "(" + ANY + ",)?[ \\t]*";
  private static final String AFTER = "[ \\t]*(," + ANY + ")?";

  private HeaderLines() {}

  /** Whether the lines match, apart from a negation. */
  static Principal principal(Policy.Test test) {
    return switch (test.lines()) {
      case ANY -> any(test.patterns().stream().map(p -> header(test.argument(), listed(p))));
      case EVERY -> every(test.argument(), test.patterns());
    };
  }

  /** A line is it, or a part of a line between commas. */
  private static HeaderMatcher.Builder listed(Pattern pattern) {
    HeaderMatcher.Builder header = HeaderMatcher.newBuilder();
    return switch (pattern) {
      case Pattern.Present _ -> header.setPresentMatch(true);
      case Pattern.Exact exact ->
          header.setStringMatch(Patterns.regex(BEFORE + quote(exact.text()) + AFTER));
      case Pattern.Prefix prefix ->
          header.setStringMatch(Patterns.regex(BEFORE + quote(prefix.text()) + ANY));
      case Pattern.Suffix suffix ->
          header.setStringMatch(Patterns.regex(ANY + quote(suffix.text()) + AFTER));
      case Pattern.Range _, Pattern.Template _, Pattern.IssuerSubject _ ->
          throw Patterns.noText(pattern);
    };
  }

  /**
   * Each line. Where some patterns are of the beginning and some of the end, all lines must match
   * one kind: Envoy cannot be asked for a line that neither matches.
   */
  private static Principal every(String name, List<Pattern> patterns) {
    if (patterns.contains(new Pattern.Present())) {
      return header(name, HeaderMatcher.newBuilder().setPresentMatch(true));
    }
    List<Pattern> ends = patterns.stream().filter(p -> p instanceof Pattern.Suffix).toList();
    List<Pattern> beginnings = patterns.stream().filter(p -> !ends.contains(p)).toList();
    List<Principal> kinds = new ArrayList<>();
    if (!beginnings.isEmpty()) {
      kinds.add(every(name, beginnings, Complement.ofBeginnings(beginnings)));
    }
    if (!ends.isEmpty()) {
      kinds.add(every(name, ends, Complement.ofEnds(ends)));
    }
    return any(kinds.stream());
  }

  private static Principal every(String name, List<Pattern> patterns, String others) {
    Principal some = any(patterns.stream().map(p -> header(name, line(Patterns.string(p)))));
    Principal other = header(name, line(Patterns.regex(others)));
    return Principal.newBuilder()
        .setAndIds(
            Principal.Set.newBuilder().addIds(some).addIds(Principal.newBuilder().setNotId(other)))
        .build();
  }

  private static HeaderMatcher.Builder line(StringMatcher matcher) {
    return HeaderMatcher.newBuilder().setStringMatch(matcher);
  }

  private static Principal header(String name, HeaderMatcher.Builder matcher) {
    return Principal.newBuilder().setHeader(matcher.setName(name)).build();
  }

  private static Principal any(Stream<Principal> principals) {
    List<Principal> all = principals.toList();
    return all.size() == 1
        ? all.getFirst()
        : Principal.newBuilder().setOrIds(Principal.Set.newBuilder().addAllIds(all)).build();
  }
}
