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
import io.waystone.server.lab.PodTunnel;
import io.waystone.server.lab.SeenRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A waypoint that takes HBONE on IPv6, with services and pods of one family and of both. */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DualStackTest {

  private static final int HBONE = 15018;
  private static final String LABEL = "istio.io/use-waypoint: wp";

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private InetAddress ipv6;
  private HboneClient client;
  private Backend four;
  private Backend six;
  private PodTerminator pods;

  @BeforeAll
  void start() throws IOException {
    Optional<InetAddress> address = lab.ipv6();
    Assumptions.assumeTrue(address.isPresent(), "this machine has no IPv6");
    ipv6 = address.orElseThrow();
    four = lab.backend("four");
    six = lab.backend("six", new InetSocketAddress(ipv6, 0));
    pods = lab.pods(new LabPod("six", ipv6, lab.identities().issue("dual", "six")));
    lab.apply(
        "base.yaml",
        Texts.waypoint("dual", "wp", "istio.io/waypoint-for: all", "namespaces: {}"),
        Texts.namespace("dual", LABEL));
    client = lab.waypoint("dual", "wp", new InetSocketAddress(ipv6, HBONE)).client("team-a", "one");
  }

  private String backend(String authority) throws IOException {
    return SeenRequest.parse(
            HttpTunnel.once(client, Connect.to(authority), HttpCall.get("svc.example", "/")).body())
        .backend();
  }

  @Test
  void bothAddressesOfAServiceLeadToIt() throws IOException {
    lab.apply(
        "both.yaml",
        WrittenService.service("dual", "both", "10.96.40.1", "fd00:40::1")
            .port("http", 80, four.address())
            .yaml());
    assertThat(backend("10.96.40.1:80")).isEqualTo("four");
    assertThat(backend("[fd00:40::1]:80")).isEqualTo("four");
  }

  @Test
  void aServiceOfIpv6AloneIsReachedWithAndWithoutHbone() throws IOException {
    WrittenService service =
        WrittenService.service("dual", "six", "fd00:40::6").port("http", 80, six.address());
    lab.apply("six.yaml", service.yaml());
    assertThat(backend(service.authority())).isEqualTo("six");
    assertThat(pods.tunnels()).isEmpty();
    lab.apply(
        "six.yaml",
        service
            .yaml()
            .replace(
                "conditions: {ready: true}", "targetRef: {kind: Pod, name: six, namespace: dual}"),
        LabObjects.pod("dual", "six", "six", "'::1'"));
    assertThat(backend(service.authority())).isEqualTo("six");
    // A pod's Envoy writes down a tunnel a moment after it is open.
    await()
        .untilAsserted(() ->
            assertThat(pods.tunnels())
                .extracting(PodTunnel::authority)
                .contains("[::1]:" + six.address().getPort()));
    // And without its service.
    String direct = "[::1]:" + six.address().getPort();
    assertThat(backend(direct)).isEqualTo("six");
    lab.apply(
        "policy.yaml",
        LabObjects.gatewayPolicy(
            "dual",
            "p",
            "wp",
            "DENY",
            "[{from: [{source: {ipBlocks: [\"::1/128\"]}}], to: [{operation: {methods:"
                + " [PUT]}}]}]"));
    assertThat(Talks.status(client, direct, "PUT")).isEqualTo(403);
    assertThat(Talks.status(client, service.authority(), "PUT")).isEqualTo(403);
    assertThat(Talks.status(client, direct, "GET")).isEqualTo(200);
    lab.remove("policy.yaml");
    lab.remove("six.yaml");
    assertThat(Talks.connect(client, direct)).isEqualTo(503);
  }
}
