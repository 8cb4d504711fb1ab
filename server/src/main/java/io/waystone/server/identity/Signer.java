package io.waystone.server.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a CA signs with, and what the mesh trusts: all that its files say at one time.
 *
 * @param certificate what the key belongs to: a root, or an intermediate
 * @param key its private key
 * @param kind of the key
 * @param chain what a leaf's holder shows behind the leaf, so that whoever has only the roots can
 *     verify it; empty if the certificate is a root itself
 * @param chainPem the same as PEM
 * @param trust the roots; several while one follows another
 * @param end when the first certificate between a leaf and its root ends
 * @param fingerprint SHA-256 of certificate and chain, hex; another one means that leaves are to be
 *     renewed
 */
record Signer(
    X509Certificate certificate,
    PrivateKey key,
    KeyKind kind,
    List<X509Certificate> chain,
    String chainPem,
    Trust trust,
    Instant end,
    String fingerprint) {

  /**
   * The signer of these.
   *
   * @throws GeneralSecurityException if no way leads from the certificate to a root
   */
  static Signer of(
      X509Certificate certificate,
      PrivateKey key,
      KeyKind kind,
      List<X509Certificate> chain,
      Trust trust,
      Instant now)
      throws GeneralSecurityException {
    List<X509Certificate> all =
        Stream.concat(Stream.of(certificate), chain.stream()).distinct().toList();
    return new Signer(
        certificate,
        key,
        kind,
        List.copyOf(chain),
        Pem.certificates(chain),
        trust,
        trust.end(certificate, chain, now),
        Pem.fingerprint(all));
  }

  PublicKey publicKey() {
    return certificate.getPublicKey();
  }

  /** Whether it differs in what anybody gets from it. */
  boolean isOther(Signer than) {
    return !(fingerprint.equals(than.fingerprint) && trust.equals(than.trust));
  }

  /** Whether what the key signs is what the certificate verifies. */
  static boolean match(PublicKey publicKey, PrivateKey key, KeyKind kind) {
    byte[] probe = "waystone".getBytes(StandardCharsets.US_ASCII);
    try {
      Signature signer = Signature.getInstance(kind.certificates());
      signer.initSign(key);
      signer.update(probe);
      byte[] signed = signer.sign();
      signer.initVerify(publicKey);
      signer.update(probe);
      return signer.verify(signed);
    } catch (GeneralSecurityException otherKindOfKey) {
      return false;
    }
  }

  /** Says whose it is; never the key. */
  @Override
  public String toString() {
    return "Signer["
        + certificate.getSubjectX500Principal()
        + ", "
        + fingerprint
        + ", until "
        + end
        + ", "
        + trust
        + "]";
  }
}
