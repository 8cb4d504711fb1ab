package io.waystone.server.identity;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The folder that keeps what must survive a restart; the CA is in {@code ca/}. Whoever reads it can
 * make any identity of the mesh, so it is made with mode 0700, and one that its group or others may
 * write is refused.
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
   * @throws IdentityException if it cannot be made or used, or if its group or others may write in
   *     it
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
    if (PrivateFiles.othersMayWrite(path)) {
      throw new IdentityException(
          "The state directory "
              + path
              + " may be written by its group or by everybody, so others could put a CA of their"
              + " own there. If nobody did, run: chmod go-w "
              + path);
    }
  }

  /** The folder of the CA. */
  Path ca() {
    return path.resolve("ca");
  }

  /** The roots of the mesh, PEM; one of them is that of the key. */
  public Path rootCertificate() {
    return ca().resolve("root.pem");
  }

  /** The key of the root, PKCS#8 PEM, mode 0600. */
  public Path rootKey() {
    return ca().resolve("root.key");
  }
}
