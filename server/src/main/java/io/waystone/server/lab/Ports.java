package io.waystone.server.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Free TCP ports. */
public final class Ports {

  private Ports() {}

  /** A port that was free on 127.0.0.1 a moment ago. */
  public static int free() {
    return free(InetAddress.ofLiteral("127.0.0.1"));
  }

  /**
   * A port that was free on this address a moment ago. Nothing holds it for the caller: where the
   * server can bind port 0 itself, that is better.
   *
   * @throws UncheckedIOException when the address is not one of this machine
   */
  public static int free(InetAddress address) {
    try (ServerSocket socket = new ServerSocket(0, 1, address)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no port could be bound on " + address.getHostAddress(), e);
    }
  }
}
