package io.waystone.server.cli;

import io.waystone.server.ads.Timing;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.Mode;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a control plane is started with.
 *
 * @param roots files and folders of objects
 * @param mesh what holds where the objects say nothing
 * @param state the state directory; made if it is not there
 * @param ads where proxies connect; port 0 for any free one
 * @param adsHosts further names and addresses by which proxies reach it
 * @param admin the admin port, a loopback address; port 0 for any free one
 * @param ca the folder of a CA that others made; empty for the one of the state directory
 * @param certificates who gets certificates of the certificate service
 * @param mode whether ztunnels get what they are told here
 * @param timing the waits of the streams
 * @param explain whether the log says for every change what was computed again, and why
 */
public record Settings(
    List<Path> roots,
    Mesh mesh,
    Path state,
    InetSocketAddress ads,
    List<String> adsHosts,
    InetSocketAddress admin,
    Optional<Path> ca,
    CertificateSettings certificates,
    Mode mode,
    Timing timing,
    boolean explain) {
  public Settings {
    roots = List.copyOf(roots);
    adsHosts = List.copyOf(adsHosts);
  }

  /** The same beside an istiod: nobody gets certificates of the certificate service. */
  public Settings(
      List<Path> roots,
      Mesh mesh,
      Path state,
      InetSocketAddress ads,
      List<String> adsHosts,
      InetSocketAddress admin,
      Optional<Path> ca,
      Timing timing,
      boolean explain) {
    this(
        roots,
        mesh,
        state,
        ads,
        adsHosts,
        admin,
        ca,
        CertificateSettings.NOBODY,
        Mode.BESIDE_ISTIOD,
        timing,
        explain);
  }
}
