package io.waystone.server.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The two files with which an Envoy starts as a waypoint.
 *
 * @param bootstrap its configuration, which anyone may read
 * @param credential the token that it shows; mode 0600
 */
public record BootstrapFiles(Path bootstrap, Path credential) {

  public BootstrapFiles {
    bootstrap = printable(bootstrap);
    credential = printable(credential);
  }

  /**
   * The names for a bootstrap at {@code out}, {@code waypoint.yaml}: the credential is beside it,
   * {@code waypoint.token}. Both absolute, so that Envoy may be started anywhere.
   */
  public static BootstrapFiles at(Path out) {
    Path bootstrap = out.toAbsolutePath().normalize();
    String name = String.valueOf(bootstrap.getFileName());
    String stem = name.replaceFirst("\\.(ya?ml|json)$", "");
    return new BootstrapFiles(bootstrap, bootstrap.resolveSibling(stem + ".token"));
  }

  /**
   * Writes both, the credential first; each appears in one step, and what was there before is
   * replaced. The folder must exist.
   *
   * @param text of the bootstrap, see {@link Bootstrap#text}
   * @throws IOException if a file cannot be written
   */
  public void write(String text, SecretText token) throws IOException {
    // No newline at the end: Envoy sends the file as it is, and a header cannot hold one.
    PrivateFiles.replace(credential, token.reveal());
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
