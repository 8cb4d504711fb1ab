package io.waystone.server.cli;

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
 * What an Envoy is started with to be a waypoint: its bootstrap, and the credential beside it.
 *
 * @param ads where the control plane is, as the proxy reaches it
 * @param admin where Envoy's admin interface listens
 * @param file of the bootstrap; its folder is made if it is not there
 */
record WaypointFiles(WaypointNode node, HostPort ads, HostPort admin, Path file) {

  /** Writes both files, with a credential of this CA that holds that long. */
  Bootstrap write(CertificateAuthority ca, Duration ttl) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    BootstrapFiles files = BootstrapFiles.at(file);
    Bootstrap bootstrap =
        new Bootstrap(
            node,
            new io.waystone.server.identity.ControlPlane(ads, ca.rootPem()),
            files,
            admin,
            Bootstrap.DEFAULT_STATS_FLUSH_INTERVAL,
            OptionalInt.empty());
    files.write(
        bootstrap.text(), new Credentials(ca, Clock.systemUTC()).issue(node.waypoint(), ttl));
    return bootstrap;
  }
}
