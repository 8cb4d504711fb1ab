package io.waystone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the demo says of the objects, is what the waypoint is told by them. */
class CourseTest {

  private static final String V1 = DemoBackend.V1.endpoint();
  private static final String V2 = DemoBackend.V2.endpoint();

  @TempDir Path temp;
  private Path objects = Path.of("");

  @BeforeEach
  void copy() throws IOException {
    objects = DemoFolder.create(Optional.of(temp)).objects();
  }

  @Test
  void theExampleSendsNinetyAndTen() {
    Course course = course("/reviews/1");
    assertThat(course.because()).isEqualTo("default/reviews HTTPRoute spec.rules[0]");
    assertThat(course.shares()).isEqualTo(Map.of(V1, 90.0, V2, 10.0));
  }

  @Test
  void withoutTheRouteAllEndpointsShare() throws IOException {
    Files.delete(objects.resolve("30-route.yaml"));
    Course course = course("/reviews/1");
    assertThat(course.because()).isEqualTo("the route \"default\"");
    assertThat(course.shares()).isEqualTo(Map.of(V1, 50.0, V2, 50.0));
  }

  @Test
  void aPodOfTheMeshIsTheSameBackend() throws IOException {
    edit("10-reviews.yaml", "  # annotations:\n  #   ambient", "  annotations:\n    ambient");
    assertThat(Files.readString(objects.resolve("10-reviews.yaml")))
        .contains("\n    ambient.istio");
    assertThat(course("/reviews/1").shares()).isEqualTo(Map.of(V1, 90.0, V2, 10.0));
  }

  @Test
  void aRuleWithConditionsTakesWhatMeetsThem() throws IOException {
    edit(
        "30-route.yaml",
        "  rules:\n",
        """
          rules:
            - matches:
                - path: {type: Exact, value: /only}
              backendRefs: [{name: reviews-v2, port: 9080}]
            - matches:
                - path: {type: PathPrefix, value: /new}
                  method: GET
              backendRefs: [{name: reviews-v2, port: 9080}]
            - matches:
                - headers: [{name: x-new, value: yes please}]
              backendRefs: [{name: reviews-v2, port: 9080}]
        """);
    assertThat(course("/only").because()).endsWith("rules[0]");
    assertThat(course("/new").because()).endsWith("rules[1]");
    assertThat(course("/new/1").shares()).isEqualTo(Map.of(V2, 100.0));
    assertThat(course("/newer").because()).endsWith("rules[3]");
  }

  @Test
  void aBackendThatIsNotThereIsNowhere() throws IOException {
    edit("30-route.yaml", "name: reviews-v2", "name: reviews-v3");
    assertThat(course("/reviews/1").shares()).isEqualTo(Map.of(V1, 90.0, "nowhere", 10.0));
  }

  @Test
  void whatChangedIsTheRoutesOfThePort() throws IOException {
    Told before = Example.told(objects);
    edit("30-route.yaml", "weight: 90", "weight: 50");
    Told after = Example.told(objects);
    assertThat(after.changedSince(before))
        .containsExactly(new ResourceId(ResourceType.ROUTES, DemoMesh.ROUTES));
    assertThat(after.changedSince(after)).isEmpty();
  }

  @Test
  void whatAllowsIsNamed() {
    Told told = Example.told(objects);
    assertThat(Told.allowing(told.routes(DemoMesh.ROUTES)))
        .containsExactly("ns[default]-policy[view-only]-rule[0]");
    assertThat(Told.allowing(told.routes("none of that name"))).isEmpty();
  }

  @Test
  void whatEnvoyDoesNotHaveIsMissing() {
    Told told = Example.told(objects);
    ResourceId routes = new ResourceId(ResourceType.ROUTES, DemoMesh.ROUTES);
    StringBuilder dump = new StringBuilder();
    told.resources()
        .forEach((id, resource) -> dump.append(id.equals(routes) ? "" : resource.version() + " "));
    assertThat(told.missingIn(dump.toString())).containsExactly(routes);
  }

  private Course course(String path) {
    Told told = Example.told(objects);
    return Course.of(told.resources(), told.routes(DemoMesh.ROUTES), path);
  }

  private void edit(String file, String from, String to) throws IOException {
    Path path = objects.resolve(file);
    String text = Files.readString(path);
    assertThat(text).contains(from);
    Files.writeString(path, text.replace(from, to));
  }
}
