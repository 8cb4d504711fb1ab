package io.waystone.e2e.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the benchmark works, on meshes so small that its figures mean nothing. */
class BenchTest {

  private static final int SERVICES = 3;

  @TempDir private Path home = Path.of("");

  private Plan plan(MeshText mesh) {
    return new Plan(home, List.of(mesh), List.of(2), 2, 1, _ -> {});
  }

  @Test
  void changesCostAsMuchAsTheyTouch() throws IOException {
    List<List<String>> rows = ChangesPart.run(plan(new MeshText(2, SERVICES))).getLast().rows();
    assertThat(rows)
        .extracting(row -> row.get(2))
        .containsExactly(
            "route weight", "endpoint", "service policy", "service added", "gateway policy");
    // The responses: an addition makes a round of clusters, endpoints and so on.
    assertThat(rows).extracting(row -> row.get(10)).containsExactly("1", "1", "1", "5", "1");
  }

  @Test
  void twoChangesAtOnceBothArrive() throws IOException {
    assertThat(MeanwhilePart.run(plan(new MeshText(1, SERVICES))).rows()).hasSize(2);
  }

  @Test
  void filesAreFollowed() throws IOException {
    assertThat(FilesPart.run(plan(new MeshText(1, SERVICES))).rows())
        .singleElement()
        .satisfies(row -> assertThat(row.get(2)).isEqualTo(Integer.toString(2 * SERVICES + 1)));
  }

  @Test
  @Tag("envoy")
  void anEnvoyLosesNoConnection() throws IOException {
    assertThat(EnvoyPart.run(plan(new MeshText(1, SERVICES))).getLast().rows())
        .hasSize(2 * EnvoyChange.values().length)
        .allSatisfy(row -> assertThat(row.getLast()).isEqualTo("0"));
  }
}
