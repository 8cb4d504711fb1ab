package io.waystone.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A made-up mesh, large enough that a JVM learns from it what is worth compiling. */
final class TrainingMesh {

  private static final int SERVICES_PER_FILE = 50;

  private static final String WAYPOINT =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: training, labels: {istio.io/use-waypoint: waypoint}}
      ---
      apiVersion: gateway.networking.k8s.io/v1
      kind: Gateway
      metadata: {name: waypoint, namespace: training}
      spec:
        gatewayClassName: waystone
        listeners:
          - {name: mesh, port: 15008, protocol: HBONE}
      """;

  private TrainingMesh() {}

  /** Writes a mesh of so many services into the folder. */
  static void write(Path folder, int services) throws IOException {
    Files.writeString(folder.resolve("waypoint.yaml"), WAYPOINT);
    for (int from = 0; from < services; from += SERVICES_PER_FILE) {
      Files.writeString(
          folder.resolve("services-" + from + ".yaml"),
          IntStream.range(from, Math.min(services, from + SERVICES_PER_FILE))
              .mapToObj(TrainingMesh::service)
              .collect(Collectors.joining("---\n")));
    }
  }

  /** A service with a slice of one pod, a route with two weights, and a policy. */
  private static String service(int i) {
    return """
    apiVersion: v1
    kind: Service
    metadata:
      name: s%1$d
      namespace: training
    spec:
      clusterIP: 10.96.%2$d.%3$d
      clusterIPs: [10.96.%2$d.%3$d]
      ports:
        - name: http
          port: 80
          protocol: TCP
    ---
    apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata:
      name: s%1$d-a
      namespace: training
      labels: {kubernetes.io/service-name: s%1$d}
    addressType: IPv4
    ports:
      - name: http
        port: 8080
    endpoints:
      - addresses: [10.244.%2$d.%3$d]
        conditions: {ready: true}
        targetRef: {kind: Pod, name: s%1$d-0, namespace: training}
    ---
    apiVersion: v1
    kind: Pod
    metadata:
      name: s%1$d-0
      namespace: training
      labels: {app: s%1$d, version: v1}
      annotations: {ambient.istio.io/redirection: enabled}
    spec:
      serviceAccountName: default
    status:
      podIP: 10.244.%2$d.%3$d
      podIPs: [{ip: 10.244.%2$d.%3$d}]
    ---
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata: {name: s%1$d, namespace: training}
    spec:
      parentRefs: [{group: "", kind: Service, name: s%1$d, port: 80}]
      rules:
        - matches: [{path: {type: PathPrefix, value: /}}]
          backendRefs:
            - {name: s%1$d, port: 80, weight: 90}
            - {name: s0, port: 80, weight: 10}
    ---
    apiVersion: security.istio.io/v1
    kind: AuthorizationPolicy
    metadata: {name: s%1$d, namespace: training}
    spec:
      targetRefs: [{group: "", kind: Service, name: s%1$d}]
      action: DENY
      rules:
        - from: [{source: {namespaces: [other]}}]
          to: [{operation: {methods: [POST], paths: [/admin/*]}}]
    """
        .formatted(i, i / 250, i % 250 + 1);
  }
}
