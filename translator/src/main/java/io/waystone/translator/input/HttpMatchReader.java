package io.waystone.translator.input;

import io.waystone.translator.input.HttpMatch.PathMatch;
import io.waystone.translator.input.HttpMatch.PathType;
import io.waystone.translator.input.HttpMatch.ValueMatch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads a rule's {@code matches}. One that cannot be read as written is no match. */
final class HttpMatchReader {

  private static final int MAX_PATH = 1024;

  private static final Map<String, PathType> PATH_TYPES =
      Map.of(
          "Exact", PathType.EXACT,
          "PathPrefix", PathType.PREFIX,
          "RegularExpression", PathType.REGEX);

  private static final Map<String, Boolean> IS_REGEX =
      Map.of("Exact", false, "RegularExpression", true);

  private static final Map<String, String> METHODS =
      Stream.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH")
          .collect(Collectors.toUnmodifiableMap(Function.identity(), Function.identity()));

  /** Gateway API: what the value of an Exact or PathPrefix match must not have. */
  private static final Pattern UNTIDY = Pattern.compile("//|/\\.\\.?(/|$)|(?i)%2f|#");

  /** Gateway API: of what they consist; a query is none of it. */
  private static final Pattern PATH =
      Pattern.compile("(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+");

  private HttpMatchReader() {}

  static Optional<HttpMatch> read(FieldReader match) {
    Optional<PathMatch> path = match.mapping("path", HttpMatchReader::path);
    List<ValueMatch> headers = headers(match);
    List<ValueMatch> query = values("queryParams", match, UnaryOperator.identity());
    Optional<String> method = match.choice("method", METHODS);
    return match.broken()
        ? Optional.empty()
        : Optional.of(
            new HttpMatch(
                path.orElse(new PathMatch(PathType.PREFIX, "/")), headers, query, method));
  }

  /** {@code headers} of a match. */
  static List<ValueMatch> headers(FieldReader match) {
    return values("headers", match, name -> name.toLowerCase(Locale.ROOT));
  }

  private static PathMatch path(FieldReader path) {
    PathType type = path.choice("type", PATH_TYPES).orElse(PathType.PREFIX);
    String value = path.text("value", "/");
    switch (type) {
      case EXACT, PREFIX -> {
        if (!value.startsWith("/")) {
          path.bad("value", "it must start with \"/\"", "");
        } else if (UNTIDY.matcher(value).find()) {
          path.bad("value", "it must have no \"//\", \"/./\", \"/../\", \"%2F\" or \"#\"", "");
        } else if (!PATH.matcher(value).matches()) {
          path.bad("value", "it has characters that cannot be in a path", "Write them as %XX");
        } else if (value.length() > MAX_PATH) {
          path.bad("value", "it is longer than " + MAX_PATH + " characters", "");
        }
      }
      case REGEX -> regex(value, path);
    }
    return new PathMatch(type, value);
  }

  /** Gateway API: of several for the same name only the first counts. */
  private static List<ValueMatch> values(
      String field, FieldReader match, UnaryOperator<String> spelling) {
    Map<String, ValueMatch> byName = new LinkedHashMap<>();
    match
        .mappings(field, item -> value(item, spelling))
        .forEach(value -> byName.putIfAbsent(value.name(), value));
    return List.copyOf(byName.values());
  }

  private static Optional<ValueMatch> value(FieldReader item, UnaryOperator<String> spelling) {
    boolean regex = item.choice("type", IS_REGEX).orElse(false);
    Optional<String> name =
        item.required("name")
            .filter(text -> Words.isToken(text) || item.bad("name", "it is no valid name", ""));
    Optional<String> value = item.required("value");
    value.ifPresent(text -> {
      if (regex) {
        regex(text, item);
      } else if (!Words.isPrintable(text)) {
        item.bad("value", "it has characters that cannot be in a header", "");
      }
    });
    return item.broken()
        ? Optional.empty()
        : Optional.of(
            new ValueMatch(spelling.apply(name.orElseThrow()), regex, value.orElseThrow()));
  }

  private static void regex(String value, FieldReader fields) {
    Regexes.problem(value).ifPresent(problem -> fields.bad("value", problem, ""));
  }
}
