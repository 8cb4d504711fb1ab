package io.waystone.e2e;

import static io.waystone.e2e.EchoMesh.NAMESPACE;
import static io.waystone.e2e.EchoMesh.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.waystone.server.lab.GrpcCall;
import io.waystone.server.lab.GrpcClient;
import io.waystone.server.lab.GrpcReply;
import io.waystone.server.lab.Header;
import io.waystone.server.lab.Outbound;
import io.waystone.server.lab.SeenRequest;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What each case of the Gateway API's mesh conformance demands, under its name: GRPCRoute. */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MeshConformanceGrpcTest {

  private static final GrpcCall ECHO = GrpcCall.of("lab.echo.GrpcEcho/Echo");

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private EchoMesh mesh;

  @BeforeAll
  void start() throws IOException {
    mesh = new EchoMesh(lab);
  }

  @Test
  @DisplayName("MeshGRPCRouteWeight")
  void callsAreSharedOutByWeight() throws IOException {
    mesh.routes(
        grpcRoute(
            "{backendRefs: [{name: echo-v1, port: 7070, weight: 70},"
                + " {name: echo-v2, port: 7070, weight: 30}]}"));
    Map<String, Integer> counts = new TreeMap<>();
    try (Outbound outbound = mesh.client(NAMESPACE).outbound("echo:7070");
        GrpcClient client = new GrpcClient(outbound.address())) {
      for (int i = 0; i < 500; i++) {
        counts.merge(client.call(ECHO, "").header("x-backend").orElse("none"), 1, Integer::sum);
      }
    }
    // The suite allows 5 % and ten tries. One try here, and six standard deviations of 10.2.
    assertThat(counts).containsOnlyKeys("echo-v1", "echo-v2");
    assertThat(counts.get("echo-v1")).isBetween(350 - 62, 350 + 62);
  }

  @Test
  @DisplayName("MeshGRPCRouteRequestHeaderModifier")
  void theHeadersOfACallAreChanged() throws IOException {
    mesh.routes(
        grpcRoute(
            changing("set", "echo-v1", "set: [{name: X-Header-Set, value: set-overwrites-values}]"),
            changing("add", "echo-v1", "add: [{name: X-Header-Add, value: add-appends-values}]"),
            changing("remove", "echo-v1", "remove: [X-Header-Remove]"),
            changing(
                "multi",
                "echo-v2",
                """
                set: [{name: X-Header-Set-1, value: header-set-1}, {name: X-Header-Set-2, value: header-set-2}],
                add: [{name: X-Header-Add-1, value: header-add-1}, {name: X-Header-Add-2, value: header-add-2}],
                remove: [X-Header-Remove-1, X-Header-Remove-2]
                """)));
    try (Outbound outbound = mesh.client(NAMESPACE).outbound("echo:7070");
        GrpcClient client = new GrpcClient(outbound.address())) {
      SeenRequest set =
          seen(client, "set", "echo-v1", "x-header-set: old", "some-other-header: kept");
      assertThat(values(set, "x-header-set")).isEqualTo("set-overwrites-values");
      assertThat(values(set, "some-other-header")).isEqualTo("kept");
      SeenRequest add = seen(client, "add", "echo-v1", "x-header-add: first");
      assertThat(values(add, "x-header-add")).isEqualTo("first,add-appends-values");
      SeenRequest remove = seen(client, "remove", "echo-v1", "x-header-remove: old");
      assertThat(values(remove, "x-header-remove")).isEmpty();
      SeenRequest multi =
          seen(
              client,
              "multi",
              "echo-v2",
              "x-header-set-2: old",
              "x-header-add-2: add-header-2",
              "x-header-remove-2: old");
      assertThat(values(multi, "x-header-set-1")).isEqualTo("header-set-1");
      assertThat(values(multi, "x-header-set-2")).isEqualTo("header-set-2");
      assertThat(values(multi, "x-header-add-1")).isEqualTo("header-add-1");
      assertThat(values(multi, "x-header-add-2")).isEqualTo("add-header-2,header-add-2");
      assertThat(values(multi, "x-header-remove-1")).isEmpty();
      assertThat(values(multi, "x-header-remove-2")).isEmpty();
    }
  }

  @Test
  @DisplayName("MeshGRPCRouteRequestMirror")
  void callsAreMirrored() throws IOException {
    String mirror =
        "{type: RequestMirror, requestMirror: {backendRef: {name: echo-v2, port: 7070}}}";
    String modifier =
        "{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: X-Header-Set, value:"
            + " set-overwrites-values}], add: [{name: X-Header-Add, value: header-val-1}, {name:"
            + " X-Header-Add-Append, value: header-val-2}], remove: [X-Header-Remove]}}";
    mesh.routes(
        grpcRoute(
            filtering("mirror", mirror), filtering("mirror-and-modify", mirror + ", " + modifier)));
    try (Outbound outbound = mesh.client(NAMESPACE).outbound("echo:7070");
        GrpcClient client = new GrpcClient(outbound.address())) {
      int before = mesh.calls("echo-v2");
      SeenRequest alone = seen(client, "mirror", "echo-v1", "x-header-remove: kept");
      assertThat(values(alone, "x-header-remove")).isEqualTo("kept");
      await().untilAsserted(() -> assertThat(mesh.calls("echo-v2")).isEqualTo(before + 1));
      SeenRequest both =
          seen(
              client,
              "mirror-and-modify",
              "echo-v1",
              "x-header-remove: old",
              "x-header-add-append: append-val-1");
      assertThat(values(both, "x-header-set")).isEqualTo("set-overwrites-values");
      assertThat(values(both, "x-header-add")).isEqualTo("header-val-1");
      assertThat(values(both, "x-header-add-append")).isEqualTo("append-val-1,header-val-2");
      assertThat(values(both, "x-header-remove")).isEmpty();
      await().untilAsserted(() -> assertThat(mesh.calls("echo-v2")).isEqualTo(before + 2));
    }
  }

  private static String grpcRoute(String... rules) {
    return route("GRPCRoute", NAMESPACE, "calls", "name: echo, port: 7070", rules);
  }

  private static String changing(String value, String backend, String changes) {
    return filtering(
        value, backend, "{type: RequestHeaderModifier, requestHeaderModifier: {" + changes + "}}");
  }

  private static String filtering(String value, String filters) {
    return filtering(value, "echo-v1", filters);
  }

  private static String filtering(String value, String backend, String filters) {
    return """
    {matches: [{headers: [{name: x-test-case, value: %s}]}], filters: [%s],
     backendRefs: [{name: %s, port: 7070}]}
    """
        .formatted(value, filters, backend);
  }

  /** The call as it arrived, with these headers beside that of the case. */
  private static SeenRequest seen(
      GrpcClient client, String value, String backend, String... headers) throws IOException {
    GrpcCall call = ECHO.with("x-test-case", value);
    for (String header : headers) {
      int colon = header.indexOf(": ");
      call = call.with(header.substring(0, colon), header.substring(colon + 2));
    }
    GrpcReply reply = client.call(call, "");
    assertThat(reply.status()).isEqualTo(Status.OK);
    assertThat(reply.header("x-backend")).hasValue(backend);
    assertThat(values(reply.seen(), "x-test-case")).isEqualTo(value);
    return reply.seen();
  }

  private static String values(SeenRequest seen, String name) {
    return seen.headers().stream()
        .filter(header -> header.name().equals(name))
        .map(Header::value)
        .collect(Collectors.joining(","));
  }
}
