package io.waystone.e2e;

import java.net.InetSocketAddress;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Objects of the mesh as YAML documents. */
final class LabObjects {

  private LabObjects() {}

  /** A waypoint that takes services of all namespaces. */
  static String gateway(String namespace, String name) {
    return """
    apiVersion: gateway.networking.k8s.io/v1
    kind: Gateway
    metadata: {namespace: %s, name: %s}
    spec:
      gatewayClassName: istio-waypoint
      listeners:
        - name: mesh
          port: 15008
          protocol: HBONE
          allowedRoutes: {namespaces: {from: All}}
    """
        .formatted(namespace, name);
  }

  /** A namespace whose services go through a waypoint. */
  static String namespace(String name, String waypointNamespace, String waypoint) {
    return """
    apiVersion: v1
    kind: Namespace
    metadata:
      name: %s
      labels:
        istio.io/dataplane-mode: ambient
        istio.io/use-waypoint: %s
        istio.io/use-waypoint-namespace: %s
    """
        .formatted(name, waypoint, waypointNamespace);
  }

  /** A service with one port of that name, and its endpoints without Pods. */
  static String service(
      String namespace,
      String name,
      String address,
      String portName,
      int port,
      InetSocketAddress... endpoints) {
    return """
    apiVersion: v1
    kind: Service
    metadata: {namespace: %s, name: %s}
    spec:
      clusterIP: %s
      clusterIPs: ["%s"]
      ports:
        - {name: %s, port: %d, protocol: TCP}
    """
            .formatted(namespace, name, address, address, portName, port)
        + IntStream.range(0, endpoints.length)
            .mapToObj(
                i -> "---\n" + slice(namespace, name, name + "-" + i, portName, endpoints[i], ""))
            .collect(Collectors.joining());
  }

  /** An endpoint of a service port that is a Pod, see {@link #pod}. */
  static String podEndpoint(
      String namespace, String service, String pod, String portName, InetSocketAddress at) {
    return slice(
        namespace,
        service,
        service + "-" + pod,
        portName,
        at,
        ", targetRef: {kind: Pod, namespace: %s, name: %s}".formatted(namespace, pod));
  }

  private static String slice(
      String namespace,
      String service,
      String name,
      String portName,
      InetSocketAddress at,
      String more) {
    return """
    apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata:
      namespace: %s
      name: %s
      labels: {kubernetes.io/service-name: %s}
    addressType: IPv4
    ports:
      - {name: %s, port: %d, protocol: TCP}
    endpoints:
      - {addresses: [%s], conditions: {ready: true}%s}
    """
        .formatted(
            namespace,
            name,
            service,
            portName,
            at.getPort(),
            at.getAddress().getHostAddress(),
            more);
  }

  /** A Pod of the ambient mesh: it takes HBONE. */
  static String pod(String namespace, String name, String account, String address) {
    return """
    apiVersion: v1
    kind: Pod
    metadata:
      namespace: %s
      name: %s
      annotations: {ambient.istio.io/redirection: enabled}
    spec: {serviceAccountName: %s}
    status:
      phase: Running
      podIP: %s
      podIPs: [{ip: %s}]
      conditions: [{type: Ready, status: "True"}]
    """
        .formatted(namespace, name, account, address, address);
  }

  /** A policy for a Service. The rules are YAML in flow style, {@code [{from: ...}]}. */
  static String policy(String namespace, String name, String service, String action, String rules) {
    return """
    apiVersion: security.istio.io/v1
    kind: AuthorizationPolicy
    metadata: {namespace: %s, name: %s}
    spec:
      targetRefs: [{group: "", kind: Service, name: %s}]
      action: %s
      rules: %s
    """
        .formatted(namespace, name, service, action, rules);
  }

  /** A policy for all services of a waypoint. */
  static String gatewayPolicy(
      String namespace, String name, String gateway, String action, String rules) {
    return policy(namespace, name, gateway, action, rules)
        .replace(
            "{group: \"\", kind: Service,", "{group: gateway.networking.k8s.io, kind: Gateway,");
  }

  /** A route for a Service. The rules are YAML in flow style, {@code [{matches: ...}]}. */
  static String route(String namespace, String name, String service, String rules) {
    return """
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata: {namespace: %s, name: %s}
    spec:
      parentRefs: [{group: "", kind: Service, name: %s}]
      rules: %s
    """
        .formatted(namespace, name, service, rules);
  }

  /** A GRPCRoute for a Service, with rules like those of {@link #route}. */
  static String grpcRoute(String namespace, String name, String service, String rules) {
    return route(namespace, name, service, rules).replace("kind: HTTPRoute", "kind: GRPCRoute");
  }
}
