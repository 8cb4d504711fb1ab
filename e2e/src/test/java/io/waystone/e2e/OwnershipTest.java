package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.lab.Backend;
import io.waystone.server.lab.Connect;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpTunnel;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An authority, and a host, has one owner; the loser gets a condition and no door. */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OwnershipTest {

  private static final String USES_WAYPOINT =
      "labels: {istio.io/use-waypoint: wp, istio.io/use-waypoint-namespace: infra}";

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private LabWaypoint waypoint;
  private HboneClient client;
  private Backend good;
  private Backend evil;

  @BeforeAll
  void start() throws IOException {
    good = lab.backend("good");
    evil = lab.backend("evil");
    lab.apply("wp.yaml", LabObjects.gateway("infra", "wp"));
    waypoint = lab.waypoint("infra", "wp");
    client = waypoint.client("team-a", "one");
  }

  private static String entry(
      String namespace, String name, String created, String host, String address, Backend backend) {
    InetSocketAddress at = backend.address();
    String time = created.isEmpty() ? "" : "\n  creationTimestamp: \"" + created + "\"";
    return Texts.entry(
        namespace,
        name,
        USES_WAYPOINT + time,
        "hosts: [%s], addresses: [\"%s\"], resolution: STATIC,".formatted(host, address)
            + " ports: [{name: http, number: 80, protocol: HTTP, targetPort: %d}],"
                .formatted(at.getPort())
            + " endpoints: [{address: %s}]".formatted(at.getAddress().getHostAddress()));
  }

  private String answers(String address) throws IOException {
    Connect connect = Connect.to(WrittenService.authority(address, 80));
    return HttpTunnel.once(client, connect, HttpCall.get("x.example", "/"))
        .header("x-backend")
        .orElse("nobody");
  }

  private void lost(String namespace, String name) throws IOException {
    assertThat(lab.yaml().page("/status").lines()).anyMatch(line -> says(line, namespace, name));
  }

  private void lostNothing(String namespace, String name) throws IOException {
    assertThat(lab.yaml().page("/status").lines()).noneMatch(line -> says(line, namespace, name));
  }

  private static boolean says(String line, String namespace, String name) {
    return line.contains("WS0304 " + namespace + "/" + name + " ServiceEntry: ");
  }

  private WrittenService service(String name, String address) {
    return WrittenService.service("shop", name, address)
        .with(USES_WAYPOINT)
        .port("http", 80, good.address());
  }

  @Test
  void aServiceEntryCannotTakeTheAddressOfAService() throws IOException {
    String address = lab.serviceAddress();
    WrittenService service = service("address", address);
    String thief =
        entry("evil", "takes-address", "2001-01-01T00:00:00Z", "a.example", address, evil);
    lab.apply("address-thief.yaml", thief);
    assertThat(answers(address)).isEqualTo("evil");
    lab.apply("address.yaml", service.yaml());
    assertThat(answers(address)).isEqualTo("good");
    lost("evil", "takes-address");
    lab.remove("address.yaml");
    assertThat(answers(address)).isEqualTo("evil");
    lostNothing("evil", "takes-address");
    lab.remove("address-thief.yaml");
    assertThat(Talks.connect(client, address + ":80")).isEqualTo(503);
  }

  @Test
  void aServiceEntryCannotTakeTheHostOfAService() throws IOException {
    String address = lab.serviceAddress();
    String other = lab.serviceAddress();
    WrittenService service = service("host", address);
    lab.apply(
        "host.yaml",
        entry("evil", "takes-host", "2001-01-01T00:00:00Z", service.host(), other, evil),
        service.yaml());
    assertThat(answers(address)).isEqualTo("good");
    // Not a door to the owner's port either: the address is one that the thief chose.
    assertThat(Talks.connect(client, other + ":80")).isEqualTo(503);
    lost("evil", "takes-host");
  }

  @Test
  void amongServiceEntriesTheOlderOwns() throws IOException {
    String address = lab.serviceAddress();
    // By name, the newer and the one without a time would come first.
    lab.apply(
        "older.yaml",
        entry("team-a", "a-timeless", "", "timeless.example", address, evil),
        entry("team-a", "b-newer", "2026-02-02T00:00:01Z", "newer.example", address, evil),
        entry("team-b", "c-older", "2026-02-02T00:00:00Z", "older.example", address, good));
    assertThat(answers(address)).isEqualTo("good");
    lost("team-a", "a-timeless");
    lost("team-a", "b-newer");
    lostNothing("team-b", "c-older");
  }

  @Test
  void theWaypointsOwnNamespaceComesBeforeOlderOnes() throws IOException {
    String address = lab.serviceAddress();
    lab.apply(
        "own.yaml",
        entry("evil", "a-older", "2001-01-01T00:00:00Z", "first.example", address, evil),
        entry("infra", "z-newer", "2026-01-01T00:00:00Z", "second.example", address, good));
    assertThat(answers(address)).isEqualTo("good");
    lost("evil", "a-older");
  }

  @Test
  void anotherSpellingOfAnAddressIsTheSameAddress() throws IOException {
    WrittenService service = service("spelled", "fd00:8::a");
    lab.apply(
        "spelled.yaml",
        service.yaml(),
        entry("evil", "spells", "", "spelled.example", "FD00:0008:0:0::000A", evil));
    assertThat(answers("fd00:8::a")).isEqualTo("good");
    lost("evil", "spells");
  }
}
