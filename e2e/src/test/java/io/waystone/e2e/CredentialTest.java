package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.Status;
import io.waystone.server.identity.CertificateAuthority;
import io.waystone.server.identity.Credentials;
import io.waystone.server.identity.StateDirectory;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.mesh.WaypointKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two waypoints of two tenants: what each gets, and what a credential is good for. */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CredentialTest {

  private static final WaypointKey EAST = new WaypointKey("east", "wp");
  private static final WaypointKey WEST = new WaypointKey("west", "wp");
  private static final Duration HOUR = Duration.ofHours(1);

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private LabWaypoint east;
  private LabWaypoint west;
  private WrittenService eastService;
  private WrittenService westService;

  @BeforeAll
  void start() throws IOException {
    eastService = service("east");
    westService = service("west");
    lab.apply("mesh.yaml", tenant(eastService), tenant(westService));
    east = lab.waypoint("east", "wp");
    west = lab.waypoint("west", "wp");
  }

  private static WrittenService service(String tenant) throws IOException {
    return WrittenService.service(tenant, tenant + "-shop", lab.serviceAddress())
        .with("labels: {istio.io/use-waypoint: wp}")
        .port("http", 80, lab.backend(tenant).address());
  }

  private static String tenant(WrittenService service) {
    return service.yaml()
        + "---\n"
        + LabObjects.gateway(service.namespace(), "wp")
        + "---\n"
        + Texts.policy("DENY", service, "[]");
  }

  @Test
  void eachProxyGetsItsOwnConfiguration() throws IOException {
    only(east, eastService, westService);
    only(west, westService, eastService);
  }

  private static void only(LabWaypoint waypoint, WrittenService own, WrittenService other)
      throws IOException {
    assertThat(waypoint.admin().configDump())
        .contains(own.host(), own.authority())
        .doesNotContain(other.name(), other.authority(), "deny-" + other.name());
    try (var client = waypoint.client("team-a", "one")) {
      assertThat(Talks.get(client, own.authority())).isEqualTo(200);
      assertThat(Talks.connect(client, other.authority())).isEqualTo(503);
    }
  }

  /** The node id, which the client chooses, says nothing about what it gets. */
  @Test
  void aCredentialOfOneWaypointGetsNothingOfAnother() throws Exception {
    String node = "waypoint~10.0.0.1~wp.east~east.svc.cluster.local";
    try (AdsCall call = new AdsCall(lab.controlPlane(), bearer(WEST))) {
      call.ask(ResourceType.CLUSTER, node);
      assertThat(AdsCall.names(call.next(Talks.LIMIT)))
          .contains("connect_originate")
          .noneMatch(name -> name.contains("east"));
      call.ask(ResourceType.LISTENER, node);
      assertThat(AdsCall.names(call.next(Talks.LIMIT)))
          .contains("connect_originate", westService.host() + "|80")
          .noneMatch(name -> name.contains("east"));
    }
  }

  @Test
  void askingByNameDoesNotHelp() throws Exception {
    String listener = eastService.host() + "|80";
    try (AdsCall call = new AdsCall(lab.controlPlane(), bearer(WEST))) {
      call.ask(ResourceType.ROUTES, "x", "inbound-vip|80|http|" + eastService.host());
      DeltaDiscoveryResponse routes = call.next(Talks.LIMIT);
      assertThat(AdsCall.names(routes)).isEmpty();
      assertThat(routes.getRemovedResourcesList())
          .containsExactly("inbound-vip|80|http|" + eastService.host());
      call.ask(ResourceType.LISTENER, "x", listener);
      DeltaDiscoveryResponse listeners = call.next(Talks.LIMIT);
      assertThat(AdsCall.names(listeners)).isEmpty();
      assertThat(listeners.getRemovedResourcesList()).containsExactly(listener);
    }
  }

  /** The certificate is that of the credential's waypoint. */
  @Test
  void theSecretIsThatOfTheCredential() throws Exception {
    try (AdsCall call = new AdsCall(lab.controlPlane(), bearer(WEST))) {
      call.ask(ResourceType.SECRET, "waypoint~10.0.0.1~wp.east~east.svc.cluster.local", "default");
      String secret =
          call.next(Talks.LIMIT)
              .getResources(0)
              .getResource()
              .getValue()
              .toString(StandardCharsets.ISO_8859_1);
      assertThat(certificateNames(secret)).containsExactly("spiffe://cluster.local/ns/west/sa/wp");
    }
  }

  private static List<String> certificateNames(String secret) throws Exception {
    String begin = "-----BEGIN CERTIFICATE-----";
    String end = "-----END CERTIFICATE-----";
    String pem = secret.substring(secret.indexOf(begin), secret.indexOf(end) + end.length());
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    return certificate.getSubjectAlternativeNames().stream()
        .map(name -> String.valueOf(name.get(1)))
        .toList();
  }

  @Test
  void withoutACredentialThereIsNothing() throws Exception {
    refused(Optional.empty());
    refused(Optional.of(""));
    refused(Optional.of("Bearer"));
    refused(Optional.of("Bearer "));
    refused(Optional.of("Basic d2F5c3RvbmU6eA=="));
    refused(Optional.of("Bearer not.a.token"));
  }

  @Test
  void aTokenThatWasChangedIsNone() throws Exception {
    String token = bearer(WEST).orElseThrow();
    String[] parts = token.split("\\.", -1);
    String[] other = bearer(EAST).orElseThrow().split("\\.", -1);
    refused(Optional.of(parts[0] + "." + other[1] + "." + parts[2]));
    refused(Optional.of(parts[0] + "." + parts[1] + "."));
    // {"alg":"none"}
    refused(Optional.of("Bearer eyJhbGciOiJub25lIn0." + parts[1] + "."));
  }

  @Test
  void anExpiredTokenIsNone() throws Exception {
    Instant yesterday = Instant.now().minus(Duration.ofDays(1));
    refused(
        Optional.of(
            "Bearer "
                + new Credentials(lab.controlPlane().ca(), () -> yesterday)
                    .issue(WEST, HOUR)
                    .reveal()));
  }

  @Test
  void aTokenOfAnotherMeshIsNone() throws Exception {
    CertificateAuthority other =
        CertificateAuthority.openOrCreate(
            StateDirectory.open(lab.freshFolder().resolve("state")),
            "cluster.local",
            Clock.systemUTC());
    refused(
        Optional.of(
            "Bearer " + new Credentials(other, Clock.systemUTC()).issue(WEST, HOUR).reveal()));
  }

  private static Optional<String> bearer(WaypointKey waypoint) {
    return Optional.of(
        "Bearer "
            + new Credentials(lab.controlPlane().ca(), Clock.systemUTC())
                .issue(waypoint, HOUR)
                .reveal());
  }

  private static void refused(Optional<String> authorization) throws Exception {
    try (AdsCall call = new AdsCall(lab.controlPlane(), authorization)) {
      assertThat(call.end()).as("%s", authorization).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(call.unread()).isZero();
    }
  }
}
