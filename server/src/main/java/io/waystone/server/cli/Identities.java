package io.waystone.server.cli;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.waystone.server.ads.Authenticator;
import io.waystone.server.ads.Peer;
import io.waystone.server.ads.Secrets;
import io.waystone.server.identity.CertificateAuthority;
import io.waystone.server.identity.Credential;
import io.waystone.server.identity.Credentials;
import io.waystone.server.identity.SpiffeId;
import io.waystone.server.identity.StateDirectory;
import io.waystone.server.identity.WorkloadSecrets;
import io.waystone.translator.mesh.Waypoint;
import io.waystone.translator.mesh.WaypointKey;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLSession;

/** Who connects, and which certificates it gets: the identity room behind the doors of ADS. */
final class Identities implements Authenticator, Secrets {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final StateDirectory state;
  private final InstantSource clock;
  private final Credentials credentials;
  private final Supplier<? extends Map<WaypointKey, Waypoint>> waypoints;

  /** One for each trust domain: the mesh settings may change it while we run. */
  private final Map<String, WorkloadSecrets> secrets = new ConcurrentHashMap<>();

  Identities(
      StateDirectory state,
      CertificateAuthority ca,
      InstantSource clock,
      Supplier<? extends Map<WaypointKey, Waypoint>> waypoints) {
    this.state = state;
    this.clock = clock;
    this.credentials = new Credentials(ca, clock);
    this.waypoints = waypoints;
  }

  @Override
  public Peer authenticate(Metadata headers, Optional<SSLSession> tls) throws StatusException {
    return switch (credentials.verifyBearer(Optional.ofNullable(headers.get(AUTHORIZATION)))) {
      case Credential.Accepted accepted -> new Peer(accepted.waypoint(), accepted.expires());
      case Credential.Refused refused ->
          throw Status.UNAUTHENTICATED.withDescription(refused.text()).asException();
    };
  }

  @Override
  public Optional<Issued> secret(WaypointKey key, String name) {
    return Optional.ofNullable(waypoints.get().get(key))
        .flatMap(waypoint ->
            secrets
                .computeIfAbsent(waypoint.trustDomain(), this::open)
                .secret(
                    new SpiffeId(
                        waypoint.trustDomain(), key.namespace(), waypoint.serviceAccount()),
                    name))
        .map(secret -> new Issued(secret.resource(), secret.renewAt()));
  }

  private WorkloadSecrets open(String trustDomain) {
    return new WorkloadSecrets(
        CertificateAuthority.openOrCreate(state, trustDomain, clock),
        WorkloadSecrets.DEFAULT_TTL,
        clock);
  }
}
