package io.waystone.e2e.bench;

import io.waystone.translator.mesh.WaypointKey;
import java.io.Serializable;

/**
 * A mesh as YAML: so many waypoints, each in a namespace of its own with so many services. A
 * service has one port, two pods that take HBONE, a route that splits between it and the next one,
 * and a policy; the waypoint has a policy for all of them.
 */
record MeshText(int waypoints, int services) implements Serializable {

  /** The port of every service. */
  static final int PORT = 9080;

  /** Services beyond this number of a waypoint would share an address with another's. */
  private static final int MOST = 50_000;

  MeshText {
    if (waypoints < 1 || services < 1 || waypoints * services > MOST) {
      throw new IllegalArgumentException("no mesh of " + waypoints + " times " + services);
    }
  }

  /** {@code 1000}, or {@code 50x100} for fifty waypoints of a hundred services. */
  static MeshText parse(String text) {
    int times = text.indexOf('x');
    return times < 0
        ? new MeshText(1, Integer.parseInt(text))
        : new MeshText(
            Integer.parseInt(text.substring(0, times)),
            Integer.parseInt(text.substring(times + 1)));
  }

  /** As {@link #parse} reads it. */
  String text() {
    return waypoints == 1 ? Integer.toString(services) : waypoints + "x" + services;
  }

  /** The waypoint of that number. */
  static WaypointKey waypoint(int waypoint) {
    return new WaypointKey(namespace(waypoint), "waypoint");
  }

  /** The namespace of a waypoint and its services. */
  static String namespace(int waypoint) {
    return "shop-" + waypoint;
  }

  /** What is there once for each waypoint: its namespace, itself, its policy. */
  String shared(int waypoint) {
    return """
    apiVersion: v1
    kind: Namespace
    metadata:
      name: %1$s
      labels:
        istio.io/dataplane-mode: ambient
        istio.io/use-waypoint: waypoint
    ---
    apiVersion: gateway.networking.k8s.io/v1
    kind: Gateway
    metadata:
      namespace: %1$s
      name: waypoint
    spec:
      gatewayClassName: waystone
      listeners:
      - name: mesh
        port: 15008
        protocol: HBONE
    """
            .formatted(namespace(waypoint))
        + gatewayPolicy(waypoint, "DELETE");
  }

  /** A policy for all services of a waypoint: refuses a method. */
  String gatewayPolicy(int waypoint, String method) {
    return policy(waypoint, "all", "gateway.networking.k8s.io", "Gateway", "waypoint", method);
  }

  /** A policy for one service: refuses a method. */
  String servicePolicy(int waypoint, int service, String method) {
    String name = "s" + service;
    return policy(waypoint, name, "\"\"", "Service", name, method);
  }

  static String policy(
      int waypoint, String name, String group, String kind, String target, String method) {
    return """
    ---
    apiVersion: security.istio.io/v1
    kind: AuthorizationPolicy
    metadata:
      namespace: %s
      name: %s
    spec:
      targetRefs:
      - group: %s
        kind: %s
        name: %s
      action: DENY
      rules:
      - to:
        - operation:
            methods: [%s]
    """
        .formatted(namespace(waypoint), name, group, kind, target, method);
  }

  /** A service with its slice and its pods. */
  String service(int waypoint, int service) {
    return """
    ---
    apiVersion: v1
    kind: Service
    metadata:
      namespace: %s
      name: s%d
    spec:
      clusterIP: %s
      clusterIPs: ["%3$s"]
      ports:
      - name: http
        port: %d
        protocol: TCP
    """
            .formatted(namespace(waypoint), service, serviceAddress(waypoint, service), PORT)
        + pod(waypoint, service, 0)
        + pod(waypoint, service, 1)
        + slice(waypoint, service, true);
  }

  /** Where clients of the mesh find a service. */
  String serviceAddress(int waypoint, int service) {
    return address(96, waypoint, service);
  }

  private String address(int second, int waypoint, int service) {
    int number = service < services ? waypoint * services + service : MOST + service - services;
    return "10.%d.%d.%d".formatted(second, number / 250, number % 250 + 1);
  }

  /**
   * Where a service is served.
   *
   * @param bothReady whether the second pod is ready too
   */
  String slice(int waypoint, int service, boolean bothReady) {
    return """
    ---
    apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata:
      namespace: %1$s
      name: s%2$d-x
      labels:
        kubernetes.io/service-name: s%2$d
    addressType: IPv4
    ports:
    - name: http
      port: %3$d
      protocol: TCP
    endpoints:
    - addresses: [%4$s]
      conditions: {ready: true}
      targetRef: {kind: Pod, namespace: %1$s, name: s%2$d-0}
    - addresses: [%5$s]
      conditions: {ready: %6$s}
      targetRef: {kind: Pod, namespace: %1$s, name: s%2$d-1}
    """
        .formatted(
            namespace(waypoint),
            service,
            PORT,
            address(200, waypoint, service),
            address(201, waypoint, service),
            bothReady);
  }

  private String pod(int waypoint, int service, int pod) {
    return """
    ---
    apiVersion: v1
    kind: Pod
    metadata:
      namespace: %s
      name: s%d-%d
      labels: {app: s%2$d, version: v1}
      annotations: {ambient.istio.io/redirection: enabled}
    spec:
      serviceAccountName: default
    status:
      phase: Running
      podIP: %s
      podIPs: [{ip: %4$s}]
      conditions: [{type: Ready, status: "True"}]
    """
        .formatted(namespace(waypoint), service, pod, address(200 + pod, waypoint, service));
  }

  /** A route of a service; what is missing to 100 goes to the next service. */
  String route(int waypoint, int service, int weight) {
    return """
    ---
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      namespace: %s
      name: s%d
    spec:
      parentRefs:
      - group: ""
        kind: Service
        name: s%2$d
        port: %3$d
      rules:
      - backendRefs:
        - {name: s%2$d, port: %3$d, weight: %4$d}
        - {name: s%5$d, port: %3$d, weight: %6$d}
    """
        .formatted(
            namespace(waypoint), service, PORT, weight, (service + 1) % services, 100 - weight);
  }
}
