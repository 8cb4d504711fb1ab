package io.waystone.server.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The files with which an Envoy starts as a waypoint.
 *
 * @param bootstrap its configuration, which anyone may read
 * @param credential the token that it shows, or its certificate; mode 0600
 * @param key that of the certificate, mode 0600; empty if it shows a token
 */
public record BootstrapFiles(Path bootstrap, Path credential, Optional<Path> key) {

  public BootstrapFiles {
    bootstrap = printable(bootstrap);
    credential = printable(credential);
    key = key.map(BootstrapFiles::printable);
  }

  /**
   * The names for a bootstrap at {@code out}, {@code waypoint.yaml}: the credential is beside it,
   * {@code waypoint.token}. All absolute, so that Envoy may be started anywhere.
   */
  public static BootstrapFiles at(Path out) {
    return new BootstrapFiles(
        out.toAbsolutePath().normalize(), beside(out, ".token"), Optional.empty());
  }

  /** The same with a client certificate, {@code waypoint.crt}, and {@code waypoint.key}. */
  public static BootstrapFiles withCertificate(Path out) {
    return new BootstrapFiles(
        out.toAbsolutePath().normalize(), beside(out, ".crt"), Optional.of(beside(out, ".key")));
  }

  private static Path beside(Path out, String suffix) {
    Path bootstrap = out.toAbsolutePath().normalize();
    String name = String.valueOf(bootstrap.getFileName());
    return bootstrap.resolveSibling(name.replaceFirst("\\.(ya?ml|json)$", "") + suffix);
  }

  /**
   * Writes bootstrap and token, the token first; each appears in one step, and what was there
   * before is replaced. The folder must exist.
   *
   * @param text of the bootstrap, see {@link Bootstrap#text}
   * @throws IOException if a file cannot be written
   */
  public void write(String text, SecretText token) throws IOException {
    // No newline at the end: Envoy sends the file as it is, and a header cannot hold one.
    PrivateFiles.replace(credential, token.reveal());
    writeBootstrap(text);
  }

  /**
   * Writes bootstrap, certificate and key in the same way.
   *
   * @throws IOException if a file cannot be written
   * @throws java.util.NoSuchElementException if these are the files for a token
   */
  public void write(String text, IssuedCertificate certificate) throws IOException {
    PrivateFiles.replace(key.orElseThrow(), certificate.key().reveal());
    PrivateFiles.replace(credential, certificate.chain());
    writeBootstrap(text);
  }

  private void writeBootstrap(String text) throws IOException {
    Path fresh = PrivateFiles.beside(bootstrap);
    try {
      Files.writeString(fresh, text);
      Files.move(fresh, bootstrap, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** A name with a line break in it could end a comment and add to the configuration. */
  private static Path printable(Path path) {
    if (path.toString().chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("control characters in the name of a file");
    }
    return path;
  }
}
