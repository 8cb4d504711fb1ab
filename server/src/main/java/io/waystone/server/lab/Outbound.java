package io.waystone.server.lab;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What ztunnel does for a pod that calls out: takes its TCP connections, on a port of 127.0.0.1,
 * and carries each through a fresh tunnel to one authority. So a client that knows nothing of HBONE
 * works through a waypoint: java.net.http, gRPC, TLS, a plain socket. Each direction ends by
 * itself; what ends in an error ends in a reset on the other side. A client whose CONNECT is
 * refused sees a connection that is reset.
 */
public final class Outbound implements AutoCloseable {

  /** Not a limit: after it, we look whether anybody still wants to hear. */
  private static final Duration LISTEN = Duration.ofSeconds(10);

  private static final int PIECE = 16 << 10;

  private final HboneClient client;
  private final Connect connect;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();

  private Outbound(HboneClient client, Connect connect, ServerSocket listener) {
    this.client = client;
    this.connect = connect;
    this.listener = listener;
  }

  /** As {@link #start(HboneClient, Connect)}, with nothing but the authority in the CONNECT. */
  public static Outbound start(HboneClient client, String authority) throws IOException {
    return start(client, Connect.to(authority));
  }

  /**
   * Listens.
   *
   * @param client who calls; it is not closed with this
   * @param connect how each tunnel is asked for
   */
  public static Outbound start(HboneClient client, Connect connect) throws IOException {
    Outbound outbound =
        new Outbound(client, connect, new ServerSocket(0, 0, InetAddress.ofLiteral("127.0.0.1")));
    Thread.ofVirtual().name("outbound").start(outbound::accept);
    return outbound;
  }

  /** Where the client connects, instead of to the service. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  /** How many connections it has taken. */
  public int connections() {
    return accepted.get();
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = listener.accept();
        accepted.incrementAndGet();
        Thread.ofVirtual().name("outbound").start(() -> carry(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void carry(Socket socket) {
    open.add(socket);
    try (socket) {
      socket.setTcpNoDelay(true);
      try (Tunnel tunnel = client.open(connect)) {
        if (tunnel.status() == 200) {
          carry(socket, tunnel);
        } else {
          reset(socket);
        }
      }
    } catch (IOException e) {
      reset(socket);
    } finally {
      open.remove(socket);
    }
  }

  private static void carry(Socket socket, Tunnel tunnel) throws IOException {
    Thread up = Thread.ofVirtual().name("outbound").start(() -> up(socket, tunnel));
    try {
      down(tunnel, socket);
      up.join();
    } catch (InterruptedException e) {
      throw Waiting.interrupted("carrying a connection", e);
    }
  }

  private static void up(Socket socket, Tunnel tunnel) {
    try {
      InputStream in = socket.getInputStream();
      byte[] piece = new byte[PIECE];
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        tunnel.write(ByteString.copyFrom(piece, 0, read));
      }
      tunnel.finish();
    } catch (IOException e) {
      // The client has reset its connection, or the tunnel is gone, which ends the other direction.
      tunnel.close();
    }
  }

  private static void down(Tunnel tunnel, Socket socket) throws IOException {
    while (true) {
      try {
        switch (tunnel.read(LISTEN)) {
          case Received.Data data -> data.bytes().writeTo(socket.getOutputStream());
          case Received.End _ -> {
            socket.shutdownOutput();
            return;
          }
          case Received.Reset _ -> {
            reset(socket);
            return;
          }
        }
      } catch (SocketTimeoutException e) {
        if (socket.isClosed()) {
          return;
        }
      }
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (SocketException e) {
      // It is closed already.
    }
    try {
      socket.close();
    } catch (IOException e) {
      // Nobody can hear of it.
    }
  }

  /** Stops listening, and resets what is open. */
  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket connection : open) {
      reset(connection);
    }
  }
}
