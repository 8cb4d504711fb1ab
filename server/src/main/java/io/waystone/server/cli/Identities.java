package io.waystone.server.cli;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.waystone.server.ads.Authenticator;
import io.waystone.server.ads.Peer;
import io.waystone.server.ads.Secrets;
import io.waystone.server.identity.CertificateAuthority;
import io.waystone.server.identity.ClientCertificates;
import io.waystone.server.identity.Credential;
import io.waystone.server.identity.Credentials;
import io.waystone.server.identity.NodeProxies;
import io.waystone.server.identity.SpiffeId;
import io.waystone.server.identity.Workload;
import io.waystone.server.identity.WorkloadSecrets;
import io.waystone.translator.mesh.Waypoint;
import io.waystone.translator.mesh.WaypointKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Who connects, and which certificates it gets: the identity room behind the doors of ADS. A client
 * shows a token, or else a certificate of the mesh. Where it shows both, the token alone counts,
 * good or bad: what a proxy is told to say of itself comes before what something on its way has.
 */
final class Identities implements Authenticator, Secrets {

  /** The header that holds a bearer token. */
  static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /** A stream ends this long before its credential at most, or by this part of what is left. */
  private static final Duration EARLIEST_END = Duration.ofMinutes(5);

  private static final int PART = 10;

  private final CertificateAuthority ca;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Credentials credentials;
  private final ClientCertificates certificates;
  private final Supplier<? extends Map<WaypointKey, Waypoint>> waypoints;
  private final BooleanSupplier complete;
  private final NodeProxies ztunnels;

  /** One for each trust domain: the mesh settings may change it while we run. */
  private final Map<String, WorkloadSecrets> secrets = new ConcurrentHashMap<>();

  /**
   * @param credentials judges tokens
   * @param random draws when streams end
   * @param certificates verifies those of clients
   * @param waypoints as of the last revision
   * @param complete whether that is made from all objects
   * @param ztunnels who gets what ztunnels get: by a token, and not by a certificate, since that
   *     does not say on which node they are
   */
  Identities(
      CertificateAuthority ca,
      Credentials credentials,
      ClientCertificates certificates,
      InstantSource clock,
      RandomGenerator random,
      Supplier<? extends Map<WaypointKey, Waypoint>> waypoints,
      BooleanSupplier complete,
      NodeProxies ztunnels) {
    this.ztunnels = ztunnels;
    this.ca = ca;
    this.clock = clock;
    this.random = random;
    this.credentials = credentials;
    this.certificates = certificates;
    this.waypoints = waypoints;
    this.complete = complete;
  }

  @Override
  public Peer authenticate(Metadata headers, Optional<SSLSession> tls) throws StatusException {
    Optional<String> header = Optional.ofNullable(headers.get(AUTHORIZATION));
    List<X509Certificate> shown = header.isPresent() ? List.of() : shown(tls);
    return shown.isEmpty() ? byToken(header) : byCertificate(shown);
  }

  private Peer byToken(Optional<String> header) throws StatusException {
    return switch (credentials.verifyBearer(header)) {
      case Credential.OfWaypoint(WaypointKey waypoint, Instant expires) ->
          new Peer.OfWaypoint(waypoint, early(expires));
      case Credential.OfWorkload(Workload workload, Instant expires)
          when ztunnels.contains(workload) ->
          ztunnel(workload, expires);
      case Credential.OfWorkload(Workload workload, _) ->
          throw Status.PERMISSION_DENIED
              .withDescription(
                  "the token of service account "
                      + workload.account()
                      + " is for certificates; for configuration show one that \"waystone"
                      + " bootstrap\" writes")
              .asException();
      case Credential.Refused refused ->
          throw Status.UNAUTHENTICATED.withDescription(refused.text()).asException();
    };
  }

  private Peer ztunnel(Workload workload, Instant expires) throws StatusException {
    Optional<String> node = ztunnels.node(workload);
    if (node.isEmpty() && !complete.getAsBoolean()) {
      throw Status.UNAVAILABLE
          .withDescription(
              "which node this ztunnel is on will be known when the objects have been read; connect"
                  + " again")
          .asException();
    }
    return new Peer.OfZtunnel(workload.account().toString(), node, early(expires));
  }

  private static List<X509Certificate> shown(Optional<SSLSession> tls) {
    try {
      return tls.isEmpty()
          ? List.of()
          : Stream.of(tls.get().getPeerCertificates()).map(X509Certificate.class::cast).toList();
    } catch (SSLPeerUnverifiedException none) {
      return List.of();
    }
  }

  private Peer byCertificate(List<X509Certificate> chain) throws StatusException {
    ClientCertificates.Client client;
    try {
      client = certificates.identify(chain);
    } catch (CertificateException e) {
      throw Status.UNAUTHENTICATED.withDescription(e.getMessage()).withCause(e).asException();
    }
    if (!complete.getAsBoolean()) {
      throw Status.UNAVAILABLE
          .withDescription(
              "whose certificate this is will be known when the objects have been read; connect"
                  + " again")
          .asException();
    }
    List<WaypointKey> own =
        waypoints.get().values().stream()
            .filter(waypoint -> identity(waypoint).equals(client.identity()))
            .map(Waypoint::key)
            .sorted()
            .toList();
    if (own.size() != 1) {
      throw Status.PERMISSION_DENIED
          .withDescription(
              own.isEmpty()
                  ? "no waypoint runs as " + client.identity()
                  : client.identity()
                      + " is the identity of several waypoints, "
                      + own
                      + ": give each a service account of its own, or a token")
          .asException();
    }
    return new Peer.OfWaypoint(own.getFirst(), early(client.expires()));
  }

  /** Some time before the credential ends, so that those of one day do not end at one moment. */
  private Instant early(Instant expires) {
    Duration part = Duration.between(clock.instant(), expires).dividedBy(PART);
    Duration window = part.compareTo(EARLIEST_END) < 0 ? part : EARLIEST_END;
    long early = (long) (random.nextDouble() * window.toMillis());
    return expires.minusMillis(early);
  }

  @Override
  public Optional<Issued> secret(WaypointKey key, String name) {
    return waypoint(key)
        .flatMap(waypoint -> secrets(waypoint).secret(identity(waypoint), name))
        .map(secret -> new Issued(secret.resource(), secret.renewAt()));
  }

  @Override
  public Optional<Instant> goodUntil(WaypointKey key, String name, String version) {
    return waypoint(key)
        .flatMap(waypoint -> secrets(waypoint).goodUntil(identity(waypoint), name, version));
  }

  private Optional<Waypoint> waypoint(WaypointKey key) {
    return Optional.ofNullable(waypoints.get().get(key));
  }

  private static SpiffeId identity(Waypoint waypoint) {
    return new SpiffeId(
        waypoint.trustDomain(), waypoint.key().namespace(), waypoint.serviceAccount());
  }

  private WorkloadSecrets secrets(Waypoint waypoint) {
    return secrets.computeIfAbsent(
        waypoint.trustDomain(),
        domain -> new WorkloadSecrets(ca.in(domain), WorkloadSecrets.DEFAULT_TTL, clock));
  }
}
