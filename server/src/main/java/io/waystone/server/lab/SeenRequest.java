package io.waystone.server.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A request as it arrived at a {@link Backend}, which answers with it.
 *
 * @param backend the name of the backend
 * @param path path and query
 * @param headers all, in order
 */
public record SeenRequest(
    String backend, String method, String path, List<Header> headers, String body) {

  /** Copies the headers. */
  public SeenRequest {
    headers = List.copyOf(headers);
  }

  /** The first header of this name, in whatever case. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  /** Like HTTP itself: the backend, method and path, the headers, an empty line, the body. */
  public String text() {
    return backend
        + "\n"
        + method
        + " "
        + path
        + "\n"
        + headers.stream()
            .map(header -> header.name() + ": " + header.value() + "\n")
            .collect(Collectors.joining())
        + "\n"
        + body;
  }

  /**
   * Reads {@link #text()}.
   *
   * @throws IllegalArgumentException when a backend did not write it
   */
  public static SeenRequest parse(String text) {
    int headEnd = text.indexOf("\n\n");
    List<String> head = headEnd < 0 ? List.of() : text.substring(0, headEnd).lines().toList();
    if (head.size() < 2) {
      throw new IllegalArgumentException("not the answer of a backend: " + text);
    }
    int space = head.get(1).indexOf(' ');
    List<Header> headers = new ArrayList<>();
    for (String line : head.subList(2, head.size())) {
      int colon = line.indexOf(": ");
      headers.add(new Header(line.substring(0, colon), line.substring(colon + 2)));
    }
    return new SeenRequest(
        head.get(0),
        head.get(1).substring(0, space),
        head.get(1).substring(space + 1),
        headers,
        text.substring(headEnd + 2));
  }
}
