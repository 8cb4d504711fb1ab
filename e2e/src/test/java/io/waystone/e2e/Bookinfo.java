package io.waystone.e2e;

import io.waystone.server.lab.Backend;
import io.waystone.server.lab.LabPod;
import io.waystone.server.lab.PodTerminator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/**
 * The example with two backends, each with a pod that takes HBONE.
 *
 * @param files its objects by the name of their file, as the lab has them
 * @param pods what ends the tunnels
 */
record Bookinfo(Map<String, String> files, PodTerminator pods) {

  /** Starts the backends and writes the objects; a waypoint that starts then has them. */
  static Bookinfo start(MeshLab lab) throws IOException {
    InetAddress one = lab.address();
    InetAddress two = lab.address();
    Backend _ = lab.backend("reviews-v1", new InetSocketAddress(one, 9080));
    Backend _ = lab.backend("reviews-v2", new InetSocketAddress(two, 9080));
    PodTerminator pods =
        lab.pods(
            new LabPod("v1", one, lab.identities().issue("default", "bookinfo-reviews")),
            new LabPod("v2", two, lab.identities().issue("default", "bookinfo-reviews")));
    Map<String, String> files = BookinfoFiles.with(one, two);
    for (Map.Entry<String, String> file : files.entrySet()) {
      lab.yaml().write(file.getKey(), file.getValue());
    }
    return new Bookinfo(files, pods);
  }
}
