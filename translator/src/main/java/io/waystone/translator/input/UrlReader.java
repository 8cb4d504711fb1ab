package io.waystone.translator.input;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads RequestRedirect and URLRewrite. */
final class UrlReader {

  /** Gateway API: the default of {@code statusCode}. */
  private static final int FOUND = 302;

  private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

  private static final int MAX_PATH = 1024;

  private static final Map<String, String> SCHEMES = Map.of("http", "http", "https", "https");

  private static final Map<String, Function<FieldReader, Optional<PathChange>>> CHANGES =
      Map.of("ReplaceFullPath", UrlReader::full, "ReplacePrefixMatch", UrlReader::prefix);

  /** Gateway API: a host in lower case, and no address. */
  private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");

  private UrlReader() {}

  static Redirect redirect(FieldReader filter) {
    Optional<String> scheme = filter.choice("scheme", SCHEMES);
    Optional<String> hostname = hostname(filter);
    Optional<PathChange> path = path(filter);
    OptionalInt port = filter.port("port");
    int status = filter.number("statusCode", 301, 308).orElse(FOUND);
    if (!STATUSES.contains(status)) {
      filter.bad("statusCode", "it is none of 301, 302, 303, 307 and 308", "");
    }
    return new Redirect(scheme, hostname, path, port, status);
  }

  static Rewrite rewrite(FieldReader filter) {
    return new Rewrite(hostname(filter), path(filter));
  }

  private static Optional<String> hostname(FieldReader filter) {
    return filter
        .text("hostname")
        .filter(host ->
            (Words.isDnsName(host) && !ADDRESS.matcher(host).matches())
                || filter.bad("hostname", "it is no host name in lower case", ""));
  }

  private static Optional<PathChange> path(FieldReader filter) {
    return filter
        .mapping(
            "path",
            path -> {
              path.known("replaceFullPath", "replacePrefixMatch");
              path.require("type");
              return path.choice("type", CHANGES).flatMap(read -> read.apply(path));
            })
        .flatMap(change -> change);
  }

  private static Optional<PathChange> full(FieldReader path) {
    return value("replaceFullPath", "replacePrefixMatch", path)
        .filter(value ->
            value.startsWith("/") || path.bad("replaceFullPath", "it must start with \"/\"", ""))
        .map(PathChange.Full::new);
  }

  private static Optional<PathChange> prefix(FieldReader path) {
    return value("replacePrefixMatch", "replaceFullPath", path)
        .filter(value ->
            value.isEmpty()
                || value.startsWith("/")
                || path.bad("replacePrefixMatch", "it must start with \"/\"", ""))
        .map(PathChange.Prefix::new);
  }

  private static Optional<String> value(String field, String other, FieldReader path) {
    if (path.has(other)) {
      path.bad(other, "it is of another type", "Change the type, or take it out");
    }
    return path.require(field)
        .text(field)
        .filter(value -> isPath(value) || path.bad(field, "it is no path", "Write it like /a/b"));
  }

  /** The query is the request's. */
  private static boolean isPath(String value) {
    return value.length() <= MAX_PATH
        && value.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '?' && c != '#');
  }
}
