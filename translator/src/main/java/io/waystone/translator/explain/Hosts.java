package io.waystone.translator.explain;

import io.waystone.translator.mesh.Pattern;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/**
 * Hosts against patterns, in any case. A pattern without a port is also of the host with a port,
 * and any of the host with the dot that ends an absolute name.
 */
final class Hosts {

  /** The name, its dot, and its port without the zeros before it. */
  private static final java.util.regex.Pattern PARTS =
      java.util.regex.Pattern.compile("(.*?)(\\.?)(?::0*([0-9]*))?");

  private static final java.util.regex.Pattern WITH_PORT =
      java.util.regex.Pattern.compile("(.*):0*([0-9]*)");

  private Hosts() {}

  static boolean matches(Pattern pattern, String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return switch (pattern) {
      case Pattern.Present _ -> true;
      case Pattern.Prefix(String text) -> {
        String written = plain(text);
        yield WITH_PORT.matcher(written).matches()
            ? withPort(lower).anyMatch(one -> one.startsWith(written))
            : lower.startsWith(written);
      }
      case Pattern.Exact(String text) -> spellings(text, lower).anyMatch(plain(text)::equals);
      case Pattern.Suffix(String text) ->
          spellings(text, lower).anyMatch(one -> one.endsWith(plain(text)));
      case Pattern.Range _, Pattern.Template _, Pattern.IssuerSubject _ ->
          throw new IllegalArgumentException("no pattern of hosts: " + pattern);
    };
  }

  /** In lower case, and no zeros before the port. */
  private static String plain(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    Matcher port = WITH_PORT.matcher(lower);
    return port.matches() ? port.group(1) + ":" + port.group(2) : lower;
  }

  private static Stream<String> spellings(String pattern, String host) {
    String written = plain(pattern);
    Matcher parts = PARTS.matcher(host);
    if (WITH_PORT.matcher(written).matches() && !written.endsWith(":")) {
      return withPort(host);
    }
    return parts.matches()
        ? Stream.of(host, parts.group(1), parts.group(1) + parts.group(2))
        : Stream.of(host);
  }

  /** The host without the dot of its name; nothing if it has no port. */
  private static Stream<String> withPort(String host) {
    Matcher parts = PARTS.matcher(host);
    return parts.matches() && parts.group(3) != null
        ? Stream.of(
            parts.group(1) + ":" + parts.group(3),
            parts.group(1) + parts.group(2) + ":" + parts.group(3))
        : Stream.empty();
  }
}
