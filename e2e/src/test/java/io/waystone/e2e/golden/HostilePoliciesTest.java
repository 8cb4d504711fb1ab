package io.waystone.e2e.golden;

import static io.waystone.translator.mesh.Objects.onThreePorts;
import static io.waystone.translator.mesh.Objects.policy;
import static io.waystone.translator.mesh.Objects.target;
import static io.waystone.translator.mesh.Objects.waypoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waystone.translator.Translator;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.generate.Draw;
import io.waystone.translator.generate.HostilePolicies;
import io.waystone.translator.generate.LargestPolicies;
import io.waystone.translator.input.AuthorizationPolicy;
import io.waystone.translator.input.AuthorizationPolicy.Target;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.MeshObject;
import io.waystone.translator.input.ObjectReader;
import io.waystone.translator.input.YamlReader;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.Objects;
import io.waystone.translator.mesh.WaypointKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever stands in a policy, Envoy takes what it comes to: policies with faults, each on a
 * service of its own with a port for requests, one for bytes and one for both.
 */
@Tag("envoy")
final class HostilePoliciesTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long SEED = Long.getLong("policies.seed", 0);
  private static final int POLICIES = Integer.getInteger("policies.cases", 150);

  private static final WaypointKey WAYPOINT = new WaypointKey("shop", "wp");

  private final ObjectReader reader = new ObjectReader(Mesh.DEFAULT.rootNamespace());

  @Test
  void whatIsSentIsTaken(@TempDir Path folder) throws IOException {
    try (ServedProxy proxy = new ServedProxy(folder)) {
      Translator translator = new Translator(Mesh.DEFAULT);
      ViewKey view = new ViewKey(WAYPOINT, proxy.dialect());
      Translator.Edit edit = translator.edit().want(view);
      Objects.read(waypoint("shop", "wp")).forEach(edit::set);
      large(edit);
      int policies = 0;
      for (int i = 0; i < POLICIES; i++) {
        String address = "10.96.%d.%d".formatted(i / 250, i % 250 + 1);
        Objects.read(onThreePorts("shop", "s" + i, "wp", address)).forEach(edit::set);
        HostilePolicies hostile = new HostilePolicies(new Draw(SEED + i));
        for (MeshObject object : read(hostile.document("shop", "p" + i, "s" + i))) {
          if (!(object instanceof AuthorizationPolicy policy) || isForOne(policy)) {
            edit.set(object);
            policies++;
          }
        }
      }
      edit.apply();
      assertThat(policies).isGreaterThan(POLICIES / 2);
      assertThat(translator.diagnostics())
          .as("-Dpolicies.seed=" + SEED)
          .extracting(Diagnostic::code)
          .doesNotContain(Code.WS0401, Code.WS0402);
      List<Resource> resources = translator.resources(view);
      proxy.serve(resources);
      await()
          .alias("-Dpolicies.seed=" + SEED)
          .atMost(LIMIT)
          .untilAsserted(() -> {
            proxy.assertSettled();
            Held held = Held.by(proxy.admin());
            assertThat(held.unready()).isEmpty();
            assertThat(held.routes()).containsKeys(names(resources, ResourceType.ROUTES));
            assertThat(held.listeners()).containsKeys(names(resources, ResourceType.LISTENER));
          });
      assertThat(proxy.admin().live()).isTrue();
    }
  }

  /** The largest there are. */
  private static void large(Translator.Edit edit) {
    int at = 0;
    for (String rules : LargestPolicies.rules().values()) {
      String name = "large%d".formatted(++at);
      String action = at % 2 == 0 ? "ALLOW" : "DENY";
      String spec =
          "{action: %s, targetRefs: [%s], rules: [%s]}"
              .formatted(action, target("Service", name), rules);
      Objects.read(onThreePorts("shop", name, "wp", "10.96.250." + at), policy("shop", name, spec))
          .forEach(edit::set);
    }
  }

  /** The others would refuse everything at every service. */
  private static boolean isForOne(AuthorizationPolicy policy) {
    return !policy.targets().contains(new Target.OfNamespace());
  }

  private List<MeshObject> read(String documents) {
    return YamlReader.parse("a.yaml", documents).documents().stream()
        .flatMap(document -> reader.read(document).object().stream())
        .toList();
  }

  private static String[] names(List<Resource> resources, ResourceType type) {
    return resources.stream()
        .filter(resource -> resource.id().type() == type)
        .map(resource -> resource.id().name())
        .toArray(String[]::new);
  }
}
