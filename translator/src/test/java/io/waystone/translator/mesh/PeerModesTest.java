package io.waystone.translator.mesh;

import static io.waystone.translator.mesh.Objects.created;
import static io.waystone.translator.mesh.Objects.peers;
import static io.waystone.translator.mesh.Objects.pod;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may come without mutual TLS. */
class PeerModesTest {

  private static final String ROOT = "istio-system";
  private static final String WEB = "selector: {matchLabels: {app: web}}, ";

  private static MeshFixture mesh(String... peers) {
    List<String> objects = new ArrayList<>(List.of(peers));
    objects.add(pod("default", "web-1", "app: web", "10.1.0.1"));
    objects.add(pod("default", "db-1", "app: db", "10.1.0.2"));
    objects.add(pod("other", "web-1", "app: web", "10.1.0.3"));
    objects.add(pod(ROOT, "web-1", "app: web", "10.1.0.4"));
    return MeshFixture.of(objects.toArray(String[]::new));
  }

  /** {@code open}, {@code strict}, {@code strict but [8080]}, {@code strict on [8080]}. */
  private static String mode(MeshFixture mesh, String pod) {
    return mesh.workload("Pod " + pod)
        .selected()
        .peer()
        .map(peer ->
            switch (peer) {
              case PeerPolicy.Strict _ -> "strict";
              case PeerPolicy.OfPorts ports ->
                  (ports.strict() ? "strict but " : "strict on ") + ports.ports();
            })
        .orElse("open");
  }

  private static String mode(String mode) {
    return "mtls: {mode: " + mode + "}";
  }

  /** The workload's before the namespace's before the mesh's; UNSET is what the wider one says. */
  @ParameterizedTest
  @CsvSource({
    "-, -, -, open",
    "STRICT, -, -, strict",
    "STRICT, UNSET, -, strict",
    "STRICT, UNSET, UNSET, strict",
    "STRICT, PERMISSIVE, -, open",
    "STRICT, DISABLE, -, open",
    "PERMISSIVE, STRICT, -, strict",
    "STRICT, -, PERMISSIVE, open",
    "-, PERMISSIVE, STRICT, strict",
    "UNSET, UNSET, UNSET, open",
    "-, -, STRICT, strict",
    "STRICT, STRICT, DISABLE, open",
  })
  void theNarrowestDecides(String root, String namespace, String workload, String expected) {
    List<String> objects = new ArrayList<>();
    if (!root.equals("-")) {
      objects.add(peers(ROOT, "p", "{" + mode(root) + "}"));
    }
    if (!namespace.equals("-")) {
      objects.add(peers("default", "p", "{" + mode(namespace) + "}"));
    }
    if (!workload.equals("-")) {
      objects.add(peers("default", "w", "{" + WEB + mode(workload) + "}"));
    }
    MeshFixture mesh = mesh(objects.toArray(String[]::new));
    assertThat(mode(mesh, "default/web-1")).isEqualTo(expected);
    assertThat(mode(mesh, "other/web-1")).isEqualTo(root.equals("STRICT") ? "strict" : "open");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "STRICT     | 8080: {mode: PERMISSIVE}                           | open   | strict but"
            + " [8080]",
        "STRICT     | 8080: {mode: DISABLE}                              | open   | strict but"
            + " [8080]",
        "STRICT     | '8080: {mode: STRICT}'                             | open   | strict",
        "STRICT     | '8080: {mode: UNSET}'                              | open   | strict",
        "STRICT     | '1: {mode: DISABLE}, 2: {mode: PERMISSIVE}, 3: {}' | open   | 'strict but [1,"
            + " 2]'",
        "PERMISSIVE | 8080: {mode: STRICT}                               | open   | strict on"
            + " [8080]",
        "DISABLE    | '1: {mode: STRICT}, 2: {mode: DISABLE}'            | open   | strict on [1]",
        "PERMISSIVE | 8080: {mode: DISABLE}                              | STRICT | open",
        "UNSET      | 8080: {mode: STRICT}                               | open   | strict on"
            + " [8080]",
        "UNSET      | 8080: {mode: STRICT}                               | STRICT | strict",
        "UNSET      | 8080: {mode: PERMISSIVE}                           | STRICT | strict but"
            + " [8080]",
        "UNSET      | 8080: {mode: DISABLE}                              | STRICT | strict but"
            + " [8080]",
        "UNSET      | '1: {mode: STRICT}, 2: {mode: DISABLE}'            | STRICT | strict but [2]",
        "UNSET      | '1: {mode: STRICT}, 2: {mode: DISABLE}'            | open   | strict on [1]",
      })
  void portsThatDiffer(String mode, String ports, String around, String expected) {
    MeshFixture mesh =
        mesh(
            peers("default", "w", "{" + WEB + mode(mode) + ", portLevelMtls: {" + ports + "}}"),
            around.equals("open")
                ? peers("unused", "p", "{}")
                : peers("default", "p", "{" + mode(around) + "}"));
    assertThat(mode(mesh, "default/web-1")).isEqualTo(expected);
    assertThat(mode(mesh, "default/db-1")).isEqualTo(around.equals("open") ? "open" : "strict");
    assertThat(mesh.peerPolicies())
        .isEqualTo(expected.contains("[") ? Map.of("default/w", expected) : Map.of());
  }

  @Test
  void ofTwoOfTheSameReachTheOlderOneDecides() {
    String strict =
        created("2026-01-01T00:00:00Z", peers("default", "z", "{mtls: {mode: STRICT}}"));
    MeshFixture mesh = mesh(strict, peers("default", "a", "{mtls: {mode: PERMISSIVE}}"));
    assertThat(mode(mesh, "default/web-1")).isEqualTo("strict");
    assertThat(mesh.said()).containsExactly("WS0232 default/a PeerAuthentication");
    assertThat(mesh.conditions("PeerAuthentication", "default", "a"))
        .containsExactly("ZtunnelAccepted false NoEffect");
    assertThat(mesh.conditions("PeerAuthentication", "default", "z"))
        .containsExactly("ZtunnelAccepted true Accepted");
    mesh.remove("PeerAuthentication", "default", "z");
    assertThat(mode(mesh, "default/web-1")).isEqualTo("open");
    assertThat(mesh.said()).isEmpty();
  }

  @Test
  void ofTwoThatSelectAWorkloadTheOlderOneDecides() {
    MeshFixture mesh =
        mesh(
            created(
                "2026-01-01T00:00:00Z", peers("default", "z", "{" + WEB + "mtls: {mode: STRICT}}")),
            peers("default", "a", "{" + WEB + "mtls: {mode: PERMISSIVE}}"));
    assertThat(mode(mesh, "default/web-1")).isEqualTo("strict");
    assertThat(mesh.said()).containsExactly("WS0232 default/a PeerAuthentication");
  }

  @Test
  void aSelectorInTheRootNamespaceSelectsNothing() {
    MeshFixture mesh = mesh(peers(ROOT, "w", "{" + WEB + "mtls: {mode: STRICT}}"));
    assertThat(mode(mesh, "default/web-1")).isEqualTo("open");
    assertThat(mode(mesh, ROOT + "/web-1")).isEqualTo("open");
    assertThat(mesh.said()).containsExactly("WS0232 istio-system/w PeerAuthentication");
    assertThat(mesh.conditions("PeerAuthentication", ROOT, "w"))
        .containsExactly("ZtunnelAccepted false NoEffect");
  }

  /** Closed: whatever others say, older ones too. */
  @Test
  void oneThatCannotBeReadIsStrictForAllThatItSelects() {
    String open =
        created(
            "2026-01-01T00:00:00Z", peers("default", "w", "{" + WEB + "mtls: {mode: PERMISSIVE}}"));
    MeshFixture mesh = mesh(open, peers("default", "bad", "{" + WEB + "mtls: {mode: LAX}}"));
    assertThat(mode(mesh, "default/web-1")).isEqualTo("strict");
    assertThat(mode(mesh, "default/db-1")).isEqualTo("open");
    mesh.set(
        peers("default", "bad", "{selecter: {matchLabels: {app: web}}, mtls: {mode: PERMISSIVE}}"));
    assertThat(mode(mesh, "default/web-1")).isEqualTo("strict");
    assertThat(mode(mesh, "default/db-1")).isEqualTo("strict");
    assertThat(mode(mesh, "other/web-1")).isEqualTo("open");
    mesh.remove("PeerAuthentication", "default", "bad");
    mesh.set(peers(ROOT, "bad", "{mtls: {}, x: y}"));
    assertThat(mode(mesh, "default/web-1")).isEqualTo("strict");
    assertThat(mode(mesh, "other/web-1")).isEqualTo("strict");
  }
}
