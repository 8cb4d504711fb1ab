package io.waystone.server.lab;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Hands out addresses 127.x.y.z that nobody else here uses, so that several meshes run side by
 * side: pods need port 15008 each, and port numbers of services are fixed by the objects.
 *
 * <p>Each instance owns blocks of 250 addresses. A block is owned by holding a socket on its last
 * address, so two processes never share one; {@link #close()} gives the blocks back.
 */
public final class LoopbackAddresses implements AutoCloseable {

  private static final int RESERVED_HOST = 254;
  private static final int RESERVED_PORT = 15009;
  private static final int LAST_HOST = 250;
  private static final int ATTEMPTS = 200;
  private static final Duration IPV6_WAIT = Duration.ofMinutes(1);
  private static final Duration IPV6_POLL = Duration.ofMillis(100);

  private final List<ServerSocket> reservations = new ArrayList<>();
  private byte[] block = new byte[4];
  private int lastHost = LAST_HOST;

  /**
   * The next unused address, one that this machine can bind.
   *
   * @throws IOException when no block is to be had: this system has only 127.0.0.1 (macOS, unless
   *     aliases are set up)
   */
  public synchronized InetAddress next() throws IOException {
    if (lastHost == LAST_HOST) {
      reserveBlock();
      lastHost = 0;
    }
    lastHost++;
    return address(block, lastHost);
  }

  /**
   * The IPv6 loopback address. There is one, so who else asks for it waits until {@link #close()}.
   *
   * @return empty where this machine has none
   * @throws IOException when others have had it for a minute
   */
  public synchronized Optional<InetAddress> ipv6() throws IOException {
    InetAddress address = InetAddress.ofLiteral("::1");
    if (NetworkInterface.getByInetAddress(address) == null) {
      return Optional.empty();
    }
    long deadline = System.nanoTime() + IPV6_WAIT.toNanos();
    while (true) {
      try {
        reservations.add(new ServerSocket(RESERVED_PORT, 1, address));
        return Optional.of(address);
      } catch (BindException e) {
        if (System.nanoTime() > deadline) {
          throw new IOException("others have ::1 for too long", e);
        }
        LockSupport.parkNanos(IPV6_POLL.toNanos());
      }
    }
  }

  private void reserveBlock() throws IOException {
    IOException refused = new IOException("not tried");
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      // 127.0.* is what people and other programs use by hand.
      ThreadLocalRandom random = ThreadLocalRandom.current();
      byte[] candidate = {127, (byte) random.nextInt(1, 255), (byte) random.nextInt(256), 0};
      try {
        reservations.add(new ServerSocket(RESERVED_PORT, 1, address(candidate, RESERVED_HOST)));
        block = candidate;
        return;
      } catch (IOException e) {
        refused = e;
      }
    }
    throw new IOException(
        "no block of 127.x.y.* addresses can be bound here; on systems with 127.0.0.1 alone, add"
            + " aliases to the loopback interface",
        refused);
  }

  private static InetAddress address(byte[] block, int host) throws IOException {
    byte[] bytes = block.clone();
    bytes[3] = (byte) host;
    return InetAddress.getByAddress(bytes);
  }

  /** Gives all blocks back. Addresses handed out may then be handed out by others. */
  @Override
  public synchronized void close() throws IOException {
    for (ServerSocket reservation : reservations) {
      reservation.close();
    }
    reservations.clear();
    lastHost = LAST_HOST;
  }
}
