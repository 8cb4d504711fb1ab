package io.waystone.server.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A CA that others made, in the files of Istio's secret {@code cacerts}: what signs ({@code
 * ca-cert.pem}, {@code ca-key.pem}), the certificates between it and a root ({@code
 * cert-chain.pem}, which may be missing or empty where there are none) and the roots that the mesh
 * trusts ({@code root-cert.pem}, several while one follows another).
 */
final class CacertsFolder implements CaFiles {

  private final Path certificate;
  private final Path key;
  private final Path chain;
  private final Path roots;

  /** Where they really lie is looked up for each reading, so that all are of one generation. */
  static CaFiles at(Path folder) {
    return now -> new CacertsFolder(real(folder.toAbsolutePath().normalize())).read(now);
  }

  /**
   * A volume is exchanged by a link to another folder: who reads one file before and the next one
   * after gets a CA that never was. Where each file is a link to somewhere else, they stay as
   * named.
   */
  private static Path real(Path folder) {
    try {
      Path real = folder.resolve("ca-cert.pem").toRealPath().resolveSibling("ca-key.pem");
      return Optional.ofNullable(real.getParent())
          .filter(parent -> Files.exists(real) && Files.exists(parent.resolve("root-cert.pem")))
          .orElse(folder);
    } catch (IOException e) {
      return folder;
    }
  }

  private CacertsFolder(Path absolute) {
    certificate = absolute.resolve("ca-cert.pem");
    key = absolute.resolve("ca-key.pem");
    chain = absolute.resolve("cert-chain.pem");
    roots = absolute.resolve("root-cert.pem");
  }

  @Override
  public Signer read(Instant now) {
    List<X509Certificate> own = certificates(certificate);
    if (own.isEmpty()) {
      throw new IdentityException(certificate + " holds no certificate. Put that of the CA there.");
    }
    X509Certificate ca = own.getFirst();
    KeyKind kind =
        KeyKind.of(ca.getPublicKey())
            .orElseThrow(() ->
                new IdentityException(
                    certificate
                        + " is of a key that is neither EC (P-256, P-384, P-521) nor RSA of 2048"
                        + " bits or more. Make the CA with such a key."));
    PrivateKey secret = key();
    if (!Signer.match(ca.getPublicKey(), secret, kind)) {
      throw new IdentityException(
          key + " is not the key of " + certificate + ". Put both there from the same CA.");
    }
    Instant end = ca.getNotAfter().toInstant();
    if (!now.isBefore(end)) {
      throw new IdentityException(
          certificate + " has expired at " + end + ". Put a new one there, with its key.");
    }
    return signer(ca, secret, kind, behind(ca), trust(), now);
  }

  private Signer signer(
      X509Certificate ca,
      PrivateKey secret,
      KeyKind kind,
      List<X509Certificate> behind,
      Trust trust,
      Instant now) {
    try {
      return Signer.of(ca, secret, kind, behind, trust, now);
    } catch (GeneralSecurityException e) {
      throw new IdentityException(
          "No way leads from "
              + certificate
              + " to a root in "
              + roots
              + ": each must be a CA that is valid now, and those between stand in "
              + chain
              + " ("
              + e.getMessage()
              + ").",
          e);
    }
  }

  /** What a leaf's holder shows behind it. Who verifies has the roots already. */
  private List<X509Certificate> behind(X509Certificate ca) {
    List<X509Certificate> behind = new ArrayList<>();
    behind.add(ca);
    if (Files.exists(chain)) {
      behind.addAll(certificates(chain));
    }
    return behind.stream().distinct().filter(each -> !isSelfSigned(each)).toList();
  }

  private static boolean isSelfSigned(X509Certificate each) {
    return each.getSubjectX500Principal().equals(each.getIssuerX500Principal());
  }

  private Trust trust() {
    List<X509Certificate> all = certificates(roots);
    if (all.isEmpty()) {
      throw new IdentityException(
          roots + " holds no certificate. Put the root of the mesh there, or several.");
    }
    try {
      return Trust.of(all);
    } catch (GeneralSecurityException e) {
      throw unreadable(roots, e);
    }
  }

  private PrivateKey key() {
    try {
      if (PrivateFiles.everybodyMayRead(key) || PrivateFiles.othersMayWrite(key)) {
        throw new IdentityException(
            key
                + " may be read by everybody, or written by others than its owner. If nobody did,"
                + " run: chmod 600 "
                + key
                + " (in a Kubernetes volume: defaultMode: 0400)");
      }
      return Pem.readKey(Files.readString(key));
    } catch (IOException e) {
      throw unreadable(key, e);
    }
  }

  private static List<X509Certificate> certificates(Path file) {
    try {
      return Pem.readCertificates(Files.readString(file));
    } catch (IOException | GeneralSecurityException e) {
      throw unreadable(file, e);
    }
  }

  private static IdentityException unreadable(Path file, Exception why) {
    return new IdentityException(
        file
            + " cannot be read ("
            + why
            + "). A CA in files is ca-cert.pem, ca-key.pem, cert-chain.pem and root-cert.pem in one"
            + " folder, as in Istio's secret \"cacerts\".",
        why);
  }
}
