package io.waystone.server.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The root in the state directory. It is made once: a root that is broken or gone in part is an
 * error, because a new one would cut off every workload that trusts the old one.
 */
final class RootFiles {

  private final StateDirectory state;

  RootFiles(StateDirectory state) {
    this.state = state;
  }

  /** Reads the root; makes it if there is none. */
  Root openOrCreate(String trustDomain, InstantSource clock) {
    try {
      if (!Files.exists(state.ca(), LinkOption.NOFOLLOW_LINKS)) {
        create(Certificates.root(trustDomain, clock.instant()));
      }
      return read(clock.instant());
    } catch (IOException | GeneralSecurityException e) {
      throw broken("cannot be read (" + e + ")", e);
    }
  }

  /**
   * Both files are written in a folder beside and appear together by a rename, which fails when
   * another process was first: then its root is the one.
   */
  private void create(Root root) throws IOException {
    Path fresh = PrivateFiles.beside(state.ca());
    Path certificate = fresh.resolve(state.rootCertificate().getFileName());
    Path key = fresh.resolve(state.rootKey().getFileName());
    try {
      PrivateFiles.createFolder(fresh);
      PrivateFiles.create(certificate, root.pem());
      PrivateFiles.create(key, Pem.key(root.key()).reveal());
      Files.move(fresh, state.ca(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(certificate);
      Files.deleteIfExists(key);
      Files.deleteIfExists(fresh);
      if (!Files.exists(state.ca())) {
        throw e;
      }
    }
  }

  private Root read(Instant now) throws IOException, GeneralSecurityException {
    if (Files.getPosixFilePermissions(state.rootKey()).contains(PosixFilePermission.OTHERS_READ)) {
      throw new IdentityException(
          "The key of the CA, "
              + state.rootKey()
              + ", may be read by everybody. If nobody did, run: chmod 600 "
              + state.rootKey());
    }
    X509Certificate certificate = Pem.readCertificate(Files.readString(state.rootCertificate()));
    PrivateKey key = Pem.readKey(Files.readString(state.rootKey()));
    if (!(key instanceof ECPrivateKey ecKey)
        || !(certificate.getPublicKey() instanceof ECPublicKey publicKey)
        || publicKey.getParams().getCurve().getField().getFieldSize() != 256) {
      throw broken("is not an EC P-256 pair");
    }
    return checked(Root.of(certificate, ecKey), now);
  }

  private Root checked(Root root, Instant now) throws GeneralSecurityException {
    if (root.certificate().getBasicConstraints() < 0) {
      throw broken("holds a certificate that is no CA");
    }
    if (!root.matches()) {
      throw broken("holds a key that does not belong to the certificate");
    }
    Instant end = root.certificate().getNotAfter().toInstant();
    if (!now.isBefore(end)) {
      throw broken("has expired at " + end);
    }
    return root;
  }

  private IdentityException broken(String how) {
    return new IdentityException(advice(how));
  }

  private IdentityException broken(String how, Exception cause) {
    return new IdentityException(advice(how), cause);
  }

  private String advice(String how) {
    return "The CA in "
        + state.ca()
        + " "
        + how
        + ". Put root.pem and root.key back from a backup. Or move the folder away: a new CA is"
        + " made at the next start, and every waypoint and workload that trusts the old one must"
        + " get the new root and a new credential.";
  }
}
