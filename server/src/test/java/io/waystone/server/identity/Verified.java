package io.waystone.server.identity;

import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Verifies a chain as a peer does that has nothing but the roots. */
final class Verified {

  private Verified() {}

  /** Fails if a chain, the leaf first, does not lead to one of the roots; both PEM. */
  static void by(String chain, String roots, Instant now) throws Exception {
    Set<TrustAnchor> anchors = new HashSet<>();
    List<X509Certificate> trusted = Pem.readCertificates(roots);
    trusted.forEach(root -> anchors.add(new TrustAnchor(root, null)));
    PKIXParameters trust = new PKIXParameters(anchors);
    trust.setRevocationEnabled(false);
    trust.setDate(Date.from(now));
    // As Envoy does: what is trusted already needs no further certificate behind it.
    List<X509Certificate> path = new ArrayList<>();
    for (X509Certificate each : Pem.readCertificates(chain)) {
      path.add(each);
      if (trusted.stream().anyMatch(root -> isIssuer(root, each))) {
        break;
      }
    }
    CertPathValidator.getInstance("PKIX")
        .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), trust);
  }

  private static boolean isIssuer(X509Certificate root, X509Certificate each) {
    try {
      each.verify(root.getPublicKey());
      return true;
    } catch (java.security.GeneralSecurityException e) {
      return false;
    }
  }
}
