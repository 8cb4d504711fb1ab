package io.waystone.translator.explain;

import io.waystone.translator.input.Tree;
import java.util.List;
import java.util.Optional;

/**
 * A connection as a waypoint sees it, and the HTTP request on it if there is one.
 *
 * @param peer the SPIFFE id of who connects; empty if there is none
 * @param source the address that it connects from, canonical text
 * @param destination the address that it asked for, canonical text
 * @param port the port that it asked for
 * @param serverName the server name of its TLS, in lower case; empty if it speaks none or names
 *     none
 * @param http empty if what it says is not read as HTTP
 */
public record Request(
    Optional<String> peer,
    String source,
    String destination,
    int port,
    Optional<String> serverName,
    Optional<Http> http) {

  /**
   * An HTTP request.
   *
   * @param path as policies see it: normalized as the mesh says; with a query, if it has one
   * @param headers as they came, line by line, names in any case; without {@code host}
   * @param claims those of its token, once that is verified; empty if it has none
   */
  public record Http(
      String method,
      String host,
      String path,
      List<Header> headers,
      Optional<Tree.Mapping> claims) {
    public Http {
      headers = List.copyOf(headers);
    }

    /** The lines of a header, in order. */
    List<String> lines(String name) {
      return name.equals("host")
          ? List.of(host)
          : headers.stream()
              .filter(header -> header.name().equalsIgnoreCase(name))
              .map(Header::value)
              .toList();
    }

    /** The path without query and fragment. */
    String pathAlone() {
      int end = path.length();
      for (char mark : new char[] {'?', '#'}) {
        int at = path.indexOf(mark);
        end = at < 0 ? end : Math.min(end, at);
      }
      return path.substring(0, end);
    }
  }

  /** A line of a header; the value without white space around it. */
  public record Header(String name, String value) {}
}
