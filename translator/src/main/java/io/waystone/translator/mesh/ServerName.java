package io.waystone.translator.mesh;

/**
 * Which connections are meant, by the server name that the client's TLS says in the clear (SNI). In
 * the order in which they are looked at.
 */
public sealed interface ServerName {

  /** That name; in lower case. */
  record Exact(String host) implements ServerName {}

  /**
   * Any name below, however deep (Gateway API).
   *
   * @param domain without the wildcard: {@code example.com}
   */
  record Below(String domain) implements ServerName {}

  /** TLS with any name, or none. */
  record Tls() implements ServerName {}

  /** Every connection, whatever it speaks. */
  record Any() implements ServerName {}
}
