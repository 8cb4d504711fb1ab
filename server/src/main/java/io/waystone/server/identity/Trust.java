package io.waystone.server.identity;

import java.io.IOException;
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
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * The roots that the mesh trusts, in the order of their file.
 *
 * @param roots one or more
 * @param pem the same as PEM
 * @param fingerprint SHA-256 of all of them, hex
 */
record Trust(List<X509Certificate> roots, String pem, String fingerprint) {

  /** What an {@link X509CertSelector} calls a certificate that is no CA. */
  private static final int LEAF = -2;

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
    List<X509Certificate> way =
        way(target, Stream.concat(Stream.of(ca), others.stream()).toList(), now);
    // It may be another one than was asked about, and a leaf has a name and a key, too.
    Certificates.requireCa(way.getFirst());
    return firstEnd(way.stream());
  }

  /**
   * When the certificate of a client stops to be trusted.
   *
   * @param chain as the client has shown it, its own first
   * @throws GeneralSecurityException if no way leads to a root, or it is none for a client
   */
  Instant clientEnd(List<X509Certificate> chain, Instant now) throws GeneralSecurityException {
    X509CertSelector target = new X509CertSelector();
    target.setCertificate(chain.getFirst());
    target.setBasicConstraints(LEAF);
    target.setKeyUsage(new boolean[] {true});
    try {
      target.setExtendedKeyUsage(Set.of(KeyPurposeId.id_kp_clientAuth.getId()));
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
    return firstEnd(way(target, chain, now).stream());
  }

  /** From a certificate to a root, both included. */
  private List<X509Certificate> way(
      X509CertSelector target, List<X509Certificate> others, Instant now)
      throws GeneralSecurityException {
    PKIXBuilderParameters parameters =
        new PKIXBuilderParameters(
            roots.stream().map(root -> new TrustAnchor(root, null)).collect(Collectors.toSet()),
            target);
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(now));
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(others)));
    PKIXCertPathBuilderResult found =
        (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
    X509Certificate root = Objects.requireNonNull(found.getTrustAnchor().getTrustedCert());
    root.checkValidity(Date.from(now));
    return Stream.concat(
            found.getCertPath().getCertificates().stream().map(X509Certificate.class::cast),
            Stream.of(root))
        .toList();
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
