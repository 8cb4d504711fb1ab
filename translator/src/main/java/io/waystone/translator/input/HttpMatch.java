package io.waystone.translator.input;

import java.util.List;
import java.util.Optional;

/**
 * One of a rule's {@code matches}: all parts must hold.
 *
 * @param method empty where any will do
 */
public record HttpMatch(
    PathMatch path, List<ValueMatch> headers, List<ValueMatch> query, Optional<String> method) {

  /** Gateway API: what a rule without matches has. */
  public static final HttpMatch EVERYTHING =
      new HttpMatch(new PathMatch(PathType.PREFIX, "/"), List.of(), List.of(), Optional.empty());

  public HttpMatch {
    headers = List.copyOf(headers);
    query = List.copyOf(query);
  }

  /**
   * How a path is compared.
   *
   * @param service how many characters of a gRPC service were written for it; 0 in an HTTPRoute
   * @param method how many of a gRPC method; 0 in an HTTPRoute
   */
  public record PathMatch(PathType type, String value, int service, int method) {

    /** The path of an HTTPRoute. */
    public PathMatch(PathType type, String value) {
      this(type, value, 0, 0);
    }

    /** A prefix as it counts (Gateway API): a slash at its end means nothing. */
    public static String trimmed(String prefix) {
      return prefix.replaceAll("/+$", "");
    }
  }

  /** The three that the Gateway API has. */
  public enum PathType {
    EXACT,
    PREFIX,
    REGEX
  }

  /** A header or a query parameter; header names in lower case. */
  public record ValueMatch(String name, boolean regex, String value) {}
}
