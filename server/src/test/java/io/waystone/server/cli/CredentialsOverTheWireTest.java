package io.waystone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.Status;
import io.waystone.server.ads.Timing;
import io.waystone.server.identity.CertificateAuthority;
import io.waystone.server.identity.Credentials;
import io.waystone.server.identity.IssuedCertificate;
import io.waystone.server.identity.MadeCa;
import io.waystone.server.identity.SpiffeId;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.WaypointKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A control plane on a CA from files: who gets in, and what a proxy sees when the CA changes. */
@Timeout(60)
class CredentialsOverTheWireTest {

  private static final WaypointKey WAYPOINT = new WaypointKey("default", "default");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @TempDir Path folder;

  private final Instant now = Instant.now();
  private final MadeCa oldRoot = MadeCa.root("old", now);
  private final MadeCa oldCa = oldRoot.intermediate("old ca", now);
  private ControlPlane plane;

  @BeforeEach
  void start() throws IOException {
    write(oldCa, List.of(oldCa.certificate()), oldRoot);
    plane =
        new ControlPlane(
            new Settings(
                List.of(Cli.example()),
                Mesh.DEFAULT,
                folder.resolve("state"),
                ANY,
                List.of(),
                ANY,
                Optional.of(folder.resolve("ca")),
                Timing.STANDARD,
                false));
    await().atMost(Duration.ofSeconds(20)).until(() -> plane.missing().isEmpty());
  }

  @AfterEach
  void stop() {
    plane.close();
  }

  @Test
  void theCertificateOfAWaypointIsACredential() throws Exception {
    try (OverTheWire call = call(Optional.empty(), Optional.of(issued("default", "default")))) {
      call.ask(ResourceType.CLUSTER);
      assertThat(OverTheWire.names(call.next())).contains("connect_originate");
    }
  }

  @Test
  void thatOfAnotherWorkloadIsNone() throws Exception {
    try (OverTheWire call = call(Optional.empty(), Optional.of(issued("default", "reviews")))) {
      assertThat(call.end().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(call.end().getDescription())
          .isEqualTo("no waypoint runs as spiffe://cluster.local/ns/default/sa/reviews");
    }
  }

  @Test
  void thatOfAnotherMeshEndsTheHandshake() throws Exception {
    MadeCa other = MadeCa.root("old", now);
    Path elsewhere = folder.resolve("elsewhere");
    other.write(elsewhere, List.of(), List.of(other.certificate()));
    IssuedCertificate forged =
        CertificateAuthority.open(elsewhere, "cluster.local", Clock.systemUTC())
            .issue(new SpiffeId("cluster.local", "default", "default"), HOUR);
    for (Optional<String> header : List.of(Optional.<String>empty(), token())) {
      try (OverTheWire call = call(header, Optional.of(forged))) {
        assertThat(call.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(call.unread()).isZero();
      }
    }
  }

  /** Old and new roots, then the new one signs, then the old one goes; the stream stays. */
  @Test
  void aStreamThatIsOpenGetsNewSecretsInEachStepOfARotation() throws Exception {
    MadeCa newRoot = MadeCa.root("new", now);
    MadeCa newCa = newRoot.intermediate("new ca", now);
    List<X509Certificate> chain =
        List.of(newCa.certificate(), oldRoot.cross(newRoot, now), newRoot.certificate());
    String oldRoots = plane.ca().rootPem();
    Optional<String> oldToken = token();
    try (OverTheWire call = call(oldToken, Optional.empty())) {
      call.ask(ResourceType.SECRET, "default", "ROOTCA");
      DeltaDiscoveryResponse first = call.next();
      assertThat(OverTheWire.names(first)).containsExactlyInAnyOrder("default", "ROOTCA");
      assertThat(roots(first)).isEqualTo(oldRoots);

      write(oldCa, List.of(oldCa.certificate()), oldRoot, newRoot);
      DeltaDiscoveryResponse both = call.next();
      assertThat(OverTheWire.names(both)).containsExactly("ROOTCA");
      assertThat(roots(both)).startsWith(oldRoots).isNotEqualTo(oldRoots);

      write(newCa, chain, oldRoot, newRoot);
      DeltaDiscoveryResponse renewed = call.next();
      assertThat(OverTheWire.names(renewed)).containsExactly("default");
      Secret certificate = OverTheWire.secret(renewed, "default");
      assertThat(
              certificate
                  .getTlsCertificate()
                  .getCertificateChain()
                  .getInlineBytes()
                  .toStringUtf8()
                  .split("BEGIN CERTIFICATE"))
          .hasSize(4);

      // Its bootstrap has the old root alone: it gets in by the cross-signed certificate.
      try (OverTheWire again =
          new OverTheWire(plane.ads(), oldRoots, OverTheWire.DELTA, oldToken, Optional.empty())) {
        again.ask(ResourceType.CLUSTER);
        assertThat(OverTheWire.names(again.next())).contains("connect_originate");
      }

      write(newCa, chain, newRoot);
      DeltaDiscoveryResponse last = call.next();
      assertThat(OverTheWire.names(last)).containsExactly("ROOTCA");
      assertThat(roots(last)).doesNotContain(oldRoots);
      assertThat(call.hasEnded()).isFalse();
    }
    try (OverTheWire late = call(oldToken, Optional.empty())) {
      assertThat(late.end().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    }
  }

  private static String roots(DeltaDiscoveryResponse answer) {
    return OverTheWire.secret(answer, "ROOTCA")
        .getValidationContext()
        .getTrustedCa()
        .getInlineBytes()
        .toStringUtf8();
  }

  private OverTheWire call(Optional<String> header, Optional<IssuedCertificate> certificate)
      throws IOException {
    return new OverTheWire(
        plane.ads(), plane.ca().rootPem(), OverTheWire.DELTA, header, certificate);
  }

  private Optional<String> token() {
    return Optional.of(
        "Bearer " + new Credentials(plane.ca(), Clock.systemUTC()).issue(WAYPOINT, HOUR).reveal());
  }

  private IssuedCertificate issued(String namespace, String account) {
    return plane.ca().issue(new SpiffeId("cluster.local", namespace, account), HOUR);
  }

  private void write(MadeCa signer, List<X509Certificate> chain, MadeCa... roots) {
    signer.publish(
        folder.resolve("ca"), chain, List.of(roots).stream().map(MadeCa::certificate).toList());
  }
}
