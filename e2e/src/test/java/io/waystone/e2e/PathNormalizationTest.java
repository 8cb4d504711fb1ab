package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.lab.Connect;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpReply;
import io.waystone.server.lab.HttpTunnel;
import io.waystone.server.lab.SeenRequest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Spellings of /admin, which a policy denies, by what the mesh does to paths. */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PathNormalizationTest {

  private static final List<String> SPELLINGS =
      List.of(
          "/admin",
          "/admin?a=/b",
          "//admin",
          "///admin",
          "/./admin",
          "/x/../admin",
          "/%61dmin",
          "/%2e/admin",
          "/\\admin",
          "/x\\..\\admin",
          "/%2Fadmin",
          "/x%2f..%2Fadmin",
          "/%5Cadmin");

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private HboneClient client;
  private WrittenService service;

  @BeforeAll
  void start() throws IOException {
    service =
        WrittenService.service("paths", "web", lab.serviceAddress())
            .port("http", 80, lab.backend("web").address());
    lab.apply(
        "paths.yaml",
        LabObjects.gateway("paths", "wp"),
        LabObjects.namespace("paths", "paths", "wp"),
        service.yaml(),
        Texts.policy("DENY", service, "[{to: [{operation: {paths: [/admin, '/a%2Fb']}}]}]"));
    client = lab.waypoint("paths", "wp").client("default", "client");
  }

  @AfterEach
  void sayNothing() throws IOException {
    lab.yaml().remove("mesh.yaml");
  }

  private void mesh(String normalization) throws IOException {
    lab.apply(
        "mesh.yaml",
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {namespace: istio-system, name: istio}
        data:
          mesh: |
            pathNormalization: {normalization: %s}
        """
            .formatted(normalization));
  }

  /** What passes, and the path that the backend sees. */
  private Map<String, String> passing() throws IOException {
    Map<String, String> passing = new LinkedHashMap<>();
    for (String path : SPELLINGS) {
      HttpReply reply =
          HttpTunnel.once(
              client, Connect.to(service.authority()), HttpCall.get(service.host(), path));
      switch (reply.status()) {
        case 200 -> passing.put(path, SeenRequest.parse(reply.body()).path());
        case 403 -> {
          // Denied, as every spelling of it should be.
        }
        default -> throw new AssertionError(path + " was answered with " + reply.status());
      }
    }
    return passing;
  }

  private int status(String path) throws IOException {
    return HttpTunnel.once(
            client, Connect.to(service.authority()), HttpCall.get(service.host(), path))
        .status();
  }

  @Test
  void slashesAreMergedWhereTheMeshDoesNotSay() throws IOException {
    lab.sync();
    assertThat(status("/a%2fb")).isEqualTo(403);
    assertThat(status("/a/b")).isEqualTo(200);
    assertThat(passing())
        .isEqualTo(
            Map.of(
                "/%2Fadmin", "/%2Fadmin",
                "/x%2f..%2Fadmin", "/x%2f..%2Fadmin",
                "/%5Cadmin", "/%5Cadmin"));
    mesh("DEFAULT");
    assertThat(passing()).hasSize(3);
    mesh("MERGE_SLASHES");
    assertThat(passing()).hasSize(3);
  }

  @Test
  void escapedSlashesAreDecodedWhereTheMeshSaysSo() throws IOException {
    mesh("DECODE_AND_MERGE_SLASHES");
    assertThat(passing()).isEmpty();
    assertThat(status("/a%2fb")).isEqualTo(403);
    assertThat(status("/a/b")).isEqualTo(403);
  }

  @Test
  void whatCannotBeReadIsTheStrictest() throws IOException {
    mesh("MERGE");
    assertThat(passing()).isEmpty();
  }

  @Test
  void baseIsWhatIstioDoesByDefault() throws IOException {
    mesh("BASE");
    assertThat(passing().keySet())
        .containsExactly(
            "//admin", "///admin", "/\\admin", "/%2Fadmin", "/x%2f..%2Fadmin", "/%5Cadmin");
  }

  @Test
  void withNoneThePathIsTakenAsItIsSent() throws IOException {
    mesh("NONE");
    Map<String, String> passing = passing();
    assertThat(passing.keySet()).containsExactlyElementsOf(SPELLINGS.subList(2, SPELLINGS.size()));
    passing.forEach((sent, seen) -> assertThat(seen).isEqualTo(sent));
  }
}
