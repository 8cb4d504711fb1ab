package io.waystone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.waystone.server.ads.Timing;
import io.waystone.server.identity.Credentials;
import io.waystone.server.identity.MadeCa;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.WaypointKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two control planes on one CA: a proxy goes from one to the other with what it has. */
@Timeout(60)
class ReplicaTest {

  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"Delta", "Stream"})
  void aProxyKeepsItsSecretsWhenItComesToAnother(String form) throws Exception {
    Instant now = Instant.now();
    MadeCa root = MadeCa.root("root", now);
    MadeCa ca = root.intermediate("ca", now);
    ca.publish(folder.resolve("ca"), List.of(ca.certificate()), List.of(root.certificate()));
    try (ControlPlane one = plane("one");
        ControlPlane two = plane("two")) {
      Map<String, String> had;
      Optional<String> token = token(one);
      try (OverTheWire call = call(one, token, form)) {
        call.ask(ResourceType.SECRET, "default", "ROOTCA");
        had = had(call.next());
      }
      // By another second, what it would issue itself has another end.
      await().until(() -> Instant.now().getEpochSecond() > now.getEpochSecond() + 1);
      MadeCa next = root.intermediate("next", now);
      try (OverTheWire call = call(two, token, form)) {
        call.ask(ResourceType.SECRET, had, "default", "ROOTCA");
        // Answered after what was asked before.
        call.ask(ResourceType.EXTENSION, "fence");
        assertThat(call.next().getTypeUrl()).isEqualTo(ResourceType.EXTENSION.typeUrl());
        assertThat(call.unread()).isZero();

        next.publish(
            folder.resolve("ca"), List.of(next.certificate()), List.of(root.certificate()));
        isNew(call.next(), form);
      }
      // One of this CA, but of a signer that is no more.
      try (OverTheWire call = call(one, token, form)) {
        call.ask(ResourceType.SECRET, had, "default", "ROOTCA");
        isNew(call.next(), form);
      }
    }
  }

  /** A set is sent as a whole, and what is sent has its bytes. */
  private static void isNew(DeltaDiscoveryResponse answer, String form) {
    assertThat(OverTheWire.names(answer))
        .containsExactlyInAnyOrder(
            form.equals("Delta") ? new String[] {"default"} : new String[] {"ROOTCA", "default"});
    for (String name : OverTheWire.names(answer)) {
      Secret secret = OverTheWire.secret(answer, name);
      assertThat(secret.hasTlsCertificate() || secret.hasValidationContext()).isTrue();
    }
  }

  /** What a client says that it has: of each resource, or of the set. */
  private static Map<String, String> had(DeltaDiscoveryResponse answer) {
    return answer.getResourcesList().stream()
        .collect(
            Collectors.toMap(
                resource -> resource.getVersion().isEmpty() ? "" : resource.getName(),
                resource ->
                    resource.getVersion().isEmpty()
                        ? answer.getSystemVersionInfo()
                        : resource.getVersion(),
                (first, _) -> first));
  }

  private ControlPlane plane(String name) throws IOException {
    ControlPlane plane =
        new ControlPlane(
            new Settings(
                List.of(Cli.example()),
                Mesh.DEFAULT,
                folder.resolve(name),
                ANY,
                List.of(),
                ANY,
                Optional.of(folder.resolve("ca")),
                Timing.STANDARD,
                false));
    await().atMost(Duration.ofSeconds(20)).until(() -> plane.missing().isEmpty());
    return plane;
  }

  private static Optional<String> token(ControlPlane plane) {
    return Optional.of(
        "Bearer "
            + new Credentials(plane.ca(), Clock.systemUTC())
                .issue(new WaypointKey("default", "default"), Duration.ofHours(1))
                .reveal());
  }

  private static OverTheWire call(ControlPlane plane, Optional<String> token, String form)
      throws IOException {
    return new OverTheWire(
        plane.ads(),
        plane.ca().rootPem(),
        "envoy.service.discovery.v3.AggregatedDiscoveryService/" + form + "AggregatedResources",
        token,
        Optional.empty());
  }
}
