package io.waystone.server.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * The CA in the state directory: a key, and the roots of the mesh, of which one is that of the key.
 * It is made once: a CA that is broken or gone in part is an error, because a new one would cut off
 * every workload that trusts the old one.
 */
final class RootFiles implements CaFiles {

  private final StateDirectory state;

  RootFiles(StateDirectory state) {
    this.state = state;
  }

  /** Makes a root if there is none. */
  void create(String trustDomain, Instant now) {
    try {
      if (!Files.exists(state.ca(), LinkOption.NOFOLLOW_LINKS)) {
        write(Certificates.root(trustDomain, now));
      }
    } catch (IOException | GeneralSecurityException e) {
      throw broken("cannot be made (" + e + ")", e);
    }
  }

  /**
   * Both files are written in a folder beside and appear together by a rename, which fails when
   * another process was first: then its root is the one.
   */
  private void write(Certificates.NewRoot root) throws IOException, GeneralSecurityException {
    Path fresh = PrivateFiles.beside(state.ca());
    Path certificate = fresh.resolve(state.rootCertificate().getFileName());
    Path key = fresh.resolve(state.rootKey().getFileName());
    try {
      PrivateFiles.createFolder(fresh);
      PrivateFiles.create(certificate, Pem.certificate(root.certificate()));
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

  @Override
  public Signer read(Instant now) {
    try {
      return readable(now);
    } catch (IOException | GeneralSecurityException e) {
      throw broken("cannot be read (" + e + ")", e);
    }
  }

  private Signer readable(Instant now) throws IOException, GeneralSecurityException {
    requirePrivate();
    PrivateKey key = Pem.readKey(Files.readString(state.rootKey()));
    List<X509Certificate> roots = Pem.readCertificates(Files.readString(state.rootCertificate()));
    X509Certificate own =
        roots.stream()
            .filter(root -> matches(root, key))
            .findFirst()
            .orElseThrow(() -> broken("holds a key that does not belong to the certificate"));
    if (own.getBasicConstraints() < 0) {
      throw broken("holds a certificate that is no CA");
    }
    Instant end = own.getNotAfter().toInstant();
    if (!now.isBefore(end)) {
      throw broken("has expired at " + end);
    }
    return Signer.of(
        own, key, KeyKind.of(own.getPublicKey()).orElseThrow(), List.of(), Trust.of(roots), now);
  }

  private static boolean matches(X509Certificate root, PrivateKey key) {
    return KeyKind.of(root.getPublicKey())
        .filter(kind -> Signer.match(root.getPublicKey(), key, kind))
        .isPresent();
  }

  private void requirePrivate() throws IOException {
    if (PrivateFiles.everybodyMayRead(state.rootKey())) {
      throw new IdentityException(
          "The key of the CA, "
              + state.rootKey()
              + ", may be read by everybody. If nobody did, run: chmod 600 "
              + state.rootKey());
    }
    for (Path path : List.of(state.ca(), state.rootKey(), state.rootCertificate())) {
      if (PrivateFiles.othersMayWrite(path)) {
        throw new IdentityException(
            path
                + ", a part of the CA, may be written by others than its owner. If nobody did, run:"
                + " chmod go-w "
                + path);
      }
    }
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
