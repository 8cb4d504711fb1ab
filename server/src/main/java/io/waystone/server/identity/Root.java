package io.waystone.server.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.HexFormat;

/**
 * The root of the mesh: a certificate and its key.
 *
 * @param pem the certificate as PEM
 * @param fingerprint SHA-256 of the certificate, hex
 */
record Root(X509Certificate certificate, String pem, String fingerprint, ECPrivateKey key) {

  static Root of(X509Certificate certificate, ECPrivateKey key) throws GeneralSecurityException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
    return new Root(
        certificate, Pem.certificate(certificate), HexFormat.of().formatHex(digest), key);
  }

  ECPublicKey publicKey() {
    return (ECPublicKey) certificate.getPublicKey();
  }

  /** Whether what the key signs is what the certificate verifies. */
  boolean matches() throws GeneralSecurityException {
    byte[] probe = "waystone".getBytes(StandardCharsets.US_ASCII);
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(key);
    signer.update(probe);
    byte[] signed = signer.sign();
    signer.initVerify(publicKey());
    signer.update(probe);
    return signer.verify(signed);
  }

  @Override
  public String toString() {
    return "Root[" + certificate.getSubjectX500Principal() + ", " + fingerprint + "]";
  }
}
