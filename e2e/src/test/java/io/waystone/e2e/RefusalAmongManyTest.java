package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * One of 200 services gets a route that Envoy refuses, in words that do not name it, while all of
 * them change: that port is closed, and everything else goes on. For a proxy that is sent changes,
 * for one that is sent whole sets, and for one that connects when all has happened.
 */
@Tag("envoy")
final class RefusalAmongManyTest {

  @RegisterExtension static final MeshLab LAB = new MeshLab();

  private static final int SERVICES = 200;
  private static final int BAD = 77;
  private static final String NAME = "inbound-vip|80|http|svc-77.many.svc.cluster.local";

  private static final String REFUSED = "/x{500}";
  private static final String MENDED = "/x";

  private final List<String> authorities = new ArrayList<>();
  private final List<LabWaypoint> waypoints = new ArrayList<>();

  @Test
  void onlyThePortOfTheRefusedIsClosed() throws IOException {
    LAB.yaml().write("services.yaml", services());
    routes(1, MENDED);
    waypoints.add(LAB.waypoint("many", "wp", RefusalAmongManyTest::strict));
    waypoints.add(
        LAB.waypoint("many", "wp", bootstrap -> LabWaypoint.wholeSets(strict(bootstrap))));
    answer(0, 1);
    answer(BAD, 1);

    routes(2, REFUSED);
    answer(0, 2);
    answer(BAD - 1, 2);
    answer(BAD + 1, 2);
    answer(SERVICES - 1, 2);
    closed();
    assertThat(LAB.yaml().page("/streams")).contains("max program size of 100").contains(NAME);
    assertThat(LAB.yaml().page("/config_dump?waypoint=many/wp"))
        .contains("max program size of 100");

    // Another changes.
    routes(2, REFUSED, 5, 3);
    answer(5, 3);
    closed();

    // One that has seen nothing of it.
    waypoints.add(LAB.waypoint("many", "wp", RefusalAmongManyTest::strict));
    answer(0, 2);
    answer(5, 3);
    closed();

    // As it was.
    routes(2, REFUSED, BAD, 1);
    answer(BAD, 1);
    answer(0, 2);

    routes(3, REFUSED);
    answer(0, 3);
    closed();

    routes(4, MENDED);
    answer(0, 4);
    answer(BAD, 4);
    assertThat(LAB.yaml().page("/streams")).doesNotContain("max program size");
  }

  /** This Envoy allows smaller programs than the bootstrap that we write. */
  private static String strict(String bootstrap) {
    return bootstrap.replace(
        "re2.max_program_size.error_level: 32768", "re2.max_program_size.error_level: 100");
  }

  private String[] services() throws IOException {
    var backend = LAB.backend("svc").address();
    List<String> objects = new ArrayList<>();
    objects.add(LabObjects.gateway("many", "wp"));
    objects.add(LabObjects.namespace("many", "many", "wp"));
    objects.add(
        LabObjects.policy(
            "many",
            "alice",
            "svc-" + BAD,
            "ALLOW",
            "[{from: [{source: {namespaces: [people]}}]}]"));
    for (int i = 0; i < SERVICES; i++) {
      String address = LAB.serviceAddress();
      authorities.add(address + ":80");
      objects.add(LabObjects.service("many", "svc-" + i, address, "http", 80, backend));
    }
    return objects.toArray(String[]::new);
  }

  /** Every service answers at the path of this round alone; the bad one also by a regex. */
  private static void routes(int round, String regex) throws IOException {
    routes(round, regex, -1, round);
  }

  /** All but one, which is at another round, and has no regex. */
  private static void routes(int round, String regex, int other, int otherRound)
      throws IOException {
    List<String> routes = new ArrayList<>();
    for (int i = 0; i < SERVICES; i++) {
      String path = "{path: {value: /%d}}".formatted(i == other ? otherRound : round);
      String expression = "{path: {type: RegularExpression, value: '%s'}}".formatted(regex);
      routes.add(
          LabObjects.route(
              "many",
              "route-" + i,
              "svc-" + i,
              "[{matches: [%s], backendRefs: [{name: svc-%d, port: 80}]}]"
                  .formatted(i == BAD && i != other ? path + ", " + expression : path, i)));
    }
    LAB.apply("routes.yaml", routes.toArray(String[]::new));
  }

  private void answer(int service, int round) throws IOException {
    for (LabWaypoint waypoint : waypoints) {
      Caller caller = new Caller(waypoint.client("people", "alice"), authorities.get(service));
      await()
          .atMost(Talks.LIMIT)
          .untilAsserted(() ->
              assertThat(caller.get("/" + round))
                  .as("svc-%d at round %d", service, round)
                  .isEqualTo(200));
      assertThat(caller.get("/" + (round - 1))).as("svc-%d before it", service).isEqualTo(404);
    }
  }

  private void closed() throws IOException {
    for (LabWaypoint waypoint : waypoints) {
      Caller caller = new Caller(waypoint.client("people", "alice"), authorities.get(BAD));
      assertThat(caller.get("/1")).isEqualTo(500);
      assertThat(caller.get("/2")).isEqualTo(500);
    }
  }
}
