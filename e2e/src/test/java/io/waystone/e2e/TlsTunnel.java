package io.waystone.e2e;

import com.google.protobuf.ByteString;
import io.waystone.server.lab.Connect;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.Received;
import io.waystone.server.lab.Tunnel;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A TLS client in a tunnel, as an application in the mesh has one. It believes every server. */
final class TlsTunnel implements AutoCloseable {

  private final Tunnel tunnel;
  private final SSLEngine engine;
  private ByteBuffer arrived = ByteBuffer.allocate(1 << 16);
  private final ByteBuffer plain = ByteBuffer.allocate(1 << 16);

  private TlsTunnel(Tunnel tunnel, SSLEngine engine) {
    this.tunnel = tunnel;
    this.engine = engine;
  }

  /**
   * Opens a tunnel and speaks TLS in it.
   *
   * @param server the server name that is asked for; empty for none
   * @param protocols those that are offered (ALPN)
   * @throws EOFException when the tunnel ends before TLS is agreed on
   */
  static TlsTunnel open(HboneClient client, String authority, String server, String... protocols)
      throws IOException {
    Tunnel tunnel = client.open(Connect.to(authority));
    TlsTunnel tls = new TlsTunnel(tunnel, engine(server, protocols));
    try {
      tls.handshake();
      return tls;
    } catch (IOException | RuntimeException e) {
      tunnel.close();
      throw e;
    }
  }

  /** Who answers a line; {@code closed} where the tunnel ends before anybody does. */
  static String answer(HboneClient client, String authority, String server, String... protocols)
      throws IOException {
    try (TlsTunnel tls = open(client, authority, server, protocols)) {
      return tls.say("hello\n");
    } catch (EOFException e) {
      return "closed";
    }
  }

  private static SSLEngine engine(String server, String... protocols) {
    SSLEngine engine = context().createSSLEngine();
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setServerNames(server.isEmpty() ? List.<SNIServerName>of() : List.of(name(server)));
    parameters.setApplicationProtocols(protocols);
    engine.setSSLParameters(parameters);
    return engine;
  }

  /** Java names no server with a dot at its end, but others do. */
  private static SNIServerName name(String server) {
    return server.endsWith(".")
        ? new SNIServerName(
            StandardConstants.SNI_HOST_NAME, server.getBytes(StandardCharsets.US_ASCII)) {}
        : new SNIHostName(server);
  }

  private static SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Credulous()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void handshake() throws IOException {
    engine.beginHandshake();
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_WRAP -> send(ByteBuffer.allocate(0));
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> receive();
        case NEED_TASK -> engine.getDelegatedTask().run();
        case FINISHED, NOT_HANDSHAKING -> {
          return;
        }
      }
    }
  }

  /** Sends a line and returns the answer, a line without its end. */
  String say(String line) throws IOException {
    send(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
    StringBuilder heard = new StringBuilder();
    while (heard.indexOf("\n") < 0) {
      receive();
      plain.flip();
      heard.append(StandardCharsets.US_ASCII.decode(plain));
      plain.clear();
    }
    return heard.substring(0, heard.indexOf("\n"));
  }

  /** Whether the tunnel ends, with nothing but TLS's own words before. */
  boolean endsWithin(Duration limit) throws IOException {
    Talks.everything(tunnel, limit);
    return true;
  }

  private void send(ByteBuffer words) throws IOException {
    ByteBuffer packet = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    SSLEngineResult _ = engine.wrap(words, packet);
    try {
      tunnel.write(ByteString.copyFrom(packet.flip()));
    } catch (IOException e) {
      throw ended(e);
    }
  }

  private void receive() throws IOException {
    while (true) {
      arrived.flip();
      SSLEngineResult result = engine.unwrap(arrived, plain);
      arrived.compact();
      if (result.getStatus() != SSLEngineResult.Status.BUFFER_UNDERFLOW) {
        return;
      }
      switch (tunnel.read(Talks.LIMIT)) {
        case Received.Data data -> take(data.bytes());
        case Received.End _ -> throw new EOFException("the tunnel has ended");
        case Received.Reset reset -> throw new EOFException(reset.reason());
      }
    }
  }

  private void take(ByteString bytes) {
    if (arrived.remaining() < bytes.size()) {
      ByteBuffer larger = ByteBuffer.allocate(2 * (arrived.capacity() + bytes.size()));
      arrived = larger.put(arrived.flip());
    }
    bytes.copyTo(arrived);
  }

  private static EOFException ended(IOException cause) {
    EOFException ended = new EOFException(cause.getMessage());
    ended.initCause(cause);
    return ended;
  }

  @Override
  public void close() {
    tunnel.close();
  }

  private static final class Credulous extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
