package io.waystone.server.lab;

import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A client of the mesh with one identity, as ztunnel would speak for it: HTTP/2 over mutual TLS to
 * a waypoint, one CONNECT for each of its connections.
 */
public final class HboneClient implements AutoCloseable {

  private final HboneEndpoint endpoint;
  private final SslContext tls;
  private final EventLoops loops;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<HboneConnection> pool = new ArrayList<>();

  /**
   * A client that has not connected yet.
   *
   * @throws IOException when the credential cannot be read
   */
  public HboneClient(Credential credential, HboneEndpoint endpoint) throws IOException {
    this.endpoint = endpoint;
    this.tls = HboneTls.client(credential, endpoint.identity());
    this.loops = new EventLoops("hbone-client");
  }

  /**
   * Opens a tunnel on a connection that has room, or on a new one; whatever the status of the
   * answer is.
   *
   * @throws IOException when no connection can be made, or the stream ends before it is answered
   */
  public Tunnel open(Connect connect) throws IOException {
    return withRoom().openReserved(connect);
  }

  private HboneConnection withRoom() throws IOException {
    lock.lock();
    try {
      pool.removeIf(connection -> !connection.usable() && connection.tunnels() == 0);
      for (HboneConnection connection : pool) {
        if (connection.reserve()) {
          return connection;
        }
      }
      HboneConnection fresh = connect();
      if (!fresh.reserve()) {
        throw new IOException(endpoint.address() + " takes no tunnel at all");
      }
      pool.add(fresh);
      return fresh;
    } finally {
      lock.unlock();
    }
  }

  /** Opens a connection of its own, which {@link #open} does not use. */
  public HboneConnection connect() throws IOException {
    return HboneConnection.open(loops, endpoint, tls);
  }

  /** The connections that {@link #open} has made and that still live. */
  public int connections() {
    lock.lock();
    try {
      return (int) pool.stream().filter(HboneConnection::usable).count();
    } finally {
      lock.unlock();
    }
  }

  /** Closes all connections and tunnels, also those of {@link #connect}. */
  @Override
  public void close() {
    loops.close();
  }
}
