package io.waystone.translator.explain;

import io.waystone.translator.mesh.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Texts against patterns. */
final class Texts {

  private Texts() {}

  /** Whether the text as a whole matches. */
  static boolean matches(Pattern pattern, String text) {
    return switch (pattern) {
      case Pattern.Exact exact -> text.equals(exact.text());
      case Pattern.Prefix prefix -> text.startsWith(prefix.text());
      case Pattern.Suffix suffix -> text.endsWith(suffix.text());
      case Pattern.Present _ -> !text.isEmpty();
      case Pattern.Template template -> matches(template, text);
      case Pattern.Range _, Pattern.IssuerSubject _ -> throw noText(pattern);
    };
  }

  /** In linear time, whatever was written. */
  private static boolean matches(Pattern.Template template, String text) {
    return com.google.re2j.Pattern.matches(
        template.parts().stream()
            .map(part ->
                switch (part) {
                  case Pattern.Template.Part.Text(String literal) ->
                      com.google.re2j.Pattern.quote(literal);
                  case Pattern.Template.Part.Segment _ -> "[^/]+";
                  case Pattern.Template.Part.Rest _ -> ".*";
                  case Pattern.Template.Part.Sign sign -> sign(sign);
                })
            .collect(Collectors.joining()),
        text);
  }

  private static String sign(Pattern.Template.Part.Sign sign) {
    String number = "(?i:" + com.google.re2j.Pattern.quote(sign.number()) + ")";
    return sign.text().isEmpty()
        ? number
        : "(?:" + com.google.re2j.Pattern.quote(sign.text()) + "|" + number + ")";
  }

  /** Whether a line of a header is it, or has it as one of its parts between commas. */
  static boolean isListed(Pattern pattern, String line) {
    return switch (pattern) {
      case Pattern.Present _ -> true;
      case Pattern.Exact(String text) -> placesOf(text, line).anyMatch(p -> p.begins() && p.ends());
      case Pattern.Prefix(String text) -> placesOf(text, line).anyMatch(Place::begins);
      case Pattern.Suffix(String text) -> placesOf(text, line).anyMatch(Place::ends);
      case Pattern.Range _, Pattern.Template _, Pattern.IssuerSubject _ -> throw noText(pattern);
    };
  }

  /** Where a text is in a line: whether a part begins there, and whether one ends there. */
  private record Place(boolean begins, boolean ends) {}

  private static Stream<Place> placesOf(String text, String line) {
    return IntStream.rangeClosed(0, line.length() - text.length())
        .filter(at -> line.startsWith(text, at))
        .mapToObj(at ->
            new Place(
                line.substring(0, at).matches("(.*,)?[ \t]*"),
                line.substring(at + text.length()).matches("[ \t]*(,.*)?")));
  }

  /** As people write it. */
  static String of(Pattern pattern) {
    return switch (pattern) {
      case Pattern.Exact exact -> exact.text();
      case Pattern.Prefix prefix -> prefix.text() + "*";
      case Pattern.Suffix suffix -> "*" + suffix.text();
      case Pattern.Present _ -> "*";
      case Pattern.Range(var cidr) -> cidr.toString();
      case Pattern.IssuerSubject both -> of(both.issuer()) + "/" + of(both.subject());
      case Pattern.Template template ->
          template.parts().stream().map(Texts::of).collect(Collectors.joining());
    };
  }

  private static String of(Pattern.Template.Part part) {
    return switch (part) {
      case Pattern.Template.Part.Text(String literal) -> literal;
      case Pattern.Template.Part.Segment _ -> "{*}";
      case Pattern.Template.Part.Rest _ -> "{**}";
      case Pattern.Template.Part.Sign(String text, String number) -> text.isEmpty() ? number : text;
    };
  }

  private static IllegalArgumentException noText(Pattern pattern) {
    return new IllegalArgumentException("no pattern of texts: " + pattern);
  }
}
