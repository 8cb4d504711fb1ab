package io.waystone.translator.explain;

import io.waystone.translator.mesh.Pattern;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/**
 * Hosts against patterns, in any case. A pattern without a port is also of the host with a port,
 * and with the dot that ends an absolute name.
 */
final class Hosts {

  private static final java.util.regex.Pattern END =
      java.util.regex.Pattern.compile("(.*?)(\\.?)(:[0-9]+)?");
  private static final java.util.regex.Pattern WITH_PORT =
      java.util.regex.Pattern.compile(".*:[0-9]+");

  private Hosts() {}

  static boolean matches(Pattern pattern, String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return switch (pattern) {
      case Pattern.Present _ -> true;
      case Pattern.Prefix(String text) -> lower.startsWith(text.toLowerCase(Locale.ROOT));
      case Pattern.Exact(String text) -> spellings(text, lower).anyMatch(lower(text)::equals);
      case Pattern.Suffix(String text) ->
          spellings(text, lower).anyMatch(one -> one.endsWith(lower(text)));
      case Pattern.Range _, Pattern.Template _, Pattern.IssuerSubject _ ->
          throw new IllegalArgumentException("no pattern of hosts: " + pattern);
    };
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** The host, and what it is without port and dot where those are not asked for. */
  private static Stream<String> spellings(String pattern, String host) {
    Matcher end = END.matcher(host);
    if (WITH_PORT.matcher(pattern).matches() || !end.matches()) {
      return Stream.of(host);
    }
    return Stream.of(host, end.group(1), end.group(1) + end.group(2));
  }
}
