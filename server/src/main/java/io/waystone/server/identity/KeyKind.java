package io.waystone.server.identity;

import com.nimbusds.jose.JWSAlgorithm;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The kinds of keys that a CA may have, each with the way it signs certificates and tokens. No
 * other: Envoy verifies no Ed25519 certificates, and shorter RSA keys are not safe.
 */
enum KeyKind {
  EC_P256("SHA256withECDSA", "ES256"),
  EC_P384("SHA384withECDSA", "ES384"),
  EC_P521("SHA512withECDSA", "ES512"),
  RSA("SHA256withRSA", "RS256");

  private static final int MIN_RSA_BITS = 2048;

  private final String certificates;
  private final String tokens;

  KeyKind(String certificates, String tokens) {
    this.certificates = certificates;
    this.tokens = tokens;
  }

  /** Which kind a key is of; empty for one that no CA of ours may have. */
  static Optional<KeyKind> of(PublicKey key) {
    return switch (key) {
      case ECPublicKey ec -> ec(ec.getParams().getCurve().getField().getFieldSize());
      case RSAPublicKey rsa ->
          rsa.getModulus().bitLength() < MIN_RSA_BITS ? Optional.empty() : Optional.of(RSA);
      default -> Optional.empty();
    };
  }

  private static Optional<KeyKind> ec(int bits) {
    return Stream.of(EC_P256, EC_P384, EC_P521)
        .filter(kind -> kind.name().equals("EC_P" + bits))
        .findFirst();
  }

  /** The JCA name of the algorithm that signs a certificate. */
  String certificates() {
    return certificates;
  }

  /** The algorithm that signs a token; a token of such a key has this and no other. */
  JWSAlgorithm tokens() {
    return JWSAlgorithm.parse(tokens);
  }
}
