package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.lab.Backend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One resource that is larger than what gRPC takes where nobody says otherwise: 4 MiB. */
@Tag("envoy")
final class LargeResourceTest {

  private static final int MIB = 1024 * 1024;
  private static final int PATH = 1024;
  private static final int PATHS_OF_A_POLICY = 900;

  @RegisterExtension static final MeshLab LAB = new MeshLab();

  private static Caller caller;

  @BeforeAll
  static void start() throws IOException {
    Backend backend = LAB.backend("svc");
    String address = LAB.serviceAddress();
    LAB.yaml()
        .write(
            "mesh.yaml",
            LabObjects.gateway("mesh", "wp"),
            LabObjects.namespace("large", "mesh", "wp"),
            LabObjects.service("large", "svc", address, "http", 80, backend.address()));
    caller = new Caller(LAB.waypoint("mesh", "wp").client("people", "alice"), address + ":80");
  }

  /** The policies of a port are in its routes, with each path that they name. */
  @ParameterizedTest
  @ValueSource(ints = {6, 12})
  void itArrivesAndIsInForce(int mebibytes) throws IOException {
    int paths = mebibytes * MIB / PATH;
    String last = path(mebibytes, paths - 1);
    assertThat(caller.get(last)).isEqualTo(200);
    List<String> policies = new ArrayList<>();
    for (int from = 0; from < paths; from += PATHS_OF_A_POLICY) {
      policies.add(policy(mebibytes, from, Math.min(paths, from + PATHS_OF_A_POLICY)));
    }
    LAB.apply("policies.yaml", policies.toArray(String[]::new));
    assertThat(caller.get(last)).isEqualTo(403);
    assertThat(caller.get(path(mebibytes, 0))).isEqualTo(403);
    assertThat(caller.get("/")).isEqualTo(200);
    assertThat(LAB.yaml().page("/status")).doesNotContain("WS0401");
  }

  private static String policy(int mebibytes, int from, int to) {
    String rules =
        IntStream.range(from, to)
            .mapToObj(i -> path(mebibytes, i))
            .collect(Collectors.joining(", ", "[{to: [{operation: {paths: [", "]}}]}]"));
    return LabObjects.policy("large", "paths-" + from, "svc", "DENY", rules);
  }

  private static String path(int mebibytes, int number) {
    String distinct = "/%d-%07d-".formatted(mebibytes, number);
    return distinct + "x".repeat(PATH - distinct.length());
  }
}
