package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.waystone.server.lab.GrpcBackend;
import io.waystone.server.lab.GrpcCall;
import io.waystone.server.lab.GrpcClient;
import io.waystone.server.lab.GrpcReply;
import io.waystone.server.lab.GrpcStream;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.Header;
import io.waystone.server.lab.Outbound;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What GRPCRoutes do to the calls of a gRPC client. Each test has a namespace of its own. */
@Tag("envoy")
final class GrpcRouteTest {

  @RegisterExtension static final MeshLab LAB = new MeshLab();

  private static final GrpcCall SAY = GrpcCall.of("lab.Echo/Say");

  private static LabWaypoint waypoint;
  private static GrpcBackend a;
  private static GrpcBackend b;
  private static GrpcBackend plain;

  @BeforeAll
  static void start() throws IOException {
    a = LAB.grpcBackend("a");
    b = LAB.grpcBackend("b");
    plain = LAB.grpcBackend("svc");
    LAB.yaml().write("mesh.yaml", LabObjects.gateway("mesh", "gate"));
    waypoint = LAB.waypoint("mesh", "gate");
  }

  /** A gRPC client behind a tunnel to service svc, which has a GRPCRoute of these rules. */
  private record Calls(Outbound outbound, GrpcClient client) implements AutoCloseable {

    static Calls of(HboneClient client, String authority) throws IOException {
      Outbound outbound = Outbound.start(client, authority);
      return new Calls(outbound, new GrpcClient(outbound.address()));
    }

    GrpcReply call(GrpcCall call) throws IOException {
      return client.call(call, "hi");
    }

    /** The backend that answers, or the status. */
    String backend(GrpcCall call) throws IOException {
      GrpcReply reply = call(call);
      return reply.header("x-backend").orElse(reply.status().getCode().name());
    }

    String backend(String method) throws IOException {
      return backend(GrpcCall.of(method));
    }

    @Override
    public void close() throws IOException {
      client.close();
      outbound.close();
    }
  }

  private static Calls route(String namespace, String rules) throws IOException {
    return Calls.of(
        waypoint.client(namespace, "client"),
        objects(
            namespace,
            LabObjects.grpcRoute(namespace, "route", "svc", rules.strip().replace("\n", " "))));
  }

  /** Service svc with these routes, and services a and b for backends; gives its authority. */
  private static String objects(String namespace, String... routes) throws IOException {
    String address = LAB.serviceAddress();
    LAB.yaml()
        .write(
            namespace + ".yaml",
            LabObjects.namespace(namespace, "mesh", "gate"),
            LabObjects.service(namespace, "svc", address, "grpc", 7070, plain.address()),
            LabObjects.service(namespace, "a", LAB.serviceAddress(), "grpc", 7070, a.address()),
            LabObjects.service(namespace, "b", LAB.serviceAddress(), "grpc", 7070, b.address()));
    LAB.apply(namespace + "-routes.yaml", routes);
    return address + ":7070";
  }

  private static String to(String backend) {
    return "backendRefs: [{name: %s, port: 7070}]".formatted(backend);
  }

  @Test
  void serviceMethodAndHeadersChooseTheBackend() throws IOException {
    try (Calls calls =
        route(
            "methods",
            """
            [{matches: [{headers: [{name: Tenant, value: blue}]}], %2$s},
             {matches: [{method: {method: Ping}}], %2$s},
             {matches: [{method: {type: RegularExpression, service: 'lab[.]v[0-9]+[.]Echo', method: 'Get.*'}}], %2$s},
             {matches: [{method: {service: lab.Echo}}], %1$s},
             {matches: [{method: {service: lab.Echo, method: Say}, headers: [{name: n, type: RegularExpression, value: '[0-9]+'}]}], %2$s},
             {matches: [{method: {service: lab.Other, method: Say}}], %1$s}]
            """
                .formatted(to("a"), to("b")))) {
      assertThat(calls.backend("lab.Echo/Say")).isEqualTo("a");
      assertThat(calls.backend("lab.Echo/Anything")).isEqualTo("a");
      assertThat(calls.backend(SAY.with("n", "42"))).isEqualTo("b");
      assertThat(calls.backend(SAY.with("n", "x"))).isEqualTo("a");
      assertThat(calls.backend("lab.Other/Say")).isEqualTo("a");
      assertThat(calls.backend("lab.Third/Ping")).isEqualTo("b");
      assertThat(calls.backend("lab.Echo/Ping")).as("service before method").isEqualTo("a");
      assertThat(calls.backend("lab.v2.Echo/GetOne")).isEqualTo("b");
      assertThat(calls.backend(GrpcCall.of("lab.Third/Say").with("tenant", "blue"))).isEqualTo("b");
      assertThat(calls.backend(SAY.with("tenant", "blue"))).as("service first").isEqualTo("a");
      for (String method :
          List.of(
              "lab.Other/say",
              "lab.echo/Say",
              "lab.EchoX/Say",
              "lab.v.Echo/Get",
              "x.lab.v1.Echo/Get",
              "lab.v1.Echo/Put")) {
        assertThat(calls.backend(method)).as(method).isEqualTo("UNIMPLEMENTED");
      }
    }
  }

  /**
   * Gateway API: a backend that is missing is UNAVAILABLE; a rule that cannot be read is closed.
   */
  @Test
  void whatCannotBeFollowedIsAStatusOfGrpc() throws IOException {
    try (Calls calls =
        route(
            "statuses",
            """
            [{matches: [{method: {method: Missing}}], backendRefs: [{name: nobody, port: 7070}]},
             {matches: [{method: {method: Nothing}}]},
             {matches: [{method: {method: Zero}}], backendRefs: [{name: a, port: 7070, weight: 0}]},
             {matches: [{method: {method: Unsupported}}], filters: [{type: ExtensionRef, extensionRef: {group: x.io, kind: X, name: x}}], %1$s},
             {matches: [{method: {method: Unreadable}}], filters: [{type: Nonsense}], %1$s},
             {matches: [{method: {service: lab.Echo, method: Say}}], %1$s}]
            """
                .formatted(to("a")))) {
      int before = a.calls();
      assertThat(calls.backend("lab.Echo/Missing")).isEqualTo("UNAVAILABLE");
      assertThat(calls.backend("lab.Echo/Nothing")).isEqualTo("UNAVAILABLE");
      assertThat(calls.backend("lab.Echo/Zero")).isEqualTo("UNAVAILABLE");
      assertThat(calls.backend("lab.Echo/Unsupported")).isEqualTo("UNKNOWN");
      assertThat(calls.backend("lab.Echo/Unreadable")).isEqualTo("UNKNOWN");
      assertThat(calls.backend("lab.Echo/Unmatched")).isEqualTo("UNIMPLEMENTED");
      assertThat(a.calls()).isEqualTo(before);
      assertThat(calls.backend(SAY)).isEqualTo("a");
      assertThat(calls.outbound().connections()).as("one connection for all").isEqualTo(1);
    }
  }

  @Test
  void streamsTrailersAndStatusesPass() throws IOException {
    try (Calls calls = route("streams", "[{%s}]".formatted(to("a")))) {
      try (GrpcStream stream = calls.client().open(SAY)) {
        for (int i = 0; i < 5; i++) {
          stream.send("message " + i);
          assertThat(stream.receive(Talks.LIMIT)).endsWith("message " + i);
        }
        GrpcReply reply = stream.finish();
        assertThat(reply.status().getCode()).isEqualTo(Status.Code.OK);
        assertThat(reply.trailer("x-lab-trailer")).hasValue("a");
      }
      GrpcReply refused = calls.call(SAY.with("x-lab-grpc-status", "9"));
      assertThat(refused.status().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
      assertThat(refused.trailer("x-lab-trailer")).hasValue("a");
    }
  }

  @Test
  void headersAreChangedForTheRuleAndForTheBackend() throws IOException {
    try (Calls calls =
        route(
            "headers",
            """
            [{filters: [{type: RequestHeaderModifier, requestHeaderModifier: {
               set: [{name: X-Set, value: rule}], add: [{name: x-add, value: rule}], remove: [x-gone]}},
               {type: ResponseHeaderModifier, responseHeaderModifier: {add: [{name: x-new, value: rule}]}}],
              backendRefs: [{name: a, port: 7070, filters: [{type: RequestHeaderModifier, requestHeaderModifier: {
               add: [{name: x-add, value: backend}]}}]}]}]
            """)) {
      GrpcReply reply =
          calls.call(SAY.with("x-set", "client").with("x-add", "client").with("x-gone", "1"));
      assertThat(reply.status().getCode()).isEqualTo(Status.Code.OK);
      assertThat(reply.header("x-new")).hasValue("rule");
      List<Header> seen = reply.seen().headers();
      assertThat(values(seen, "x-set")).containsExactly("rule");
      assertThat(values(seen, "x-add")).containsExactly("client", "rule", "backend");
      assertThat(values(seen, "x-gone")).isEmpty();
    }
  }

  private static List<String> values(List<Header> headers, String name) {
    return headers.stream().filter(h -> h.name().equals(name)).map(Header::value).toList();
  }

  @Test
  void callsOfOneConnectionAreSharedOutByWeight() throws IOException {
    try (Calls calls =
        route(
            "weights",
            "[{backendRefs: [{name: a, port: 7070, weight: 2}, {name: b, port: 7070, weight: 1},"
                + " {name: nobody, port: 7070, weight: 1}, {name: svc, port: 7070, weight:"
                + " 0}]}]")) {
      Map<String, Integer> counts = new TreeMap<>();
      for (int i = 0; i < 400; i++) {
        counts.merge(calls.backend(SAY), 1, Integer::sum);
      }
      // Six standard deviations: 60 of 200, 52 of 100. UNAVAILABLE of ours is not tried again.
      assertThat(counts).containsOnlyKeys("a", "b", "UNAVAILABLE");
      assertThat(counts.get("a")).isBetween(140, 260);
      assertThat(counts.get("b")).isBetween(48, 152);
      assertThat(calls.outbound().connections()).isEqualTo(1);
    }
  }

  /** Gateway API, GEP-1294: a GRPCRoute goes before an HTTPRoute on the same port. */
  @Test
  void anHttpRouteIsInForceUntilThereIsAGrpcRoute() throws IOException {
    String namespace = "kinds";
    String rules = "[{backendRefs: [{name: %s, port: 7070}]}]";
    String http = LabObjects.route(namespace, "route", "svc", rules.formatted("a"));
    String grpc = LabObjects.grpcRoute(namespace, "route", "svc", rules.formatted("b"));
    String authority = objects(namespace, http);
    try (Calls calls = Calls.of(waypoint.client(namespace, "client"), authority)) {
      assertThat(calls.backend(SAY)).isEqualTo("a");
      LAB.apply(namespace + "-routes.yaml", http, grpc);
      assertThat(calls.backend(SAY)).isEqualTo("b");
      LAB.apply(namespace + "-routes.yaml", http);
      assertThat(calls.backend(SAY)).isEqualTo("a");
      assertThat(calls.outbound().connections()).as("nothing is closed").isEqualTo(1);
    }
  }

  /** A consumer's GRPCRoute is for its namespace, where the HTTPRoute of the producer is not. */
  @Test
  void aConsumersGrpcRouteIsForItsNamespace() throws IOException {
    String rules = "[{%s}]".formatted(to("a"));
    String authority =
        objects(
            "producer",
            LabObjects.route("producer", "route", "svc", rules),
            LabObjects.grpcRoute(
                    "consumer",
                    "route",
                    "svc",
                    "[{matches: [{method: {method: Own}}], backendRefs: [{name: svc, namespace:"
                        + " producer, port: 7070}]}]")
                .replace("name: svc}]", "name: svc, namespace: producer}]"));
    try (Calls own = Calls.of(waypoint.client("producer", "client"), authority);
        Calls consumer = Calls.of(waypoint.client("consumer", "client"), authority)) {
      assertThat(own.backend("lab.Echo/Own")).isEqualTo("a");
      assertThat(consumer.backend("lab.Echo/Own")).isEqualTo("svc");
      assertThat(consumer.backend("lab.Echo/Other")).isEqualTo("UNIMPLEMENTED");
    }
  }

  /** Gateway API: a backend that does not speak what the route sends is an invalid one. */
  @Test
  void aBackendThatSpeaksHttp1IsUnavailable() throws IOException {
    String namespace = "http1";
    LAB.yaml()
        .write(
            namespace + "-old.yaml",
            LabObjects.service(namespace, "old", LAB.serviceAddress(), "http", 80, a.address()));
    String authority =
        objects(
            namespace,
            LabObjects.grpcRoute(
                namespace, "route", "svc", "[{backendRefs: [{name: old, port: 80}]}]"));
    int before = a.calls();
    try (Calls calls = Calls.of(waypoint.client(namespace, "client"), authority)) {
      assertThat(calls.backend(SAY)).isEqualTo("UNAVAILABLE");
    }
    assertThat(a.calls()).isEqualTo(before);
    assertThat(LAB.yaml().page("/status")).contains("reason: UnsupportedProtocol");
  }
}
