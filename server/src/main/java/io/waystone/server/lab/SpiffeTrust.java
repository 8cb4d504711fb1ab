package io.waystone.server.lab;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Trusts a server whose certificate chains up to a root and carries one SPIFFE id, exactly. */
final class SpiffeTrust implements X509TrustManager {

  // RFC 5280, section 4.2.1.6: uniformResourceIdentifier [6].
  private static final Integer URI = 6;

  private final X509TrustManager chain;
  private final String identity;

  SpiffeTrust(List<X509Certificate> roots, String identity)
      throws GeneralSecurityException, IOException {
    this.chain = pkix(roots);
    this.identity = identity;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] certificates, String authType)
      throws CertificateException {
    chain.checkServerTrusted(certificates, authType);
    List<String> uris = uris(certificates[0]);
    // SPIFFE X509-SVID, section 2: exactly one URI.
    if (!uris.equals(List.of(identity))) {
      throw new CertificateException("the server is " + uris + ", not " + identity);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] certificates, String authType)
      throws CertificateException {
    throw new CertificateException("this side is the client");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return chain.getAcceptedIssuers();
  }

  private static List<String> uris(X509Certificate certificate) throws CertificateException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    return (names == null ? Stream.<List<?>>of() : names.stream())
        .filter(name -> URI.equals(name.get(0)))
        .map(name -> (String) name.get(1))
        .toList();
  }

  private static X509TrustManager pkix(List<X509Certificate> roots)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (int i = 0; i < roots.size(); i++) {
      store.setCertificateEntry("root-" + i, roots.get(i));
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return Stream.of(factory.getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .findFirst()
        .orElseThrow(() -> new GeneralSecurityException("this JDK checks no X.509 chains"));
  }
}
