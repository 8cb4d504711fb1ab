package io.waystone.server.identity;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * A text that must not be shown: a private key, a token. It prints as {@code [secret]}, so that a
 * record which holds one can be logged.
 *
 * @param reveal the text itself; call it only where the text goes to whom it belongs
 */
public record SecretText(String reveal) {

  /** The text as UTF-8, for an API that reads a key from a stream. */
  public InputStream stream() {
    return new ByteArrayInputStream(reveal.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "[secret]";
  }
}
