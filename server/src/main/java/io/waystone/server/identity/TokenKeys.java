package io.waystone.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that sign service account tokens, by their ids: a JWKS in a file that others write. It
 * is small, and read whenever a key is asked for, so that what is exchanged holds from the next
 * token on. While it cannot be read, the keys stay as they were. May be used by any thread.
 */
final class TokenKeys {

  /** The algorithms of the keys that are taken; an API server signs with one of them. */
  static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);

  private static final Logger LOG = LoggerFactory.getLogger(TokenKeys.class);

  private static final int LARGEST = 1024 * 1024;

  private final Path file;
  private String text;
  private Map<String, List<PublicKey>> keys;
  private Optional<String> problem = Optional.empty();

  private TokenKeys(Path file, String text, Map<String, List<PublicKey>> keys) {
    this.file = file;
    this.text = text;
    this.keys = keys;
  }

  /**
   * Reads the file.
   *
   * @throws IdentityException if it cannot be read, or holds no key of ours
   */
  static TokenKeys open(Path file) {
    try {
      String text = read(file);
      Map<String, List<PublicKey>> keys = parse(text);
      if (keys.isEmpty()) {
        throw new IdentityException(
            file
                + " holds no key for tokens: an RSA key of 2048 bits or more, or one of EC P-256,"
                + " with an id (kid)");
      }
      return new TokenKeys(file, text, keys);
    } catch (IOException | ParseException e) {
      throw new IdentityException(problem(file, e), e);
    }
  }

  /** The keys with that id; none without an id. */
  List<PublicKey> of(Optional<String> id) {
    return id.map(known()::get).orElse(List.of());
  }

  private synchronized Map<String, List<PublicKey>> known() {
    try {
      String now = read(file);
      if (!now.equals(text)) {
        keys = parse(now);
        text = now;
        LOG.info("the keys of service account tokens have changed: {}", keys.keySet());
      }
      problem = Optional.empty();
    } catch (IOException | ParseException e) {
      String found = problem(file, e);
      if (!problem.equals(Optional.of(found))) {
        LOG.error("The keys of service account tokens stay as they were. {}", found);
      }
      problem = Optional.of(found);
    }
    return keys;
  }

  private static String read(Path file) throws IOException {
    if (PrivateFiles.othersMayWrite(file)) {
      throw new IOException(
          "it may be written by others than its owner; if nobody did, run: chmod go-w " + file);
    }
    try (InputStream bytes = Files.newInputStream(file)) {
      byte[] read = bytes.readNBytes(LARGEST + 1);
      if (read.length > LARGEST) {
        throw new IOException("it is larger than 1 MiB");
      }
      return new String(read, StandardCharsets.UTF_8);
    }
  }

  /** What is none of the keys that we take is not one of the set. */
  private static Map<String, List<PublicKey>> parse(String text) throws ParseException {
    Map<String, List<PublicKey>> byId = new HashMap<>();
    for (JWK key : JWKSet.parse(text).getKeys()) {
      Optional<String> id = Optional.ofNullable(key.getKeyID());
      Optional<PublicKey> usable = id.isEmpty() ? Optional.empty() : usable(key);
      if (usable.isEmpty()) {
        LOG.warn(
            "a key of service account tokens is left out, {}: only RSA keys of 2048 bits or more"
                + " and those of EC P-256 that have an id are taken",
            id.orElse("without an id"));
      } else {
        byId.computeIfAbsent(id.get(), _ -> new ArrayList<>()).add(usable.get());
      }
    }
    return byId;
  }

  private static Optional<PublicKey> usable(JWK key) {
    boolean signs = key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE);
    try {
      Optional<PublicKey> found =
          switch (key) {
            case RSAKey rsa -> Optional.of(rsa.toRSAPublicKey());
            case ECKey ec when ec.getCurve().equals(Curve.P_256) -> Optional.of(ec.toECPublicKey());
            // Also a key that is no secret to sign with once it is in a file: never one of a MAC.
            default -> Optional.empty();
          };
      return found
          .filter(_ -> signs)
          .filter(it ->
              KeyKind.of(it)
                  .map(KeyKind::tokens)
                  .filter(ALGORITHMS::contains)
                  .filter(own -> key.getAlgorithm() == null || key.getAlgorithm().equals(own))
                  .isPresent());
    } catch (JOSEException e) {
      return Optional.empty();
    }
  }

  /** Without what the parser says, which may quote the file. */
  private static String problem(Path file, Exception why) {
    return file
        + (why instanceof IOException
            ? " cannot be read (" + why + ")."
            : " is no JWKS, an object with a list \"keys\" (RFC 7517).")
        + " Put what the API server publishes at /openid/v1/jwks there.";
  }
}
