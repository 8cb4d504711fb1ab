package io.waystone.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Service account tokens as an API server makes them, and the keys that it publishes. */
public record MadeTokens(JWK key) {

  /** What this API server calls itself. */
  public static final String ISSUER = "https://kubernetes.default.svc.cluster.local";

  /** An API server that signs with EC P-256. */
  public static MadeTokens es256(String keyId) {
    try {
      return new MadeTokens(new ECKeyGenerator(Curve.P_256).keyID(keyId).generate());
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static MadeTokens rs256(String keyId, int bits) {
    try {
      return new MadeTokens(new RSAKeyGenerator(bits, true).keyID(keyId).generate());
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes the public keys of these as {@code --token-jwks} takes them. */
  public static void publish(Path file, MadeTokens... signers) {
    JWKSet keys =
        new JWKSet(List.of(signers).stream().map(MadeTokens::key).map(JWK::toPublicJWK).toList());
    try {
      Files.writeString(file, keys.toString());
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a token bound to a pod says; it holds for an hour. */
  public static JWTClaimsSet.Builder claims(
      String namespace, String account, Map<String, Object> bound, Instant now) {
    Map<String, Object> kubernetes = new HashMap<>(bound);
    kubernetes.put("namespace", namespace);
    kubernetes.put("serviceaccount", Map.of("name", account, "uid", "uid-of-" + account));
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience("istio-ca")
        .subject("system:serviceaccount:" + namespace + ":" + account)
        .issueTime(Date.from(now))
        .notBeforeTime(Date.from(now))
        .expirationTime(Date.from(now.plus(Duration.ofHours(1))))
        .claim("kubernetes.io", kubernetes);
  }

  /** A pod, as a token names it. */
  public static Map<String, Object> pod(String name) {
    return Map.of("name", name, "uid", "uid-of-" + name);
  }

  /** The token. */
  public String sign(JWTClaimsSet claims) {
    return key instanceof RSAKey
        ? sign(claims, JWSAlgorithm.RS256, key.getKeyID())
        : sign(claims, JWSAlgorithm.ES256, key.getKeyID());
  }

  String sign(JWTClaimsSet claims, JWSAlgorithm algorithm, String keyId) {
    return sign(claims, new JWSHeader.Builder(algorithm).keyID(keyId).build());
  }

  String sign(JWTClaimsSet claims, JWSHeader header) {
    try {
      JWSSigner signer =
          switch (key) {
            case RSAKey rsa -> new RSASSASigner(rsa);
            case ECKey ec -> new ECDSASigner(ec);
            default -> throw new IllegalStateException("no key of ours");
          };
      SignedJWT token = new SignedJWT(header, claims);
      token.sign(signer);
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whose it is; never the key. */
  @Override
  public String toString() {
    return "MadeTokens[" + key.getKeyID() + "]";
  }
}
