package io.waystone.translator.mesh;

import static io.waystone.translator.mesh.Objects.captured;
import static io.waystone.translator.mesh.Objects.created;
import static io.waystone.translator.mesh.Objects.entry;
import static io.waystone.translator.mesh.Objects.service;
import static io.waystone.translator.mesh.Objects.waypoint;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A host and port, and an address and port, have one owner: Service before ServiceEntry, the
 * waypoint's own namespace before others, older before newer, then by name.
 */
class OwnershipTest {

  private static final String OLD = "2026-01-01T00:00:00Z";
  private static final String NEW = "2026-02-01T00:00:00Z";
  private static final String HTTP = "name: http, port: 80";
  private static final String USE =
      "istio.io/use-waypoint: wp, istio.io/use-waypoint-namespace: infra";
  private static final String REVIEWS = "reviews.default.svc.cluster.local";

  @Test
  void aServiceGoesBeforeAnOlderEntryInTheWaypointsNamespace() {
    MeshFixture mesh =
        mesh(
            created(NEW, service("shop", "web", USE, "10.0.0.1", HTTP)),
            created(OLD, ext("infra", "a", "a.example.com", "10.0.0.1")));
    assertThat(mesh.doors())
        .containsExactly("infra/wp 10.0.0.1:80 -> web.shop.svc.cluster.local:80");
    assertThat(mesh.said()).containsExactly("WS0304 infra/a ServiceEntry");
    assertThat(mesh.diagnostics().getFirst().problem())
        .isEqualTo("address 10.0.0.1:80 belongs to shop/web Service");
  }

  @Test
  void theWaypointsNamespaceGoesBeforeAnOlderOne() {
    MeshFixture mesh =
        mesh(
            created(OLD, ext("apps", "a", "a.example.com", "10.0.0.1")),
            created(NEW, ext("infra", "b", "b.example.com", "10.0.0.1")));
    assertThat(mesh.doors()).containsExactly("infra/wp 10.0.0.1:80 -> b.example.com:80");
    assertThat(mesh.said()).containsExactly("WS0304 apps/a ServiceEntry");
  }

  @Test
  void theOlderGoesBeforeTheNewerAndNoTimestampIsLast() {
    MeshFixture mesh =
        mesh(
            ext("apps", "a", "a.example.com", "10.0.0.1"),
            created(NEW, ext("shop", "b", "b.example.com", "10.0.0.1")),
            created(OLD, ext("shop", "c", "c.example.com", "10.0.0.1")));
    assertThat(mesh.doors()).containsExactly("infra/wp 10.0.0.1:80 -> c.example.com:80");
    assertThat(mesh.said())
        .containsExactly("WS0304 apps/a ServiceEntry", "WS0304 shop/b ServiceEntry");
    mesh.remove("ServiceEntry", "shop", "c");
    assertThat(mesh.doors()).containsExactly("infra/wp 10.0.0.1:80 -> b.example.com:80");
  }

  @Test
  void otherwiseTheNameDecides() {
    MeshFixture mesh =
        mesh(
            ext("shop", "a", "a.example.com", "10.0.0.1"),
            ext("apps", "z", "z.example.com", "10.0.0.1"),
            ext("apps", "y", "y.example.com", "10.0.0.1"));
    assertThat(mesh.doors()).containsExactly("infra/wp 10.0.0.1:80 -> y.example.com:80");
  }

  @Test
  void twoHostsOfOneEntryWithOneAddressAreOrderedByHost() {
    MeshFixture mesh =
        mesh(
            entry(
                "infra",
                "e",
                USE,
                "{hosts: [b.example.com, a.example.com], addresses: [10.0.0.1], resolution: STATIC,"
                    + " ports: [{number: 80, name: http, protocol: HTTP}]}"));
    assertThat(mesh.doors()).containsExactly("infra/wp 10.0.0.1:80 -> a.example.com:80");
  }

  @Test
  void anEntryCannotTakeTheHostOfAService() {
    MeshFixture mesh =
        mesh(
            created(OLD, ext("infra", "thief", REVIEWS, "240.0.0.1")),
            created(NEW, service("default", "reviews", USE, "10.0.0.1", HTTP)));
    assertThat(mesh.owners())
        .isEqualTo(Map.of("infra/wp " + REVIEWS + ":80", "default/reviews Service"));
    assertThat(mesh.said()).containsExactly("WS0304 infra/thief ServiceEntry");
  }

  /** Who lost its host must not lead its own addresses to the winner's port. */
  @Test
  void aLosersOwnAddressIsNoDoorToTheWinner() {
    MeshFixture mesh =
        mesh(
            service("default", "reviews", USE, "10.0.0.1", HTTP),
            ext("infra", "thief", REVIEWS, "240.0.0.1"));
    assertThat(mesh.doors()).containsExactly("infra/wp 10.0.0.1:80 -> " + REVIEWS + ":80");
  }

  /** The loser keeps the ports that the winner does not have. */
  @Test
  void aServiceHasItsAddressOnEveryPort() {
    MeshFixture mesh =
        mesh(
            service("default", "reviews", USE, "10.0.0.1", HTTP),
            entry(
                "infra",
                "more",
                USE,
                "{hosts: ["
                    + REVIEWS
                    + "], addresses: [10.0.0.1], resolution: STATIC, ports: [{number: 80, name: a,"
                    + " protocol: HTTP}, {number: 81, name: b, protocol: HTTP}]}"));
    assertThat(mesh.owners())
        .isEqualTo(
            Map.of(
                "infra/wp " + REVIEWS + ":80", "default/reviews Service",
                "infra/wp " + REVIEWS + ":81", "infra/more ServiceEntry"));
    assertThat(mesh.doors()).containsExactly("infra/wp 10.0.0.1:80 -> " + REVIEWS + ":80");
  }

  /** At another waypoint there is another owner. */
  @Test
  void ownershipIsByWaypoint() {
    MeshFixture mesh =
        mesh(
            waypoint("default", "wp"),
            captured("default", "web", "wp", "10.0.0.1", HTTP),
            ext("infra", "a", "a.example.com", "10.0.0.1"));
    assertThat(mesh.doors())
        .containsExactly(
            "default/wp 10.0.0.1:80 -> web.default.svc.cluster.local:80",
            "infra/wp 10.0.0.1:80 -> a.example.com:80");
    assertThat(mesh.said()).isEmpty();
  }

  /** The loser takes over when the owner goes, and gives way when it comes back. */
  @Test
  void ownershipFollowsTheObjects() {
    String owner = service("default", "reviews", USE, "10.0.0.1", HTTP);
    MeshFixture mesh = mesh(owner, ext("infra", "next", "next.example.com", "10.0.0.1"));
    assertThat(mesh.doors()).containsExactly("infra/wp 10.0.0.1:80 -> " + REVIEWS + ":80");
    mesh.remove("Service", "default", "reviews");
    assertThat(mesh.doors()).containsExactly("infra/wp 10.0.0.1:80 -> next.example.com:80");
    assertThat(mesh.said()).isEmpty();
    mesh.set(owner);
    assertThat(mesh.doors()).containsExactly("infra/wp 10.0.0.1:80 -> " + REVIEWS + ":80");
  }

  private static MeshFixture mesh(String... objects) {
    MeshFixture mesh = MeshFixture.of(waypoint("infra", "wp", "", "{from: All}"));
    mesh.set(objects);
    return mesh;
  }

  private static String ext(String namespace, String name, String host, String address) {
    return entry(
        namespace,
        name,
        USE,
        "{hosts: [%s], addresses: [%s], resolution: STATIC, ports: [{number: 80, name: http,"
                .formatted(host, address)
            + " protocol: HTTP}]}");
  }
}
