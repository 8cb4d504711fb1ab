package io.waystone.server.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** HTTP/1.1 in a tunnel: one request after the other on the same connection. For one thread. */
public final class HttpTunnel implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Tunnel tunnel;
  private final HttpCodec codec = new HttpCodec();

  /** Speaks HTTP in this tunnel, and closes it in the end. */
  public HttpTunnel(Tunnel tunnel) {
    this.tunnel = tunnel;
  }

  /** One request in a tunnel of its own. */
  public static HttpReply once(HboneClient client, Connect connect, HttpCall call)
      throws IOException {
    try (HttpTunnel http = new HttpTunnel(client.open(connect))) {
      return http.send(call);
    }
  }

  /** As {@link #send(HttpCall, Duration)}, with a limit of 20 s. */
  public HttpReply send(HttpCall call) throws IOException {
    return send(call, LIMIT);
  }

  /**
   * Sends a request and reads the response to its end.
   *
   * <p>Envoy closes the connection after a refusal that it sends before it has read the whole
   * request: a refused POST with a body is the last request of its tunnel.
   *
   * @param limit how long nothing may arrive
   * @throws IOException when the CONNECT was refused, the tunnel ends before the response does, or
   *     what arrives is not HTTP
   */
  public HttpReply send(HttpCall call, Duration limit) throws IOException {
    if (tunnel.status() != 200) {
      throw new IOException("the CONNECT was answered with " + tunnel.status());
    }
    tunnel.write(codec.encode(call));
    while (true) {
      switch (tunnel.read(limit)) {
        case Received.Data data -> {
          Optional<HttpReply> reply = codec.decode(data.bytes());
          if (reply.isPresent()) {
            return reply.get();
          }
        }
        case Received.End _ -> {
          return codec.end();
        }
        case Received.Reset reset -> throw new IOException("no response: " + reset.reason());
      }
    }
  }

  /**
   * Ends the tunnel as a client does that closes its connection when all is said: both sides finish
   * their bytes, and none resets the stream. Envoy ends a connection with more than 1,000 resets at
   * once, or 33 in a second for long.
   */
  public void finish() throws IOException {
    tunnel.finish();
    Received received = tunnel.read(LIMIT);
    while (received instanceof Received.Data) {
      received = tunnel.read(LIMIT);
    }
    close();
  }

  /** The tunnel that it speaks in. */
  public Tunnel tunnel() {
    return tunnel;
  }

  @Override
  public void close() {
    codec.close();
    tunnel.close();
  }
}
