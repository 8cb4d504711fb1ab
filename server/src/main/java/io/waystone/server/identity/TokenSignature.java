package io.waystone.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The signature of a token. If an intermediate signs, the token holds the certificates between it
 * and the root ({@code x5c}), so that it verifies wherever that root is trusted; if a root signs,
 * the token names it by its fingerprint ({@code kid}).
 */
final class TokenSignature {

  /** What a signature is worth. */
  enum Judgement {
    GOOD,
    WRONG_ALGORITHM,
    BAD
  }

  /** More certificates than any CA has between itself and its root. */
  private static final int MAX_CHAIN = 5;

  private TokenSignature() {}

  static String sign(JWTClaimsSet claims, Signer signer)
      throws JOSEException, GeneralSecurityException {
    JWSHeader.Builder header =
        new JWSHeader.Builder(signer.kind().tokens())
            .keyID(Pem.fingerprint(List.of(signer.certificate())));
    if (!signer.chain().isEmpty()) {
      header.x509CertChain(encoded(signer));
    }
    SignedJWT token = new SignedJWT(header.build(), claims);
    token.sign(signer(signer.key()));
    return token.serialize();
  }

  /** What signs comes first, also where its own certificate is a root that signs itself. */
  private static List<Base64> encoded(Signer signer) throws GeneralSecurityException {
    List<Base64> chain = new ArrayList<>();
    chain.add(Base64.encode(signer.certificate().getEncoded()));
    for (X509Certificate behind : signer.chain()) {
      if (!behind.equals(signer.certificate())) {
        chain.add(Base64.encode(behind.getEncoded()));
      }
    }
    return chain;
  }

  /** Judges a token by the roots that are trusted now. */
  static Judgement verify(SignedJWT token, Trust trust, Instant now) throws JOSEException {
    Optional<X509Certificate> by = trusted(token.getHeader(), trust, now);
    if (by.isEmpty()) {
      return Judgement.BAD;
    }
    PublicKey key = by.get().getPublicKey();
    Optional<JWSAlgorithm> ours = KeyKind.of(key).map(KeyKind::tokens);
    // Before any verification: the algorithm is ours to choose, not the token's (RFC 8725 3.1).
    if (!ours.equals(Optional.of(token.getHeader().getAlgorithm()))) {
      return Judgement.WRONG_ALGORITHM;
    }
    return token.verify(verifier(key)) ? Judgement.GOOD : Judgement.BAD;
  }

  /** Whose signature it says it has, if that is a CA which the mesh trusts. */
  private static Optional<X509Certificate> trusted(JWSHeader header, Trust trust, Instant now) {
    List<Base64> chain = Optional.ofNullable(header.getX509CertChain()).orElse(List.of());
    if (chain.size() > MAX_CHAIN) {
      return Optional.empty();
    }
    try {
      if (chain.isEmpty()) {
        return root(trust, Optional.ofNullable(header.getKeyID()), now);
      }
      List<X509Certificate> shown = new ArrayList<>();
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Base64 each : chain) {
        shown.add(
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(each.decode())));
      }
      trust.end(shown.getFirst(), shown, now);
      return Optional.of(shown.getFirst());
    } catch (GeneralSecurityException notTrusted) {
      return Optional.empty();
    }
  }

  private static Optional<X509Certificate> root(Trust trust, Optional<String> id, Instant now)
      throws GeneralSecurityException {
    for (X509Certificate root : trust.roots()) {
      if (Optional.of(Pem.fingerprint(List.of(root))).equals(id)) {
        trust.end(root, List.of(), now);
        return Optional.of(root);
      }
    }
    return Optional.empty();
  }

  private static JWSSigner signer(PrivateKey key) throws JOSEException {
    return key instanceof ECPrivateKey ec ? new ECDSASigner(ec) : new RSASSASigner(key);
  }

  /** What verifies the signature of a key of ours. */
  static JWSVerifier verifier(PublicKey key) throws JOSEException {
    return switch (key) {
      case ECPublicKey ec -> new ECDSAVerifier(ec);
      case RSAPublicKey rsa -> new RSASSAVerifier(rsa);
      default -> throw new JOSEException("no key of ours");
    };
  }
}
