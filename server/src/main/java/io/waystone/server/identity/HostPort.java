package io.waystone.server.identity;

import java.net.InetAddress;

/**
 * A host and a port. Printed as {@code host:port}, an IPv6 address in brackets.
 *
 * @param host a DNS name or an address, without brackets
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {

  private static final int MAX_PORT = 65_535;

  public HostPort {
    if (!isAddress(host)) {
      DnsNames.requireSubdomain("host", host);
    }
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("port " + port + " is not in 1 to " + MAX_PORT);
    }
  }

  /**
   * Reads {@code HOST:PORT}, {@code [IPV6]:PORT}.
   *
   * @throws IllegalArgumentException if the text has another form
   */
  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("\"" + text + "\" is not HOST:PORT");
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (bracketed != (host.indexOf(':') >= 0)) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not HOST:PORT; an IPv6 address, and only that, is in brackets");
    }
    return new HostPort(
        bracketed ? host.substring(1, host.length() - 1) : host,
        Integer.parseInt(text.substring(colon + 1)));
  }

  /** Whether nothing but this machine can reach it: a loopback address, not a name. */
  boolean isLoopback() {
    return isAddress(host) && InetAddress.ofLiteral(host).isLoopbackAddress();
  }

  boolean isAddress() {
    return isAddress(host);
  }

  private static boolean isAddress(String text) {
    try {
      InetAddress.ofLiteral(text);
      // A zone is a name of an interface: anything could be in it.
      return text.indexOf('%') < 0;
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }

  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
