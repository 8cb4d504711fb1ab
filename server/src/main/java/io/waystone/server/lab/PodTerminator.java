package io.waystone.server.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/** The pods' side of HBONE: an Envoy that ends tunnels on each pod's address, port 15008. */
public final class PodTerminator implements AutoCloseable {

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final EnvoyProcess envoy;
  private final Path accessLog;

  private PodTerminator(EnvoyProcess envoy, Path accessLog) {
    this.envoy = envoy;
    this.accessLog = accessLog;
  }

  /**
   * Starts one Envoy for all these pods and waits until it serves.
   *
   * @param workDir for its configuration, with the private keys, and its logs
   */
  public static PodTerminator start(EnvoyBinary binary, List<LabPod> pods, Path workDir)
      throws IOException {
    Path accessLog = workDir.resolve("tunnels.log").toAbsolutePath();
    Path bootstrap = workDir.resolve("pods.yaml");
    Files.deleteIfExists(bootstrap);
    Files.createFile(bootstrap, OWNER_ONLY);
    Files.writeString(bootstrap, PodBootstrap.text(pods, accessLog.toString()));
    EnvoyProcess envoy = EnvoyProcess.start(binary, bootstrap, workDir, EnvoyOptions.STANDARD);
    try {
      envoy.awaitLive();
      return new PodTerminator(envoy, accessLog);
    } catch (IOException e) {
      envoy.close();
      throw e;
    }
  }

  /** What the pods have said of their tunnels so far; Envoy writes it at most 0.1 s late. */
  public List<PodTunnel> tunnels() throws IOException {
    if (!Files.exists(accessLog)) {
      return List.of();
    }
    String text = Files.readString(accessLog);
    // The last line may be half written.
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().map(PodTunnel::parse).toList();
  }

  /** The Envoy. */
  public EnvoyProcess envoy() {
    return envoy;
  }

  @Override
  public void close() {
    envoy.close();
  }
}
