package io.waystone.server.identity;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The roots that the mesh trusts, in the order of their file.
 *
 * @param roots one or more
 * @param pem the same as PEM
 * @param fingerprint SHA-256 of all of them, hex
 */
record Trust(List<X509Certificate> roots, String pem, String fingerprint) {

  Trust {
    roots = List.copyOf(roots);
  }

  static Trust of(List<X509Certificate> roots) throws GeneralSecurityException {
    return new Trust(roots, Pem.certificates(roots), Pem.fingerprint(roots));
  }

  /** When the first of the roots ends. */
  Instant end() {
    return firstEnd(roots.stream());
  }

  /**
   * When what a CA signs stops to be trusted: the end of the first certificate on the way from it
   * to a root.
   *
   * @param ca a certificate of the CA; another one of the same name and key will do, too
   * @param others what may stand between
   * @throws GeneralSecurityException if no way leads to a root, or it is no CA that may sign
   */
  Instant end(X509Certificate ca, Collection<X509Certificate> others, Instant now)
      throws GeneralSecurityException {
    Certificates.requireCa(ca);
    if (roots.contains(ca)) {
      ca.checkValidity(Date.from(now));
      return firstEnd(Stream.of(ca));
    }
    X509CertSelector target = new X509CertSelector();
    target.setSubject(ca.getSubjectX500Principal());
    target.setSubjectPublicKey(ca.getPublicKey());
    PKIXBuilderParameters parameters =
        new PKIXBuilderParameters(
            roots.stream().map(root -> new TrustAnchor(root, null)).collect(Collectors.toSet()),
            target);
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(now));
    parameters.addCertStore(
        CertStore.getInstance(
            "Collection",
            new CollectionCertStoreParameters(
                Stream.concat(Stream.of(ca), others.stream()).toList())));
    PKIXCertPathBuilderResult way =
        (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
    List<X509Certificate> path =
        way.getCertPath().getCertificates().stream().map(X509Certificate.class::cast).toList();
    // It may be another one than was asked about, and a leaf has a name and a key, too.
    Certificates.requireCa(path.getFirst());
    X509Certificate root = Objects.requireNonNull(way.getTrustAnchor().getTrustedCert());
    root.checkValidity(Date.from(now));
    return firstEnd(Stream.concat(Stream.of(root), path.stream()));
  }

  private static Instant firstEnd(Stream<X509Certificate> certificates) {
    return certificates
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  @Override
  public String toString() {
    return "Trust[" + roots.size() + " roots, " + fingerprint + "]";
  }
}
