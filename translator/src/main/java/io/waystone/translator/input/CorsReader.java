package io.waystone.translator.input;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads CORS. */
final class CorsReader {

  private static final String ANY = "*";

  /** Gateway API: the default of {@code maxAge}, in seconds. */
  private static final int MAX_AGE = 5;

  private static final Pattern ORIGIN =
      Pattern.compile("(https?)://(\\*|(?:\\*\\.)?[a-z0-9-]+(?:\\.[a-z0-9-]+)*)(?::([0-9]{1,5}))?");

  private CorsReader() {}

  static Cors read(FieldReader filter) {
    List<String> origins =
        list("allowOrigins", filter, CorsReader::isOrigin, CorsReader::asSentByBrowsers);
    boolean credentials = filter.flag("allowCredentials").orElse(false);
    List<String> methods = list("allowMethods", filter, Words::isToken, UnaryOperator.identity());
    List<String> headers = list("allowHeaders", filter, Words::isToken, UnaryOperator.identity());
    List<String> exposed = list("exposeHeaders", filter, Words::isToken, UnaryOperator.identity());
    if (credentials && exposed.contains(ANY)) {
      filter.note(
          Code.WS0013,
          "exposeHeaders",
          "with credentials a browser takes * as the name of a header",
          "no header is exposed",
          "Name the headers");
      exposed = List.of();
    }
    int age = filter.number("maxAge", 1, Integer.MAX_VALUE).orElse(MAX_AGE);
    return new Cors(
        origins, credentials, methods, headers, exposed, Optional.of(Duration.ofSeconds(age)));
  }

  /** Gateway API: {@code *} stands alone. */
  private static List<String> list(
      String field, FieldReader filter, Predicate<String> good, UnaryOperator<String> spelling) {
    List<String> values =
        filter.texts(field).stream()
            .filter(value -> good.test(value) || bad(field, value, filter))
            .map(spelling)
            .distinct()
            .toList();
    if (values.contains(ANY) && values.size() > 1) {
      filter.bad(field, "\"*\" stands beside others", "Take out the others, or \"*\"");
    }
    return values;
  }

  private static boolean bad(String field, String value, FieldReader filter) {
    return filter.bad(field, "\"" + Words.shown(value) + "\" cannot be one of them", "");
  }

  private static boolean isOrigin(String text) {
    Matcher origin = ORIGIN.matcher(lower(text));
    return text.equals(ANY)
        || (origin.matches()
            && text.length() <= 253
            && Optional.ofNullable(origin.group(3))
                .map(Integer::parseInt)
                .map(port -> port >= 1 && port <= 65535)
                .orElse(true));
  }

  /** Gateway API: without a port, that of the scheme is meant; browsers leave that one out. */
  private static String asSentByBrowsers(String origin) {
    String lower = lower(origin);
    String well = lower.startsWith("https:") ? ":443" : ":80";
    return lower.endsWith(well) ? lower.substring(0, lower.length() - well.length()) : lower;
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
