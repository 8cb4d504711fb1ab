package io.waystone.server.cli;

import io.waystone.server.identity.AdsEndpoint;
import io.waystone.server.identity.Bootstrap;
import io.waystone.server.identity.BootstrapFiles;
import io.waystone.server.identity.CertificateAuthority;
import io.waystone.server.identity.Credentials;
import io.waystone.server.identity.HostPort;
import io.waystone.server.identity.WaypointNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * What makes an Envoy a waypoint of this control plane: a bootstrap, and a credential beside it.
 *
 * @param node who the proxy is
 * @param ads where it reaches the control plane
 * @param admin where its admin interface listens, a loopback address
 * @param statsFlushInterval how often it sums its stats
 * @param ttl how long the credential holds
 */
public record Enrolment(
    WaypointNode node, HostPort ads, HostPort admin, Duration statsFlushInterval, Duration ttl) {

  /**
   * Writes both files; makes the folder.
   *
   * @param ca the CA of the control plane
   * @param out where the bootstrap goes
   * @throws IOException if a file cannot be written
   */
  public Bootstrap write(CertificateAuthority ca, Path out) throws IOException {
    Path folder = out.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Bootstrap bootstrap =
        new Bootstrap(
            node,
            new AdsEndpoint(ads, ca.rootPem()),
            BootstrapFiles.at(out),
            admin,
            statsFlushInterval,
            OptionalInt.empty());
    bootstrap
        .files()
        .write(
            bootstrap.text(), new Credentials(ca, Clock.systemUTC()).issue(node.waypoint(), ttl));
    return bootstrap;
  }
}
