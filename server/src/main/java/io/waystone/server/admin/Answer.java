package io.waystone.server.admin;

import java.nio.charset.StandardCharsets;

/**
 * What a page answers.
 *
 * @param status an HTTP status
 * @param type its media type
 */
public record Answer(int status, String type, String body) {

  /** Text for people. */
  public static Answer text(int status, String body) {
    return new Answer(
        status, "text/plain; charset=utf-8", body.endsWith("\n") ? body : body + "\n");
  }

  /** JSON. */
  public static Answer json(String body) {
    return new Answer(200, "application/json", body);
  }

  byte[] bytes() {
    return body.getBytes(StandardCharsets.UTF_8);
  }
}
