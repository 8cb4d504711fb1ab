package io.waystone.server.identity;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Makes certificates: which extensions they have, and how long they hold. */
final class Certificates {

  /** A verifier whose clock is a little behind must accept a certificate made just now. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

  private static final int ROOT_YEARS = 10;

  /** RFC 5280 4.2.1.3, the place of that bit. */
  private static final int KEY_CERT_SIGN = 5;

  private static final SecureRandom RANDOM = new SecureRandom();

  private Certificates() {}

  /**
   * A new root with a new key, for ten years.
   *
   * @param certificate signed by itself
   */
  record NewRoot(X509Certificate certificate, PrivateKey key) {

    /** Says whose it is; never the key. */
    @Override
    public String toString() {
      return "NewRoot[" + certificate.getSubjectX500Principal() + "]";
    }
  }

  static NewRoot root(String trustDomain, Instant now) throws GeneralSecurityException {
    KeyPair keys = newKeys();
    X500Name name = new X500NameBuilder().addRDN(BCStyle.O, trustDomain).build();
    Instant end = now.atOffset(ZoneOffset.UTC).plusYears(ROOT_YEARS).toInstant();
    X509v3CertificateBuilder builder = builder(name, name, keys.getPublic(), now, end);
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
    } catch (CertIOException e) {
      throw new GeneralSecurityException(e);
    }
    return new NewRoot(signed(builder, keys.getPrivate(), KeyKind.EC_P256), keys.getPrivate());
  }

  /**
   * The same as {@link #leaf}, with a new key.
   *
   * @param holder whom it is for, see {@link Life#renewAt}
   */
  static IssuedCertificate issued(
      Signer signer, X500Name subject, GeneralNames names, String holder, Duration ttl, Instant now)
      throws GeneralSecurityException {
    KeyPair keys = newKeys();
    X509Certificate certificate = leaf(signer, subject, names, keys.getPublic(), ttl, now);
    return new IssuedCertificate(
        Pem.certificate(certificate) + signer.chainPem(),
        Pem.key(keys.getPrivate()),
        signer.fingerprint(),
        now,
        certificate.getNotAfter().toInstant(),
        Life.renewAt(certificate.getNotAfter().toInstant(), ttl, signer.end(), holder));
  }

  /**
   * A leaf for both sides of TLS. Its end is that of what signs it at the latest: a leaf that
   * outlives its issuer does not verify, and its holder would not know.
   */
  static X509Certificate leaf(
      Signer signer, X500Name subject, GeneralNames names, PublicKey key, Duration ttl, Instant now)
      throws GeneralSecurityException {
    Instant end = now.plus(ttl).isBefore(signer.end()) ? now.plus(ttl) : signer.end();
    X500Name issuer =
        X500Name.getInstance(signer.certificate().getSubjectX500Principal().getEncoded());
    X509v3CertificateBuilder builder = builder(issuer, subject, key, now, end);
    try {
      // RFC 5280 4.2.1.6: without a subject the alternative name is critical.
      boolean withoutSubject = subject.getRDNs().length == 0;
      builder.addExtension(Extension.subjectAlternativeName, withoutSubject, names);
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(
          Extension.authorityKeyIdentifier, false, issuerKey(signer.certificate()));
    } catch (CertIOException e) {
      throw new GeneralSecurityException(e);
    }
    return signed(builder, signer.key(), signer.kind());
  }

  /**
   * By the key alone and not by the name and serial of the issuer's certificate: a root may have a
   * second certificate, signed by the root before it, and leaves must verify by either.
   */
  private static AuthorityKeyIdentifier issuerKey(X509Certificate issuer)
      throws GeneralSecurityException {
    JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
    byte[] own = issuer.getExtensionValue(Extension.subjectKeyIdentifier.getId());
    return own == null
        ? ids.createAuthorityKeyIdentifier(issuer.getPublicKey())
        : new AuthorityKeyIdentifier(
            SubjectKeyIdentifier.getInstance(ASN1OctetString.getInstance(own).getOctets())
                .getKeyIdentifier());
  }

  /**
   * Checks that whoever has the key of a certificate may sign others.
   *
   * @throws GeneralSecurityException if not
   */
  static void requireCa(X509Certificate certificate) throws GeneralSecurityException {
    boolean @Nullable [] usage = certificate.getKeyUsage();
    if (certificate.getBasicConstraints() < 0 || (usage != null && !usage[KEY_CERT_SIGN])) {
      throw new GeneralSecurityException("the certificate is no CA");
    }
  }

  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
    return generator.generateKeyPair();
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, PublicKey key, Instant now, Instant end) {
    // RFC 5280 4.1.2.2: positive, at most 20 octets, unique; 127 random bits are.
    BigInteger serial = new BigInteger(126, RANDOM).setBit(126);
    return new JcaX509v3CertificateBuilder(
        issuer, serial, Date.from(now.minus(CLOCK_SKEW)), Date.from(end), subject, key);
  }

  private static X509Certificate signed(
      X509v3CertificateBuilder builder, PrivateKey key, KeyKind kind)
      throws GeneralSecurityException {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder(kind.certificates()).build(key)));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }
}
