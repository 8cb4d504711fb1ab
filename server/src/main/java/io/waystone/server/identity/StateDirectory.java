package io.waystone.server.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/**
 * The folder that keeps what must survive a restart; the CA is in {@code ca/}. Whoever reads it can
 * make any identity of the mesh, so it is made with mode 0700, and one that others may write is
 * refused.
 *
 * @param path absolute and normalised
 */
public record StateDirectory(Path path) {

  public StateDirectory {
    path = path.toAbsolutePath().normalize();
  }

  /**
   * Opens the folder, or makes it.
   *
   * @throws IdentityException if it cannot be made or used, or if others may write in it
   */
  public static StateDirectory open(Path path) {
    StateDirectory state = new StateDirectory(path);
    try {
      PrivateFiles.createFolders(state.path);
      state.requireOthersKeptOut();
    } catch (IOException e) {
      throw new IdentityException(
          "The state directory "
              + state.path
              + " cannot be used ("
              + e
              + "). Make it a folder that this user may write, or choose another.",
          e);
    }
    return state;
  }

  private void requireOthersKeptOut() throws IOException {
    if (Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new IdentityException(
          "The state directory "
              + path
              + " may be written by everybody, so anyone could put a CA of his own there. Run:"
              + " chmod o-rwx "
              + path);
    }
  }

  /** The folder of the CA. */
  Path ca() {
    return path.resolve("ca");
  }

  /** The root certificate of the mesh, PEM. */
  public Path rootCertificate() {
    return ca().resolve("root.pem");
  }

  /** The key of the root, PKCS#8 PEM, mode 0600. */
  public Path rootKey() {
    return ca().resolve("root.key");
  }
}
