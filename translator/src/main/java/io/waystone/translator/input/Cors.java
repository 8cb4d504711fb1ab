package io.waystone.translator.input;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * CORS: which pages of other origins may read answers. {@code *} alone means any, where it stands.
 *
 * @param origins {@code https://example.com}, {@code https://*.example.com}, {@code *}
 * @param credentials whether a page may send the user's credentials
 * @param exposed headers of answers that a page may read
 * @param maxAge how long a browser may keep what it was told
 */
public record Cors(
    List<String> origins,
    boolean credentials,
    List<String> methods,
    List<String> headers,
    List<String> exposed,
    Optional<Duration> maxAge) {
  public Cors {
    origins = List.copyOf(origins);
    methods = List.copyOf(methods);
    headers = List.copyOf(headers);
    exposed = List.copyOf(exposed);
  }
}
