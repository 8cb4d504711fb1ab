package io.waystone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.waystone.server.ads.Peer;
import io.waystone.server.identity.CertificateAuthority;
import io.waystone.server.identity.ClientCertificates;
import io.waystone.server.identity.Credentials;
import io.waystone.server.identity.IssuedCertificate;
import io.waystone.server.identity.MadeCa;
import io.waystone.server.identity.NodeProxies;
import io.waystone.server.identity.SpiffeId;
import io.waystone.translator.input.Gateway.AllowedNamespaces;
import io.waystone.translator.mesh.Waypoint;
import io.waystone.translator.mesh.WaypointKey;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which credential is whose, and until when. */
class IdentitiesTest {

  private static final NodeProxies NOBODY = new NodeProxies(Set.of(), new NodeResidents());

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final InstantSource CLOCK = () -> NOW;
  private static final WaypointKey EAST = new WaypointKey("east", "wp");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final long SEED = 20_261_123L;

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private final Map<WaypointKey, Waypoint> waypoints = new HashMap<>();
  private CertificateAuthority ca;
  private boolean complete = true;

  @BeforeEach
  void makeCa() {
    MadeCa made = MadeCa.root("root", NOW);
    made.write(folder, List.of(), List.of(made.certificate()));
    ca = open();
    add(EAST, "account");
  }

  @Test
  void aTokenIsForItsWaypoint() throws Exception {
    assertThat(waypoint(identities().authenticate(token(EAST, HOUR), Optional.empty())))
        .isEqualTo(EAST);
  }

  @Test
  void aCertificateIsForTheWaypointThatRunsAsIt() throws Exception {
    Peer peer = identities().authenticate(new Metadata(), certificate("east", "account"));

    assertThat(waypoint(peer)).isEqualTo(EAST);
    assertThat(peer.expires()).isBetween(NOW.plus(Duration.ofMinutes(54)), NOW.plus(HOUR));
  }

  @Test
  void aCertificateOfNoWaypointIsRefused() {
    for (SpiffeId other :
        List.of(
            new SpiffeId("cluster.local", "east", "wp"),
            new SpiffeId("cluster.local", "west", "account"),
            new SpiffeId("elsewhere", "east", "account"))) {
      refused(
          new Metadata(), certificate(other), Status.Code.PERMISSION_DENIED, "no waypoint runs as");
    }
  }

  @Test
  void aCertificateOfSeveralWaypointsIsRefused() {
    add(new WaypointKey("east", "second"), "account");

    refused(
        new Metadata(),
        certificate("east", "account"),
        Status.Code.PERMISSION_DENIED,
        "several waypoints, [east/second, east/wp]");
  }

  @Test
  void whoseACertificateIsIsNotKnownBeforeAllObjectsAre() throws Exception {
    complete = false;

    refused(
        new Metadata(), certificate("east", "account"), Status.Code.UNAVAILABLE, "connect again");
    assertThat(waypoint(identities().authenticate(token(EAST, HOUR), Optional.empty())))
        .isEqualTo(EAST);
  }

  @Test
  void aTokenAloneCountsWhereBothAreShown() throws Exception {
    WaypointKey west = new WaypointKey("west", "wp");
    Optional<SSLSession> tls = certificate("east", "account");

    assertThat(waypoint(identities().authenticate(token(west, HOUR), tls))).isEqualTo(west);
    Metadata bad = new Metadata();
    bad.put(AUTHORIZATION, "Bearer not.a.token");
    refused(bad, tls, Status.Code.UNAUTHENTICATED, "not one of ours");
  }

  @Test
  void nothingShownIsNobody() {
    refused(new Metadata(), Optional.empty(), Status.Code.UNAUTHENTICATED, "no bearer token");
    refused(
        new Metadata(), Optional.of(session(null)), Status.Code.UNAUTHENTICATED, "no bearer token");
  }

  @Test
  void streamsEndBeforeTheirCredentialAndNotAtOnce() throws Exception {
    Identities identities = identities();
    for (Map.Entry<Duration, Duration> window :
        Map.of(
                Duration.ofDays(365), Duration.ofMinutes(5),
                Duration.ofMinutes(50), Duration.ofMinutes(5),
                Duration.ofMinutes(10), Duration.ofMinutes(1),
                Duration.ofSeconds(10), Duration.ofSeconds(1))
            .entrySet()) {
      Instant end = NOW.plus(window.getKey());
      Metadata token = token(EAST, window.getKey());
      List<Instant> ends = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        ends.add(identities.authenticate(token, Optional.empty()).expires());
      }
      assertThat(ends)
          .as("seed %d, %s", SEED, window)
          .allMatch(at -> !at.isBefore(end.minus(window.getValue())) && !at.isAfter(end));
      Instant first = ends.stream().min(Instant::compareTo).orElseThrow();
      Instant last = ends.stream().max(Instant::compareTo).orElseThrow();
      assertThat(Duration.between(first, last))
          .isGreaterThan(window.getValue().multipliedBy(8).dividedBy(10));
    }
  }

  /** Two control planes on one CA: what one has issued the other leaves to the proxy. */
  @Test
  void anotherControlPlaneOnTheSameCaKnowsASecretByItsVersion() {
    Identities one = identities();
    Identities two =
        new Identities(
            open(),
            new Credentials(open(), CLOCK),
            clients(open()),
            CLOCK,
            random,
            () -> waypoints,
            this::complete,
            NOBODY);
    for (String name : List.of("default", "ROOTCA")) {
      String version = one.secret(EAST, name).orElseThrow().resource().version();
      assertThat(two.goodUntil(EAST, name, version))
          .isEqualTo(Optional.of(one.secret(EAST, name).orElseThrow().renewAt()));
    }
    String version = one.secret(EAST, "default").orElseThrow().resource().version();
    add(EAST, "another");
    assertThat(two.goodUntil(EAST, "default", version)).isEmpty();
    waypoints.clear();
    assertThat(two.goodUntil(EAST, "default", version)).isEmpty();
    assertThat(two.secret(EAST, "default")).isEmpty();
  }

  private static WaypointKey waypoint(Peer peer) {
    return ((Peer.OfWaypoint) peer).waypoint();
  }

  private Identities identities() {
    return new Identities(
        ca,
        new Credentials(ca, CLOCK),
        clients(ca),
        CLOCK,
        random,
        () -> waypoints,
        this::complete,
        NOBODY);
  }

  private boolean complete() {
    return complete;
  }

  private static ClientCertificates clients(CertificateAuthority ca) {
    return new ClientCertificates(ca, CLOCK);
  }

  private CertificateAuthority open() {
    return CertificateAuthority.open(folder, "cluster.local", CLOCK);
  }

  private void add(WaypointKey key, String account) {
    waypoints.put(
        key,
        new Waypoint(
            key,
            "cluster.local",
            account,
            Waypoint.Traffic.SERVICE,
            new AllowedNamespaces.Same(),
            "waystone"));
  }

  private Metadata token(WaypointKey waypoint, Duration ttl) {
    Metadata headers = new Metadata();
    headers.put(
        AUTHORIZATION, "Bearer " + new Credentials(ca, CLOCK).issue(waypoint, ttl).reveal());
    return headers;
  }

  private Optional<SSLSession> certificate(String namespace, String account) {
    return certificate(new SpiffeId("cluster.local", namespace, account));
  }

  private Optional<SSLSession> certificate(SpiffeId identity) {
    IssuedCertificate issued = ca.in(identity.trustDomain()).issue(identity, HOUR);
    try {
      return Optional.of(
          session(
              CertificateFactory.getInstance("X.509")
                  .generateCertificates(
                      new ByteArrayInputStream(issued.chain().getBytes(StandardCharsets.US_ASCII)))
                  .toArray(Certificate[]::new)));
    } catch (CertificateException e) {
      throw new AssertionError(e);
    }
  }

  /** A session in which the client has shown this, or nothing. */
  private static SSLSession session(Certificate @Nullable [] shown) {
    return (SSLSession)
        Proxy.newProxyInstance(
            IdentitiesTest.class.getClassLoader(),
            new Class<?>[] {SSLSession.class},
            (_, method, _) -> {
              if (shown == null) {
                throw new SSLPeerUnverifiedException("nothing shown");
              }
              assertThat(method.getName()).isEqualTo("getPeerCertificates");
              return shown;
            });
  }

  private void refused(
      Metadata headers, Optional<SSLSession> tls, Status.Code code, String description) {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> identities().authenticate(headers, tls))
        .satisfies(e -> {
          assertThat(e.getStatus().getCode()).isEqualTo(code);
          assertThat(e.getStatus().getDescription()).contains(description);
        });
  }
}
