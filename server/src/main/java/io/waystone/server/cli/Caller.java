package io.waystone.server.cli;

import io.waystone.server.identity.CertificateAuthority;
import io.waystone.server.identity.IssuedCertificate;
import io.waystone.server.identity.SpiffeId;
import io.waystone.server.lab.Connect;
import io.waystone.server.lab.Credential;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.HboneEndpoint;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpReply;
import io.waystone.server.lab.HttpTunnel;
import java.io.IOException;
import java.time.Duration;

/** A client of the demo: one identity, as the mesh would carry its requests. */
final class Caller implements AutoCloseable {

  private static final Duration TTL = Duration.ofDays(1);
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final SpiffeId identity;
  private final HboneClient client;
  private final Connect service;
  private final String host;

  /**
   * @param waypoint where its tunnels go
   * @param authority address and port of the service that it asks
   * @param host of its requests
   */
  Caller(
      CertificateAuthority ca,
      SpiffeId identity,
      HboneEndpoint waypoint,
      String authority,
      String host)
      throws IOException {
    this.identity = identity;
    this.client = new HboneClient(credential(ca, identity), waypoint);
    this.service = Connect.to(authority);
    this.host = host;
  }

  /** A certificate of its own for a workload. */
  static Credential credential(CertificateAuthority ca, SpiffeId identity) {
    IssuedCertificate issued = ca.issue(identity, TTL);
    return new Credential(issued.chain(), issued.key().reveal(), ca.rootPem());
  }

  SpiffeId identity() {
    return identity;
  }

  /** One request in a tunnel of its own. */
  HttpReply send(String method, String path) throws IOException {
    try (HttpTunnel tunnel = new HttpTunnel(client.open(service))) {
      return tunnel.send(HttpCall.of(method, host, path), LIMIT);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
