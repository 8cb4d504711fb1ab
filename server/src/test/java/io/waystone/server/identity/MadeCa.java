package io.waystone.server.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A CA as an operator makes it, outside of Waystone: a root, or an intermediate. */
public record MadeCa(X509Certificate certificate, KeyPair keys) {

  private static final AtomicLong SERIALS = new AtomicLong(1);
  private static final Duration LIFE = Duration.ofDays(3650);

  /** A root of EC P-256 that holds for ten years. */
  public static MadeCa root(String name, Instant now) {
    return root(name, keys("EC", 256), now.plus(LIFE), now);
  }

  static MadeCa root(String name, KeyPair keys, Instant end, Instant now) {
    X500Name subject = new X500Name("O=" + name);
    return new MadeCa(certificate(subject, keys, subject, keys.getPrivate(), end, now, true), keys);
  }

  /** An intermediate of EC P-256, signed by this one. */
  public MadeCa intermediate(String name, Instant now) {
    return intermediate(name, keys("EC", 256), now.plus(LIFE.dividedBy(2)), now);
  }

  MadeCa intermediate(String name, KeyPair keys, Instant end, Instant now) {
    return new MadeCa(signed(new X500Name("O=" + name), keys, end, now, true), keys);
  }

  /** A second certificate for a root, signed by this one: who trusts this one trusts that one. */
  public X509Certificate cross(MadeCa root, Instant now) {
    return signed(subject(root.certificate), root.keys, now.plus(LIFE.dividedBy(2)), now, true);
  }

  X509Certificate signed(X500Name name, KeyPair of, Instant end, Instant now, boolean ca) {
    return certificate(name, of, subject(certificate), keys.getPrivate(), end, now, ca);
  }

  /**
   * Exchanges all files of a folder in one step, as Kubernetes does in a volume: the folder is a
   * link to another one.
   */
  public void publish(Path link, List<X509Certificate> chain, List<X509Certificate> roots) {
    try {
      long number = SERIALS.getAndIncrement();
      Path fresh = link.resolveSibling(link.getFileName() + "-" + number);
      write(fresh, chain, roots);
      Path next =
          Files.createSymbolicLink(link.resolveSibling("link-" + number), fresh.getFileName());
      Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes it as the signer of a folder as {@code --ca} takes it. */
  public void write(Path folder, List<X509Certificate> chain, List<X509Certificate> roots) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("ca-cert.pem"), Pem.certificate(certificate));
      Path key = folder.resolve("ca-key.pem");
      Files.writeString(key, Pem.key(keys.getPrivate()).reveal());
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
      Files.writeString(folder.resolve("cert-chain.pem"), Pem.certificates(chain));
      Files.writeString(folder.resolve("root-cert.pem"), Pem.certificates(roots));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static KeyPair keys(String algorithm, int size) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(size);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X500Name subject(X509Certificate certificate) {
    return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
  }

  private static X509Certificate certificate(
      X500Name subject,
      KeyPair keys,
      X500Name issuer,
      PrivateKey by,
      Instant end,
      Instant now,
      boolean ca) {
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            BigInteger.valueOf(SERIALS.getAndIncrement()),
            Date.from(now.minusSeconds(60)),
            Date.from(end),
            subject,
            keys.getPublic());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(ca ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature));
      String algorithm =
          switch (by.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> by.getAlgorithm();
          };
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(by)));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whose it is; never the key. */
  @Override
  public String toString() {
    return "MadeCa[" + certificate.getSubjectX500Principal() + "]";
  }
}
