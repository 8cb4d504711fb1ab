package io.waystone.server.identity;

import io.waystone.server.identity.Issuance.Reason;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;

/**
 * A certificate signing request (PKCS#10, RFC 2986). All that is taken from it is the public key:
 * its subject, names and extensions are what the asker would like, and are not looked at. istiod
 * does the same; a client that wants to be sure, as ztunnel does, compares what it gets with what
 * it asked for.
 */
final class SigningRequest {

  private static final int LARGEST = 16 * 1024;

  /** {@code NEW} is what some older tools write. */
  private static final Pattern PEM =
      Pattern.compile(
          "\\s*+-----BEGIN (NEW |)CERTIFICATE REQUEST-----([A-Za-z0-9+/=\\s]++)"
              + "-----END \\1CERTIFICATE REQUEST-----\\s*+");

  private static final Set<ASN1ObjectIdentifier> SIGNATURES =
      Set.of(
          X9ObjectIdentifiers.ecdsa_with_SHA256,
          X9ObjectIdentifiers.ecdsa_with_SHA384,
          X9ObjectIdentifiers.ecdsa_with_SHA512,
          PKCSObjectIdentifiers.sha256WithRSAEncryption,
          PKCSObjectIdentifiers.sha384WithRSAEncryption,
          PKCSObjectIdentifiers.sha512WithRSAEncryption);

  private static final Set<ASN1Encodable> CURVES =
      Set.of(SECObjectIdentifiers.secp256r1, SECObjectIdentifiers.secp384r1);

  private static final int MIN_RSA_BITS = 2048;

  /** A larger one only costs whoever verifies it. */
  private static final int MAX_RSA_BITS = 8192;

  private static final BigInteger MIN_RSA_EXPONENT = BigInteger.valueOf(65_537);

  /** BoringSSL and Go verify nothing with a longer one, and for others it is slow. */
  private static final int MAX_RSA_EXPONENT_BITS = 31;

  private SigningRequest() {}

  /**
   * The key that is to be signed, whose holder has made the request.
   *
   * @param pem one request and nothing else
   * @throws Refusal if it is none, is not signed by its key, or the key is not one that is signed:
   *     RSA of 2048 to 8192 bits, EC of P-256 or P-384
   */
  static PublicKey key(String pem) throws Refusal {
    PKCS10CertificationRequest request = read(pem);
    PublicKey key = publicKey(request);
    try {
      // RFC 2986 3: the signature keeps others from having a key certified that is not theirs.
      if (SIGNATURES.contains(request.getSignatureAlgorithm().getAlgorithm())
          && request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        return key;
      }
    } catch (OperatorCreationException | PKCSException | RuntimeException notSigned) {
      // Said below.
    }
    throw new Refusal(
        Reason.MALFORMED_CSR,
        "the signing request is not signed by its own key with SHA-256, SHA-384 or SHA-512");
  }

  private static PKCS10CertificationRequest read(String pem) throws Refusal {
    if (pem.length() > LARGEST) {
      throw new Refusal(Reason.MALFORMED_CSR, "the signing request is larger than 16 KiB");
    }
    Matcher form = PEM.matcher(pem);
    if (!form.matches()) {
      throw malformed();
    }
    try {
      return new PKCS10CertificationRequest(
          Base64.getDecoder().decode(form.group(2).replaceAll("\\s", "")));
    } catch (IOException | RuntimeException e) {
      // The parser has many ways to say it, unchecked exceptions among them.
      throw malformed();
    }
  }

  private static PublicKey publicKey(PKCS10CertificationRequest request) throws Refusal {
    try {
      AlgorithmIdentifier kind = request.getSubjectPublicKeyInfo().getAlgorithm();
      X509EncodedKeySpec encoded =
          new X509EncodedKeySpec(request.getSubjectPublicKeyInfo().getEncoded());
      if (kind.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
          // By name: there are other curves of the same size, and parameters may be anything.
          && CURVES.contains(kind.getParameters())) {
        return KeyFactory.getInstance("EC").generatePublic(encoded);
      }
      if (kind.getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)
          && KeyFactory.getInstance("RSA").generatePublic(encoded) instanceof RSAPublicKey rsa
          && isStrong(rsa)) {
        return rsa;
      }
    } catch (IOException | GeneralSecurityException | RuntimeException noKey) {
      // Said below.
    }
    throw new Refusal(
        Reason.REFUSED_KEY,
        "the key of the signing request is none that is signed: EC of P-256 or P-384, or RSA of"
            + " 2048 to 8192 bits");
  }

  private static boolean isStrong(RSAPublicKey key) {
    int bits = key.getModulus().bitLength();
    return bits >= MIN_RSA_BITS
        && bits <= MAX_RSA_BITS
        && key.getPublicExponent().testBit(0)
        && key.getPublicExponent().compareTo(MIN_RSA_EXPONENT) >= 0
        && key.getPublicExponent().bitLength() <= MAX_RSA_EXPONENT_BITS;
  }

  private static Refusal malformed() {
    return new Refusal(
        Reason.MALFORMED_CSR,
        "the signing request is not one PKCS#10 request in PEM, and nothing else");
  }
}
