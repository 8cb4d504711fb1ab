package io.waystone.server.identity;

import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * The CA of the mesh: one EC P-256 root in the state directory, which signs the certificates of
 * workloads and of the ADS server. May be used by any thread.
 */
public final class CertificateAuthority {

  private static final X500Name NO_SUBJECT = new X500Name(new RDN[0]);

  private final Root root;
  private final String trustDomain;
  private final InstantSource clock;

  private CertificateAuthority(Root root, String trustDomain, InstantSource clock) {
    this.root = root;
    this.trustDomain = trustDomain;
    this.clock = clock;
  }

  /**
   * Opens the CA of the state directory; makes it on first start. Processes that start at once end
   * with one and the same CA. What is there is used as it is, also if it was made under another
   * trust domain: identities are in the leaves.
   *
   * @param trustDomain of the identities it signs
   * @throws IdentityException if what is there cannot be used; it is never replaced
   * @throws IllegalArgumentException if the trust domain is none
   */
  public static CertificateAuthority openOrCreate(
      StateDirectory state, String trustDomain, InstantSource clock) {
    SpiffeId.requireTrustDomain(trustDomain);
    return new CertificateAuthority(
        new RootFiles(state).openOrCreate(trustDomain, clock), trustDomain, clock);
  }

  /**
   * A certificate for a workload, with a new key: a critical URI name and nothing else (SPIFFE
   * X509-SVID 2 and 4), for both sides of TLS.
   *
   * @param ttl how long it holds; the root's end cuts it
   * @throws IllegalArgumentException if the identity is of another trust domain, or ttl not
   *     positive
   * @throws IdentityException if the root has expired
   */
  public IssuedCertificate issue(SpiffeId identity, Duration ttl) {
    if (!identity.trustDomain().equals(trustDomain)) {
      throw new IllegalArgumentException(
          identity + " is not of the trust domain " + trustDomain + " of this CA");
    }
    return leaf(
        NO_SUBJECT,
        List.of(new GeneralName(GeneralName.uniformResourceIdentifier, identity.toString())),
        ttl);
  }

  /**
   * A certificate for the ADS server: {@code localhost}, the loopback addresses and the given
   * hosts.
   *
   * @param hosts DNS names or addresses at which proxies reach the server
   * @param ttl how long it holds; the root's end cuts it
   * @throws IllegalArgumentException if a host is neither, or ttl not positive
   * @throws IdentityException if the root has expired
   */
  public IssuedCertificate issueServer(List<String> hosts, Duration ttl) {
    Set<GeneralName> names = new LinkedHashSet<>();
    names.add(new GeneralName(GeneralName.dNSName, "localhost"));
    names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
    names.add(new GeneralName(GeneralName.iPAddress, "::1"));
    hosts.forEach(host -> names.add(serverName(host)));
    X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, "waystone").build();
    return leaf(subject, new ArrayList<>(names), ttl);
  }

  /** The root certificate, PEM: what everybody in the mesh trusts. */
  public String rootPem() {
    return root.pem();
  }

  /** SHA-256 of the root certificate, hex. */
  public String fingerprint() {
    return root.fingerprint();
  }

  /** The root certificate. */
  public X509Certificate rootCertificate() {
    return root.certificate();
  }

  /** The trust domain of the identities it signs. */
  public String trustDomain() {
    return trustDomain;
  }

  Root root() {
    return root;
  }

  private IssuedCertificate leaf(X500Name subject, List<GeneralName> names, Duration ttl) {
    if (!ttl.isPositive()) {
      throw new IllegalArgumentException("a certificate cannot hold for " + ttl);
    }
    Instant now = clock.instant();
    Instant rootEnd = root.certificate().getNotAfter().toInstant();
    if (!now.isBefore(rootEnd)) {
      throw new IdentityException(
          "The root of the CA has expired at " + rootEnd + "; no certificate can be issued.");
    }
    try {
      return Certificates.leaf(
          root, subject, new GeneralNames(names.toArray(GeneralName[]::new)), ttl, now);
    } catch (GeneralSecurityException e) {
      throw new IdentityException("A certificate could not be signed (" + e + ").", e);
    }
  }

  private static GeneralName serverName(String host) {
    try {
      return new GeneralName(GeneralName.iPAddress, InetAddress.ofLiteral(host).getHostAddress());
    } catch (IllegalArgumentException notAnAddress) {
      DnsNames.requireSubdomain("host", host);
      return new GeneralName(GeneralName.dNSName, host);
    }
  }

  @Override
  public String toString() {
    return "CertificateAuthority[" + trustDomain + ", " + root + "]";
  }
}
