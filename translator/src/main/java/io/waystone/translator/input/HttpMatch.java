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
  public HttpMatch {
    headers = List.copyOf(headers);
    query = List.copyOf(query);
  }

  /** How a path is compared. */
  public record PathMatch(PathType type, String value) {}

  /** The three that the Gateway API has. */
  public enum PathType {
    EXACT,
    PREFIX,
    REGEX
  }

  /** A header or a query parameter; header names in lower case. */
  public record ValueMatch(String name, boolean regex, String value) {}
}
