package io.waystone.server.cli;

import io.waystone.server.identity.AdsEndpoint;
import io.waystone.server.identity.Bootstrap;
import io.waystone.server.identity.BootstrapFiles;
import io.waystone.server.identity.CertificateAuthority;
import io.waystone.server.identity.Credentials;
import io.waystone.server.identity.HostPort;
import io.waystone.server.identity.SecretText;
import io.waystone.server.identity.SpiffeId;
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
   * Writes a bootstrap and a token; makes the folder.
   *
   * @param ca the CA of the control plane
   * @param out where the bootstrap goes
   * @throws IOException if a file cannot be written
   */
  public Bootstrap write(CertificateAuthority ca, Path out) throws IOException {
    Bootstrap bootstrap = bootstrap(ca, BootstrapFiles.at(out));
    SecretText token = new Credentials(ca, Clock.systemUTC()).issue(node.waypoint(), ttl);
    bootstrap.files().write(bootstrap.text(), token);
    return bootstrap;
  }

  /**
   * Writes a bootstrap and a client certificate with its key; makes the folder.
   *
   * @param serviceAccount that of the waypoint
   * @throws IOException if a file cannot be written
   * @throws IllegalArgumentException if the account's name is none of Kubernetes
   */
  public Bootstrap writeWithCertificate(CertificateAuthority ca, String serviceAccount, Path out)
      throws IOException {
    SpiffeId identity = new SpiffeId(ca.trustDomain(), node.waypoint().namespace(), serviceAccount);
    Bootstrap bootstrap = bootstrap(ca, BootstrapFiles.withCertificate(out));
    bootstrap.files().write(bootstrap.text(), ca.issue(identity, ttl));
    return bootstrap;
  }

  private Bootstrap bootstrap(CertificateAuthority ca, BootstrapFiles files) throws IOException {
    Path folder = files.bootstrap().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    return new Bootstrap(
        node,
        new AdsEndpoint(ads, ca.rootPem()),
        files,
        admin,
        statsFlushInterval,
        OptionalInt.empty());
  }
}
