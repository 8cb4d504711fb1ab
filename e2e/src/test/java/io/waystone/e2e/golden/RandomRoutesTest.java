package io.waystone.e2e.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waystone.translator.Translator;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.generate.Draw;
import io.waystone.translator.generate.LargeMesh;
import io.waystone.translator.generate.RandomObjects;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.HttpRoute;
import io.waystone.translator.input.WaypointLabels;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.WaypointKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What no rule of ours refuses, Envoy does not refuse either: routes with whatever values, each on
 * a service of its own.
 */
@Tag("envoy")
final class RandomRoutesTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long SEED = Long.getLong("translator.seed", 0);
  private static final int ROUTES = Integer.getInteger("translator.routes", 150);

  private static final WaypointKey WAYPOINT = new WaypointKey(LargeMesh.NAMESPACE, "waypoint");

  @Test
  void whatIsSentIsTaken(@TempDir Path folder) throws IOException {
    try (ServedProxy proxy = new ServedProxy(folder)) {
      Translator translator = new Translator(Mesh.DEFAULT);
      ViewKey view = new ViewKey(WAYPOINT, proxy.dialect());
      Translator.Edit edit = translator.edit().want(view);
      LargeMesh mesh = new LargeMesh(ROUTES);
      RandomObjects objects = new RandomObjects(new Draw(SEED), List.of(LargeMesh.NAMESPACE));
      edit.set(mesh.namespace(Map.of())).set(mesh.gateway());
      for (int i = 0; i < ROUTES; i++) {
        edit.set(mesh.service(i, WaypointLabels.NONE)).set(random(objects, mesh.route(i, 50)));
      }
      edit.apply();
      List<Resource> resources = translator.resources(view);
      long closed =
          translator.diagnostics().stream()
              .filter(said -> said.code() == Code.WS0401 || said.code() == Code.WS0402)
              .count();
      assertThat(closed).as("ports closed for hostile values").isLessThan(ROUTES / 2);
      proxy.serve(resources);
      await()
          .alias("-Dtranslator.seed=" + SEED)
          .atMost(LIMIT)
          .untilAsserted(() -> {
            proxy.assertSettled();
            assertThat(Held.by(proxy.admin()).routes()).hasSizeGreaterThan((int) (ROUTES - closed));
          });
    }
  }

  /** With other rules. */
  private static HttpRoute random(RandomObjects objects, HttpRoute route) {
    HttpRoute random = (HttpRoute) objects.object(route.ref());
    return new HttpRoute(route.meta(), route.parents(), List.of(), random.rules());
  }
}
