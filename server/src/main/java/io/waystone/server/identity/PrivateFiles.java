package io.waystone.server.identity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/** Files and folders that belong to their owner alone from the moment they exist. */
final class PrivateFiles {

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final SecureRandom RANDOM = new SecureRandom();

  private PrivateFiles() {}

  /** Writes a file with mode 0600 in one step: a reader sees the old text or the new one. */
  static void replace(Path file, String text) throws IOException {
    Path fresh = beside(file);
    try {
      create(fresh, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** Makes a file with mode 0600 and has it on disk on return; the file must not exist. */
  static void create(Path file, String text) throws IOException {
    // The mode is given to open(2): there is no moment at which others could open the file.
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            OWNER_ONLY_FILE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /** Makes a folder with mode 0700; its parent exists, it does not. */
  static void createFolder(Path folder) throws IOException {
    Files.createDirectory(folder, OWNER_ONLY_FOLDER);
  }

  /** Makes a folder and what is missing above it with mode 0700; existing ones stay as they are. */
  static void createFolders(Path folder) throws IOException {
    Files.createDirectories(folder, OWNER_ONLY_FOLDER);
  }

  /** Whether others than the owner may write a file, or in a folder. */
  static boolean othersMayWrite(Path path) throws IOException {
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
    return mode.contains(PosixFilePermission.GROUP_WRITE)
        || mode.contains(PosixFilePermission.OTHERS_WRITE);
  }

  /** Whether everybody may read a file. */
  static boolean everybodyMayRead(Path file) throws IOException {
    return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
  }

  /** A hidden name in the same folder that nobody uses, for something that is moved into place. */
  static Path beside(Path file) {
    byte[] unique = new byte[8];
    RANDOM.nextBytes(unique);
    return file.resolveSibling("." + file.getFileName() + "." + HexFormat.of().formatHex(unique));
  }
}
