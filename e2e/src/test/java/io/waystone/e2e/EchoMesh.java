package io.waystone.e2e;

import io.waystone.server.lab.Backend;
import io.waystone.server.lab.Connect;
import io.waystone.server.lab.GrpcBackend;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpReply;
import io.waystone.server.lab.HttpTunnel;
import io.waystone.server.lab.Outbound;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the mesh conformance of the Gateway API runs against: the services {@code echo-v1}, {@code
 * echo-v2} and {@code echo}, which has the pods of both, each with HTTP on 80 and 8080 and gRPC on
 * 7070, in a namespace with a waypoint; and a namespace of consumers. A client has resolved the
 * name of a service to its cluster IP, as every client of a mesh has.
 */
final class EchoMesh {

  static final String NAMESPACE = "conformance-mesh";
  static final String CONSUMER = "conformance-mesh-consumer";

  private static final String CASE = "case.yaml";

  private final MeshLab lab;
  private final Map<String, String> addresses = new TreeMap<>();
  private final Map<String, Backend> http = new TreeMap<>();
  private final Map<String, GrpcBackend> grpc = new TreeMap<>();
  private final LabWaypoint waypoint;

  /** Starts it; the lab ends it. */
  EchoMesh(MeshLab lab) throws IOException {
    this.lab = lab;
    for (String version : List.of("echo-v1", "echo-v2")) {
      http.put(version, lab.backend(version));
      grpc.put(version, lab.grpcBackend(version));
    }
    lab.apply(
        "echo.yaml",
        LabObjects.gateway(NAMESPACE, "waypoint"),
        LabObjects.namespace(NAMESPACE, NAMESPACE, "waypoint"),
        LabObjects.namespace(CONSUMER, NAMESPACE, "waypoint"),
        service("echo-v1", "echo-v1"),
        service("echo-v2", "echo-v2"),
        service("echo", "echo-v1", "echo-v2"));
    waypoint = lab.waypoint(NAMESPACE, "waypoint");
  }

  private String service(String name, String... pods) {
    String address = lab.serviceAddress();
    addresses.put(name, address);
    List<String> documents = new ArrayList<>();
    documents.add(
        """
        apiVersion: v1
        kind: Service
        metadata: {namespace: %s, name: %s}
        spec:
          clusterIP: %s
          ports:
            - {name: http, port: 80, appProtocol: http}
            - {name: http-alt, port: 8080, appProtocol: http}
            - {name: grpc, port: 7070, appProtocol: grpc}
        """
            .formatted(NAMESPACE, name, address));
    for (String pod : pods) {
      documents.add(slice(name, pod, "http", pod(pod)));
      documents.add(slice(name, pod, "http-alt", pod(pod)));
      documents.add(slice(name, pod, "grpc", one(grpc, pod).address()));
    }
    return String.join("---\n", documents);
  }

  private static String slice(String service, String pod, String port, InetSocketAddress at) {
    return """
    apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata:
      namespace: %s
      name: %s
      labels: {kubernetes.io/service-name: %s}
    addressType: IPv4
    ports: [{name: %s, port: %d}]
    endpoints: [{addresses: [%s], conditions: {ready: true}}]
    """
        .formatted(
            NAMESPACE,
            String.join("-", service, pod, port),
            service,
            port,
            at.getPort(),
            at.getAddress().getHostAddress());
  }

  /** Where the pod of a version takes HTTP. */
  InetSocketAddress pod(String version) {
    return one(http, version).address();
  }

  /** How many gRPC calls have arrived at a version. */
  int calls(String version) {
    return one(grpc, version).calls();
  }

  /** What a client connects to for {@code echo} or {@code echo:8080}. */
  String authority(String host) {
    int colon = host.indexOf(':');
    return addresses.get(colon < 0 ? host : host.substring(0, colon))
        + (colon < 0 ? ":80" : host.substring(colon));
  }

  /** Puts routes in force, in place of those of the case before; none for none. */
  void routes(String... documents) throws IOException {
    lab.apply(CASE, documents);
  }

  /**
   * A route of a namespace.
   *
   * @param parent a service, {@code name: echo, port: 80}
   * @param rules each in YAML's flow form
   */
  static String route(String kind, String namespace, String name, String parent, String... rules) {
    return """
    apiVersion: gateway.networking.k8s.io/v1
    kind: %s
    metadata: {namespace: %s, name: %s}
    spec:
      parentRefs: [{group: "", kind: Service, %s}]
      rules: [%s]
    """
        .formatted(
            kind,
            namespace,
            name,
            parent,
            Arrays.stream(rules)
                .map(rule -> rule.strip().replaceAll("\\s+", " "))
                .collect(Collectors.joining(", ")));
  }

  /** An HTTPRoute of the services' own namespace for {@code echo}. */
  static String httpRoute(String... rules) {
    return route("HTTPRoute", NAMESPACE, "route", "name: echo, port: 80", rules);
  }

  /** Matches requests below a path: {@code matches: [...]}. */
  static String below(String path) {
    return "matches: [{path: {type: PathPrefix, value: " + path + "}}]";
  }

  /** {@code backendRefs: [...]} with the HTTP port of one version. */
  static String to(String version) {
    return "backendRefs: [{name: " + version + ", port: 8080}]";
  }

  /** A pod of a namespace, which calls. */
  Client client(String namespace) throws IOException {
    return new Client(waypoint.client(namespace, "echo"));
  }

  /** Who calls. */
  final class Client {

    private final HboneClient hbone;

    private Client(HboneClient hbone) {
      this.hbone = hbone;
    }

    /** Sends to that host, whatever the call's own Host header says. */
    HttpReply send(String host, HttpCall call) throws IOException {
      return HttpTunnel.once(hbone, Connect.to(authority(host)), call);
    }

    /** Sends a GET to {@code echo} or {@code echo:8080}. */
    HttpReply get(String host, String path) throws IOException {
      return send(host, HttpCall.get(host, path));
    }

    /** Who answers the call to {@code echo}; without a backend, the status. */
    String backend(HttpCall call) throws IOException {
      HttpReply reply = send("echo", call);
      return reply.header("x-backend").orElseGet(() -> Integer.toString(reply.status()));
    }

    /** Who answers a GET. */
    String backend(String path) throws IOException {
      return backend(HttpCall.get("echo", path));
    }

    /** What a CONNECT to any address is answered with. */
    int connect(InetSocketAddress address) throws IOException {
      return Talks.connect(hbone, address.getAddress().getHostAddress() + ":" + address.getPort());
    }

    /** What a client connects to that knows nothing of HBONE. */
    Outbound outbound(String host) throws IOException {
      return Outbound.start(hbone, authority(host));
    }
  }

  private static <T> T one(Map<String, T> named, String name) {
    return Objects.requireNonNull(named.get(name), name);
  }
}
