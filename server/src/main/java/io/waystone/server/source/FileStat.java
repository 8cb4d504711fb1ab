package io.waystone.server.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * What tells one state of a file from another without reading it.
 *
 * @param real where the file is when all links are followed
 * @param size in bytes
 * @param inode tells a file that was renamed over another one of the same size and time; empty
 *     where the file system has none
 */
record FileStat(Path real, long size, FileTime modified, Optional<Object> inode) {

  /** Looks at a file; the path has no links in it. */
  static FileStat of(Path real) throws IOException {
    return of(real, Files.readAttributes(real, BasicFileAttributes.class));
  }

  static FileStat of(Path real, BasicFileAttributes attributes) {
    return new FileStat(
        real,
        attributes.size(),
        attributes.lastModifiedTime(),
        Optional.ofNullable(attributes.fileKey()));
  }
}
