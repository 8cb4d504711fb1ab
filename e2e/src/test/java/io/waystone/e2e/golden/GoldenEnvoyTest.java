package io.waystone.e2e.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.waystone.translator.Translator;
import io.waystone.translator.envoy.Messages;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.golden.GoldenCase;
import io.waystone.translator.golden.Shape;
import io.waystone.translator.mesh.Locality;
import io.waystone.translator.mesh.WaypointKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One Envoy gets each golden case in turn through our own ADS server, as a change from the case
 * before. It takes every resource, and nothing is left warming.
 */
@Tag("envoy")
final class GoldenEnvoyTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir private static Path folder = Path.of("");

  private static ServedProxy proxy;

  static List<GoldenCase> cases() {
    return GoldenCase.withWaypoints();
  }

  @BeforeAll
  static void start() throws IOException {
    proxy = new ServedProxy(folder);
  }

  @AfterAll
  static void stop() {
    proxy.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void itIsTaken(GoldenCase golden) {
    Translator translator = golden.translate().translator();
    assertThat(translator.waypoints()).isNotEmpty();
    for (WaypointKey waypoint : translator.waypoints().keySet()) {
      for (Locality locality : localities(golden)) {
        ViewKey view = new ViewKey(waypoint, proxy.dialect(), locality);
        translator.edit().want(view).apply();
        List<Resource> resources = translator.resources(view);
        proxy.serve(resources);
        await()
            .alias(golden + " for " + waypoint + " in " + locality)
            .atMost(LIMIT)
            .untilAsserted(() -> assertTaken(resources));
      }
    }
  }

  private static Set<Locality> localities(GoldenCase golden) {
    return golden.shapes().stream()
        .map(Shape::locality)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static void assertTaken(List<Resource> resources) throws IOException {
    proxy.assertSettled();
    Held held = Held.by(proxy.admin());
    assertThat(held.unready()).isEmpty();
    assertThat(held.clusters()).isEqualTo(versions(resources, ResourceType.CLUSTER));
    assertThat(held.listeners()).isEqualTo(listeners(resources));
    // A listener that drains still has its routes.
    assertThat(held.routes()).containsAllEntriesOf(versions(resources, ResourceType.ROUTES));
    // Those of static clusters are listed as well; the names of the others say inbound or outbound.
    assertThat(held.endpoints())
        .filteredOn(name -> name.contains("bound"))
        .containsExactlyElementsOf(versions(resources, ResourceType.ENDPOINTS).keySet());
    for (String manager : List.of("cluster_manager.cds", "listener_manager.lds")) {
      assertThat(proxy.admin().stat(manager + ".update_rejected")).hasValue(0);
    }
  }

  private static SortedMap<String, JsonElement> listeners(List<Resource> resources)
      throws IOException {
    SortedMap<String, JsonElement> listeners = new TreeMap<>();
    for (Resource resource : resources) {
      if (resource.id().type() == ResourceType.LISTENER) {
        listeners.put(resource.name(), json(Messages.of(resource)));
      }
    }
    return listeners;
  }

  /** As Envoy prints it. */
  private static JsonElement json(Message message) throws IOException {
    Set<Descriptor> types = new LinkedHashSet<>();
    Messages.collectTypes(message, types);
    JsonFormat.TypeRegistry.Builder registry = JsonFormat.TypeRegistry.newBuilder();
    types.forEach(registry::add);
    return JsonParser.parseString(
        JsonFormat.printer()
            .usingTypeRegistry(registry.build())
            .preservingProtoFieldNames()
            .print(message));
  }

  private static SortedMap<String, String> versions(List<Resource> resources, ResourceType type) {
    SortedMap<String, String> versions = new TreeMap<>();
    resources.stream()
        .filter(resource -> resource.id().type() == type)
        .forEach(resource -> versions.put(resource.name(), resource.version()));
    return versions;
  }
}
