package io.waystone.e2e;

import io.waystone.server.lab.Credential;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A TLS server that answers each line with its own name and the server name it was asked for. */
final class TlsBackend implements AutoCloseable {

  private final String name;
  private final SSLServerSocket listener;
  private final Set<SSLSocket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();

  TlsBackend(String name, Credential credential, InetSocketAddress address) throws IOException {
    this.name = name;
    listener = (SSLServerSocket) context(credential).getServerSocketFactory().createServerSocket();
    listener.bind(address);
    Thread _ = Thread.ofVirtual().start(this::accept);
  }

  private static SSLContext context(Credential credential) throws IOException {
    try {
      Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(credential.chain().getBytes(StandardCharsets.US_ASCII)))
              .toArray(Certificate[]::new);
      byte[] key =
          Base64.getMimeDecoder().decode(credential.key().replaceAll("-----[^-]+-----", ""));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, new char[0]);
      store.setKeyEntry(
          "key",
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key)),
          new char[0],
          chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        SSLSocket socket = (SSLSocket) listener.accept();
        connections.incrementAndGet();
        open.add(socket);
        Thread _ = Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(SSLSocket socket) {
    try (socket) {
      socket.setHandshakeApplicationProtocolSelector(
          (_, offered) -> offered.isEmpty() ? "" : offered.getFirst());
      socket.startHandshake();
      String asked =
          ((ExtendedSSLSession) socket.getSession())
              .getRequestedServerNames().stream()
                  .map(one -> new String(one.getEncoded(), StandardCharsets.US_ASCII))
                  .findFirst()
                  .orElse("nobody");
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      while (in.readLine() != null) {
        socket
            .getOutputStream()
            .write((name + " as " + asked + "\n").getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      // The client has gone, or was no TLS client.
    } finally {
      open.remove(socket);
    }
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  /** How many connections it has accepted. */
  int connections() {
    return connections.get();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (SSLSocket socket : open) {
      socket.close();
    }
  }
}
