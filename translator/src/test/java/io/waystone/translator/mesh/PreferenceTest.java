package io.waystone.translator.mesh;

import static io.waystone.translator.mesh.Objects.captured;
import static io.waystone.translator.mesh.Objects.entry;
import static io.waystone.translator.mesh.Objects.waypoint;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which endpoints are preferred, and who says so. */
class PreferenceTest {

  /** How far an endpoint is by zone, and by node. */
  @ParameterizedTest
  @CsvSource({
    "r1/z1/s1, r1/z1/s1, 0, 0",
    "r1/z1/s1, r1/z1/s2, 0, 1",
    "r1/z1/s1, r1/z1,    0, 1",
    "r1/z1/s1, r1/z2/s1, 1, 2",
    "r1/z1/s1, r2/z1/s1, 2, 3",
    "r1/z1/s1, r2/z2/s1, 2, 3",
    "r1/z1,    r1/z1/s1, 0, 1",
    "r1/z1,    r1/z1,    0, 1",
    "r1/z1,    /,        2, 3",
    "/,        /,        2, 3",
    "/,        r1/z1/s1, 2, 3",
    // An EndpointSlice names a zone without its region.
    "r1/z1/s1, /z1,      0, 1",
    "r1/z1/s1, /z2,      2, 3",
  })
  void farIsWhatIsNotKnownToBeNear(String proxy, String endpoint, int byZone, int byNode) {
    Locality from = Locality.parse(proxy);
    Locality to = Locality.parse(endpoint);
    assertThat(Preference.SAME_ZONE.distance(from, to)).isEqualTo(byZone);
    assertThat(Preference.SAME_NODE.distance(from, to)).isEqualTo(byNode);
    assertThat(Preference.NONE.distance(from, to)).isZero();
    for (Preference each : Preference.values()) {
      assertThat(each.distance(each.relevant(from), to)).isEqualTo(each.distance(from, to));
    }
  }

  /** The field of a Service, its annotation, that of its namespace, and what holds. */
  @ParameterizedTest
  @CsvSource({
    "'',             '',             '',             NONE",
    "PreferClose,    '',             '',             SAME_ZONE",
    "PreferSameZone, PreferSameNode, PreferSameNode, SAME_ZONE",
    "PreferSameNode, PreferClose,    '',             SAME_NODE",
    "'',             PreferClose,    PreferSameNode, SAME_ZONE",
    "'',             prefersamenode, '',             SAME_NODE",
    "'',             '',             PreferSameZone, SAME_ZONE",
    "nonsense,       PreferSameZone, '',             SAME_ZONE",
    "prefersamezone, '',             '',             NONE",
    "nonsense,       nonsense,       PreferSameNode, SAME_NODE",
    "'',             '',             nonsense,       NONE",
  })
  void theNearestWordCounts(String field, String annotation, String inherited, String expected) {
    String service = captured("default", "web", "wp", "10.0.0.1", "name: http, port: 80");
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp"),
            annotated(service, annotation)
                .replace(
                    "spec: {",
                    field.isEmpty() ? "spec: {" : "spec: {trafficDistribution: " + field + ", "),
            annotated("{apiVersion: v1, kind: Namespace, metadata: {name: default}}", inherited));
    assertThat(mesh.preferences()).containsExactly("80 " + expected);
  }

  @Test
  void aServiceEntryHasTheAnnotation() {
    String hosts =
        "hosts: [api.example.com], addresses: [240.0.0.1], resolution: STATIC, ports: [{name: http,"
            + " number: 80, protocol: HTTP}]";
    MeshFixture mesh =
        MeshFixture.of(
            waypoint("default", "wp"),
            annotated(
                entry("default", "api", "istio.io/use-waypoint: wp", "{" + hosts + "}"),
                "PreferSameZone"));
    assertThat(mesh.preferences()).containsExactly("80 SAME_ZONE");
  }

  private static String annotated(String object, String distribution) {
    return distribution.isEmpty()
        ? object
        : object.replaceFirst(
            "metadata: \\{",
            "metadata: {annotations: {networking.istio.io/traffic-distribution: "
                + distribution
                + "}, ");
  }
}
