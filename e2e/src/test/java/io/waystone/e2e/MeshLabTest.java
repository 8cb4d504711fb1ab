package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waystone.server.lab.Backend;
import io.waystone.server.lab.Connect;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpTunnel;
import io.waystone.server.lab.LabPod;
import io.waystone.server.lab.PodTerminator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The lab's own promise: when it says that an edit is in, the next request finds it so. */
@Tag("envoy")
final class MeshLabTest {

  @RegisterExtension static final MeshLab LAB = new MeshLab();

  @BeforeAll
  static void start() throws IOException {
    LAB.yaml()
        .write(
            "mesh.yaml",
            LabObjects.gateway("mesh", "gate"),
            LabObjects.namespace("plain", "mesh", "gate"),
            LabObjects.namespace("pods", "mesh", "gate"));
    waypoint = LAB.waypoint("mesh", "gate");
  }

  private static LabWaypoint waypoint;

  @Test
  void aServiceAnswersAsSoonAsItsEditIsIn() throws IOException {
    Backend backend = LAB.backend("hello");
    HboneClient client = waypoint.client("plain", "client");
    for (int i = 0; i < 10; i++) {
      String address = LAB.serviceAddress();
      LAB.apply(
          "plain.yaml",
          LabObjects.service("plain", "hello", address, "http", 80, backend.address()));
      assertThat(
              HttpTunnel.once(client, Connect.to(address + ":80"), HttpCall.get("hello", "/"))
                  .status())
          .isEqualTo(200);
    }
  }

  @Test
  void aPodAnswersOverHbone() throws IOException {
    InetAddress own = LAB.address();
    Backend backend = LAB.backend("pod-0", new InetSocketAddress(own, 0));
    PodTerminator pods =
        LAB.pods(new LabPod("pod-0", own, LAB.identities().issue("pods", "server")));
    String address = LAB.serviceAddress();
    LAB.apply(
        "pods.yaml",
        LabObjects.service("pods", "hello", address, "http", 80),
        LabObjects.pod("pods", "pod-0", "server", own.getHostAddress()),
        LabObjects.podEndpoint("pods", "hello", "pod-0", "http", backend.address()));
    HboneClient client = waypoint.client("pods", "client");
    assertThat(
            HttpTunnel.once(client, Connect.to(address + ":80"), HttpCall.get("hello", "/"))
                .status())
        .isEqualTo(200);
    // The pod's Envoy writes what it says a moment late.
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() ->
            assertThat(pods.tunnels())
                .anySatisfy(tunnel ->
                    assertThat(tunnel.peer()).isEqualTo(LabIdentities.id("mesh", "gate"))));
  }
}
