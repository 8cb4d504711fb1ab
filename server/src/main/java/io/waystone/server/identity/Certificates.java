package io.waystone.server.identity;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes certificates: which extensions they have, and how long they hold. */
final class Certificates {

  /** A verifier whose clock is a little behind must accept a certificate made just now. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

  private static final int ROOT_YEARS = 10;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Certificates() {}

  /** A new root with a new key, for ten years. */
  static Root root(String trustDomain, Instant now) throws GeneralSecurityException {
    KeyPair keys = newKeys();
    X500Name name = new X500NameBuilder().addRDN(BCStyle.O, trustDomain).build();
    Instant end = now.atOffset(ZoneOffset.UTC).plusYears(ROOT_YEARS).toInstant();
    X509v3CertificateBuilder builder = builder(name, name, keys.getPublic(), now, end);
    ECPrivateKey key = (ECPrivateKey) keys.getPrivate();
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
    return Root.of(signed(builder, key), key);
  }

  /**
   * A leaf for both sides of TLS with a new key. Its end is that of the root at the latest: a leaf
   * that outlives its issuer does not verify, and its holder would not know.
   */
  static IssuedCertificate leaf(
      Root root, X500Name subject, GeneralNames names, Duration ttl, Instant now)
      throws GeneralSecurityException {
    KeyPair keys = newKeys();
    Instant rootEnd = root.certificate().getNotAfter().toInstant();
    Instant end = now.plus(ttl).isBefore(rootEnd) ? now.plus(ttl) : rootEnd;
    X500Name issuer =
        X500Name.getInstance(root.certificate().getSubjectX500Principal().getEncoded());
    X509v3CertificateBuilder builder = builder(issuer, subject, keys.getPublic(), now, end);
    JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
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
          Extension.authorityKeyIdentifier,
          false,
          ids.createAuthorityKeyIdentifier(root.certificate()));
    } catch (CertIOException e) {
      throw new GeneralSecurityException(e);
    }
    X509Certificate certificate = signed(builder, root.key());
    return new IssuedCertificate(
        Pem.certificate(certificate),
        Pem.key(keys.getPrivate()),
        now,
        certificate.getNotAfter().toInstant(),
        renewAt(now, end, rootEnd));
  }

  /** Half life; where the root ends the life, a new one would hold no longer than this one. */
  private static Instant renewAt(Instant now, Instant end, Instant rootEnd) {
    return end.equals(rootEnd) ? end : now.plus(Duration.between(now, end).dividedBy(2));
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

  private static X509Certificate signed(X509v3CertificateBuilder builder, ECPrivateKey key)
      throws GeneralSecurityException {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }
}
