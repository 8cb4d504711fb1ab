package io.waystone.e2e.bench;

import io.waystone.server.lab.HttpReply;
import java.net.InetAddress;

/**
 * The services of a mesh that are really served, beside the generated ones: each by one of two
 * backends, {@code here} and {@code there}.
 *
 * @param mesh the generated ones
 */
record EnvoyObjects(MeshText mesh, InetAddress here, InetAddress there) {

  /** The names of the backends. */
  static final String HERE = "here";

  static final String THERE = "there";

  /** Their port. */
  static final int PORT = 9080;

  // Numbers of services.
  static final int AT_HERE = 0;
  static final int AT_THERE = 1;

  /** Its route sends all requests to one of the first two. */
  static final int SPLIT = 2;

  /** Its endpoint changes. */
  static final int MOVED = 3;

  /** Its policy changes. */
  static final int GUARDED = 4;

  /** Comes and goes. */
  static final int ADDED = 5;

  /** All but the one that comes and goes. */
  String all() {
    return service(AT_HERE, false)
        + service(AT_THERE, true)
        + service(SPLIT, false)
        + service(MOVED, false)
        + service(GUARDED, false)
        + route(false)
        + servicePolicy("POST");
  }

  /** Whether that backend has answered. */
  static boolean isOf(HttpReply reply, boolean there) {
    return reply.header("x-backend").filter((there ? THERE : HERE)::equals).isPresent();
  }

  /** What clients of the mesh name in a CONNECT. */
  static String authority(int service) {
    return "10.95.0." + (service + 1) + ":" + PORT;
  }

  private static String name(int service) {
    return "served-" + service;
  }

  /** A service with its slice. */
  String service(int service, boolean isThere) {
    String address = authority(service).replace(":" + PORT, "");
    return """
    ---
    apiVersion: v1
    kind: Service
    metadata:
      namespace: %s
      name: %s
    spec:
      clusterIP: %s
      clusterIPs: ["%3$s"]
      ports:
      - name: http
        port: %d
        protocol: TCP
    """
            .formatted(MeshText.namespace(0), name(service), address, PORT)
        + slice(service, isThere);
  }

  /** Where it is served. */
  String slice(int service, boolean isThere) {
    return """
    ---
    apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata:
      namespace: %s
      name: %s
      labels:
        kubernetes.io/service-name: %2$s
    addressType: IPv4
    ports:
    - name: http
      port: %d
      protocol: TCP
    endpoints:
    - addresses: [%s]
      conditions: {ready: true}
    """
        .formatted(
            MeshText.namespace(0), name(service), PORT, (isThere ? there : here).getHostAddress());
  }

  /** The route of {@link #SPLIT}. */
  String route(boolean isThere) {
    return """
    ---
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      namespace: %s
      name: %s
    spec:
      parentRefs:
      - group: ""
        kind: Service
        name: %2$s
      rules:
      - backendRefs:
        - {name: %3$s, port: %4$d, weight: %5$d}
        - {name: %6$s, port: %4$d, weight: %7$d}
    """
        .formatted(
            MeshText.namespace(0),
            name(SPLIT),
            name(AT_HERE),
            PORT,
            isThere ? 0 : 1,
            name(AT_THERE),
            isThere ? 1 : 0);
  }

  /** The policy of {@link #GUARDED}: refuses a method. */
  String servicePolicy(String method) {
    return MeshText.policy(0, "guard", "\"\"", "Service", name(GUARDED), method);
  }

  /** The policy of the waypoint: refuses a method. */
  String gatewayPolicy(String method) {
    return mesh.gatewayPolicy(0, method);
  }
}
