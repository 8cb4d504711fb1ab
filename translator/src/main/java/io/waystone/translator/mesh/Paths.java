package io.waystone.translator.mesh;

import com.google.common.base.CharMatcher;
import com.google.common.escape.Escaper;
import com.google.common.net.PercentEscaper;
import io.waystone.translator.input.PathNormalization;
import io.waystone.translator.mesh.Pattern.Template.Part;
import java.util.List;
import java.util.stream.Stream;

/**
 * The paths of policies as patterns. A path is compared once it is normalized. Envoy then writes
 * some signs by their number, and a backslash as a slash; but of other signs it leaves both
 * spellings as they came, and the letters of a number too (run): a backend takes them all for one.
 */
final class Paths {

  /** What has no place in a normalized path; braces are those of templates. */
  private static final Escaper UNSEEN = new PercentEscaper("!#$%&'()*+,-./:;=?@[\\]_{}~", false);

  private static final Escaper NUMBER = new PercentEscaper("", false);

  /** A sign by its number, a text that comes in one spelling (RFC 3986 2.3), any other sign. */
  private static final java.util.regex.Pattern TOKEN =
      java.util.regex.Pattern.compile(
          "(%[0-9a-fA-F]{2})|([-a-zA-Z0-9._~/]+)|.", java.util.regex.Pattern.DOTALL);

  private Paths() {}

  /** Those that a value stands for, one of which must match. */
  static Stream<Pattern> of(String value, Values.Reading reading, PathNormalization normalization) {
    return switch (reading) {
      case NARROW -> Stream.of(value, UNSEEN.escape(value)).distinct().map(Paths::written);
      case WIDE -> {
        String decoded =
            normalization == PathNormalization.DECODE_AND_MERGE_SLASHES
                ? value.replaceAll("(?i)%2f|%5c", "/")
                : value;
        String slashes = decoded.replace('\\', '/');
        yield Stream.of(value, slashes, slashes.replaceAll("/+", "/"))
            .distinct()
            .map(Paths::inEverySpelling);
      }
    };
  }

  private static Pattern written(String value) {
    return value.indexOf('{') < 0 ? Pattern.of(value) : Pattern.Template.of(value);
  }

  private static Pattern inEverySpelling(String value) {
    Pattern written = written(value);
    Part rest = new Part.Rest();
    List<Part> parts =
        switch (written) {
          case Pattern.Exact(String text) -> parts(text).toList();
          case Pattern.Prefix(String text) -> Stream.concat(parts(text), Stream.of(rest)).toList();
          case Pattern.Suffix(String text) -> Stream.concat(Stream.of(rest), parts(text)).toList();
          case Pattern.Template template ->
              template.parts().stream()
                  .flatMap(
                      part -> part instanceof Part.Text(var text) ? parts(text) : Stream.of(part))
                  .toList();
          case Pattern.Present _, Pattern.Range _, Pattern.IssuerSubject _ -> List.of();
        };
    return parts.stream().anyMatch(part -> part instanceof Part.Sign)
        ? new Pattern.Template(parts)
        : written;
  }

  private static Stream<Part> parts(String text) {
    return TOKEN
        .matcher(text)
        .results()
        .map(token -> {
          if (token.group(1) != null) {
            return new Part.Sign(meant(token.group(1)), token.group(1));
          }
          return token.group(2) != null
              ? new Part.Text(token.group(2))
              : new Part.Sign(token.group(), NUMBER.escape(token.group()));
        });
  }

  /** The sign of a number; empty where it is none of ASCII, and for slashes, which divide. */
  private static String meant(String number) {
    char sign = (char) Integer.parseInt(number.substring(1), 16);
    return CharMatcher.inRange('!', '~').and(CharMatcher.noneOf("/\\")).matches(sign)
        ? Character.toString(sign)
        : "";
  }
}
