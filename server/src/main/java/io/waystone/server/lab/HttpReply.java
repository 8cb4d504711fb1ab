package io.waystone.server.lab;

import java.util.List;
import java.util.Optional;

/**
 * An HTTP/1.1 response, read to its end.
 *
 * @param body as UTF-8
 */
public record HttpReply(int status, List<Header> headers, String body) {

  /** Copies the headers. */
  public HttpReply {
    headers = List.copyOf(headers);
  }

  /** The first header of this name, in whatever case. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }
}
