package io.waystone.server.identity;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Certificates of the mesh as credentials for ADS, for {@code TlsServerCredentials.trustManager}:
 * who has one need not show a token. Verified with the roots of the moment, in the handshake and
 * again for each stream: a connection may outlive a root. May be used by any thread.
 */
public final class ClientCertificates extends X509ExtendedTrustManager {

  // RFC 5280 4.2.1.6: uniformResourceIdentifier [6].
  private static final Integer URI = 6;

  private final CertificateAuthority ca;
  private final InstantSource clock;

  /**
   * A client that was recognised.
   *
   * @param expires when its certificate, or one behind it, ends
   */
  public record Client(SpiffeId identity, Instant expires) {}

  /** Those that the roots of this CA verify. */
  public ClientCertificates(CertificateAuthority ca, InstantSource clock) {
    this.ca = ca;
    this.clock = clock;
  }

  /**
   * Who shows this chain.
   *
   * @param chain its own certificate first
   * @throws CertificateException if it does not verify now, or names no identity of the mesh; the
   *     message is for the client
   */
  public Client identify(List<X509Certificate> chain) throws CertificateException {
    Instant expires = verify(chain);
    List<String> names = uris(chain.getFirst());
    // SPIFFE X509-SVID 2: exactly one URI.
    if (names.size() != 1) {
      throw new CertificateException(
          "the client certificate has " + names.size() + " URI names, and an identity is one");
    }
    try {
      return new Client(SpiffeId.parse(names.getFirst()), expires);
    } catch (IllegalArgumentException e) {
      throw new CertificateException("the client certificate: " + e.getMessage(), e);
    }
  }

  private Instant verify(List<X509Certificate> chain) throws CertificateException {
    try {
      return ca.trust().clientEnd(chain, clock.instant());
    } catch (GeneralSecurityException e) {
      throw new CertificateException(
          "the client certificate is not one of this mesh, or its time is over", e);
    }
  }

  private static List<String> uris(X509Certificate certificate) throws CertificateException {
    Optional<Collection<List<?>>> names =
        Optional.ofNullable(certificate.getSubjectAlternativeNames());
    return names.stream()
        .flatMap(Collection::stream)
        .filter(name -> URI.equals(name.get(0)))
        .flatMap(name -> Stream.of(String.valueOf(name.get(1))))
        .toList();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    verify(List.of(chain));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    verify(List.of(chain));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    verify(List.of(chain));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this side is the server");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("this side is the server");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("this side is the server");
  }

  /** None: the list would be that of the start, and some clients show nothing else. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
