package io.waystone.server.identity;

import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * The CA of the mesh: it signs the certificates of workloads and of the ADS server. Its files may
 * change while it is used: what {@link #refresh} has found holds for all that is issued after. May
 * be used by any thread.
 */
public final class CertificateAuthority {

  private static final X500Name NO_SUBJECT = new X500Name(new RDN[0]);
  private static final String SERVER = "waystone";

  private final CaFiles files;
  private final AtomicReference<Signer> signer;
  private final String trustDomain;
  private final InstantSource clock;

  private CertificateAuthority(
      CaFiles files, AtomicReference<Signer> signer, String trustDomain, InstantSource clock) {
    SpiffeId.requireTrustDomain(trustDomain);
    this.files = files;
    this.signer = signer;
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
    RootFiles files = new RootFiles(state);
    files.create(trustDomain, clock.instant());
    return open(files, trustDomain, clock);
  }

  /**
   * Opens a CA that others made: a folder with the files of Istio's secret {@code cacerts}, {@code
   * ca-cert.pem}, {@code ca-key.pem}, {@code cert-chain.pem} and {@code root-cert.pem}.
   *
   * @param trustDomain of the identities it signs
   * @throws IdentityException if what is there cannot be used
   * @throws IllegalArgumentException if the trust domain is none
   */
  public static CertificateAuthority open(Path folder, String trustDomain, InstantSource clock) {
    return open(CacertsFolder.at(folder), trustDomain, clock);
  }

  private static CertificateAuthority open(CaFiles files, String trustDomain, InstantSource clock) {
    return new CertificateAuthority(
        files, new AtomicReference<>(files.read(clock.instant())), trustDomain, clock);
  }

  /** The same CA for the identities of another trust domain. */
  public CertificateAuthority in(String otherTrustDomain) {
    return new CertificateAuthority(files, signer, otherTrustDomain, clock);
  }

  /**
   * Reads its files again.
   *
   * @return whether there is something new: another signer, or other roots
   * @throws IdentityException if what is there now cannot be used; then what was there before goes
   *     on to hold
   */
  public boolean refresh() {
    Signer found = files.read(clock.instant());
    return found.isOther(Objects.requireNonNull(signer.getAndSet(found)));
  }

  /**
   * A certificate for a workload, with a new key: a critical URI name and nothing else (SPIFFE
   * X509-SVID 2 and 4), for both sides of TLS.
   *
   * @param ttl how long it holds; the CA's end cuts it
   * @throws IllegalArgumentException if the identity is of another trust domain, or ttl not
   *     positive
   * @throws IdentityException if the CA has expired
   */
  public IssuedCertificate issue(SpiffeId identity, Duration ttl) {
    return leaf(NO_SUBJECT, names(identity), identity.toString(), ttl);
  }

  /**
   * The same for a key that the workload has made itself. What signs is read once, so the chain
   * fits together also while the CA changes.
   *
   * @param ttl how long it holds; the CA's end cuts it
   * @throws IllegalArgumentException if the identity is of another trust domain, or ttl not
   *     positive
   * @throws IdentityException if the CA has expired
   */
  SignedCertificate sign(SpiffeId identity, PublicKey key, Duration ttl) {
    Instant now = clock.instant();
    Signer by = signerFor(ttl, now);
    try {
      X509Certificate leaf =
          Certificates.leaf(by, NO_SUBJECT, generalNames(names(identity)), key, ttl, now);
      List<String> chain = new ArrayList<>();
      chain.add(Pem.certificate(leaf));
      for (X509Certificate behind : by.chain()) {
        chain.add(Pem.certificate(behind));
      }
      chain.add(by.trust().pem());
      return new SignedCertificate(chain, leaf.getSerialNumber(), leaf.getNotAfter().toInstant());
    } catch (GeneralSecurityException e) {
      throw notSigned(e);
    }
  }

  private List<GeneralName> names(SpiffeId identity) {
    if (!identity.trustDomain().equals(trustDomain)) {
      throw new IllegalArgumentException(
          identity + " is not of the trust domain " + trustDomain + " of this CA");
    }
    return List.of(new GeneralName(GeneralName.uniformResourceIdentifier, identity.toString()));
  }

  /**
   * A certificate for the ADS server: {@code localhost}, the loopback addresses and the given
   * hosts.
   *
   * @param hosts DNS names or addresses at which proxies reach the server
   * @param ttl how long it holds; the CA's end cuts it
   * @throws IllegalArgumentException if a host is neither, or ttl not positive
   * @throws IdentityException if the CA has expired
   */
  public IssuedCertificate issueServer(List<String> hosts, Duration ttl) {
    Set<GeneralName> names = new LinkedHashSet<>();
    names.add(new GeneralName(GeneralName.dNSName, "localhost"));
    names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
    names.add(new GeneralName(GeneralName.iPAddress, "::1"));
    hosts.forEach(host -> names.add(serverName(host)));
    X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, SERVER).build();
    return leaf(subject, new ArrayList<>(names), SERVER, ttl);
  }

  /** The roots, PEM: what everybody in the mesh trusts. */
  public String rootPem() {
    return trust().pem();
  }

  /** SHA-256 of what it signs with, hex. */
  public String fingerprint() {
    return signer().fingerprint();
  }

  /** The trust domain of the identities it signs. */
  public String trustDomain() {
    return trustDomain;
  }

  /** What it signs with now. */
  Signer signer() {
    return Objects.requireNonNull(signer.get());
  }

  /** What is trusted now. */
  Trust trust() {
    return signer().trust();
  }

  private IssuedCertificate leaf(
      X500Name subject, List<GeneralName> names, String holder, Duration ttl) {
    Instant now = clock.instant();
    Signer by = signerFor(ttl, now);
    try {
      return Certificates.issued(by, subject, generalNames(names), holder, ttl, now);
    } catch (GeneralSecurityException e) {
      throw notSigned(e);
    }
  }

  private Signer signerFor(Duration ttl, Instant now) {
    if (!ttl.isPositive()) {
      throw new IllegalArgumentException("a certificate cannot hold for " + ttl);
    }
    Signer by = signer();
    if (!now.isBefore(by.end())) {
      throw new IdentityException(
          "The CA has expired at " + by.end() + "; no certificate can be issued.");
    }
    return by;
  }

  private static GeneralNames generalNames(List<GeneralName> names) {
    return new GeneralNames(names.toArray(GeneralName[]::new));
  }

  private static IdentityException notSigned(GeneralSecurityException why) {
    return new IdentityException("A certificate could not be signed (" + why + ").", why);
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
    return "CertificateAuthority[" + trustDomain + ", " + signer() + "]";
  }
}
