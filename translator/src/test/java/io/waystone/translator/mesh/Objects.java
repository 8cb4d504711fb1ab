package io.waystone.translator.mesh;

import io.waystone.translator.input.MeshObject;
import io.waystone.translator.input.ObjectReader;
import io.waystone.translator.input.Parsed;
import io.waystone.translator.input.ReadResult;
import io.waystone.translator.input.Tree;
import io.waystone.translator.input.YamlReader;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Objects as YAML text, for tests that care for little of them; parts are flow YAML. */
public final class Objects {

  private static final String GATEWAY_API = "gateway.networking.k8s.io/v1";

  private Objects() {}

  /** The objects of the texts; one that cannot be read is a fault. */
  public static List<MeshObject> read(String... yaml) {
    return results(yaml).stream().map(result -> result.object().orElseThrow()).toList();
  }

  /** What becomes of the objects of the texts, which must be YAML. */
  public static List<ReadResult> results(String... yaml) {
    ObjectReader reader = new ObjectReader(Mesh.DEFAULT.rootNamespace());
    return Arrays.stream(yaml).flatMap(Objects::documents).map(reader::read).toList();
  }

  private static Stream<Tree> documents(String text) {
    Parsed parsed = YamlReader.parse("test.yaml", text);
    parsed
        .broken()
        .ifPresent(broken -> {
          throw new IllegalArgumentException(broken + "\n" + text);
        });
    return parsed.documents().stream();
  }

  /** A namespace; {@code labels} like {@code "a: b, c: d"}. */
  public static String namespace(String name, String labels) {
    return "{apiVersion: v1, kind: Namespace, metadata: {name: %s, labels: {%s}}}"
        .formatted(name, labels);
  }

  /** A waypoint of class {@code istio-waypoint} that takes objects of its own namespace. */
  public static String waypoint(String namespace, String name) {
    return waypoint(namespace, name, "", "{from: Same}");
  }

  /** A waypoint; {@code namespaces} as in {@code allowedRoutes.namespaces}. */
  public static String waypoint(String namespace, String name, String labels, String namespaces) {
    return object(
        GATEWAY_API,
        "Gateway",
        namespace,
        name,
        labels,
        "{gatewayClassName: istio-waypoint, listeners: [{name: mesh, port: 15008, protocol: HBONE, "
            + "allowedRoutes: {namespaces: "
            + namespaces
            + "}}]}");
  }

  /** A Service with a label that chooses the waypoint. */
  public static String captured(
      String namespace, String name, String waypoint, String address, String... ports) {
    return service(namespace, name, "istio.io/use-waypoint: " + waypoint, address, ports);
  }

  /** The same with port 80 for requests, 81 for bytes and 9000 for both. */
  public static String onThreePorts(
      String namespace, String name, String waypoint, String address) {
    return captured(
        namespace,
        name,
        waypoint,
        address,
        "name: http, port: 80",
        "name: tcp, port: 81",
        "name: any, port: 9000");
  }

  /** A Service; each port like {@code "name: http, port: 80"}. */
  public static String service(
      String namespace, String name, String labels, String address, String... ports) {
    return object(
        "v1",
        "Service",
        namespace,
        name,
        labels,
        "{clusterIP: \"" + address + "\", ports: [{" + String.join("}, {", ports) + "}]}");
  }

  /** A pod that is in the mesh and ready, with one address. */
  public static String pod(String namespace, String name, String labels, String address) {
    return pod(namespace, name, labels, "serviceAccountName: web", address);
  }

  /** The same; {@code spec} without braces. */
  public static String pod(
      String namespace, String name, String labels, String spec, String address) {
    return ("{apiVersion: v1, kind: Pod, metadata: {name: %s, namespace: %s, labels: {%s}, "
            + "annotations: {ambient.istio.io/redirection: enabled}}, spec: {%s}, status: {phase: "
            + "Running, podIP: \"%s\", conditions: [{type: Ready, status: \"True\"}]}}")
        .formatted(name, namespace, labels, spec, address);
  }

  /** A Service that selects pods; each port like {@code "name: http, port: 80"}. */
  public static String selecting(
      String namespace, String name, String selector, String address, String... ports) {
    return object(
        "v1",
        "Service",
        namespace,
        name,
        "",
        "{clusterIP: \""
            + address
            + "\", selector: {"
            + selector
            + "}, ports: [{"
            + String.join("}, {", ports)
            + "}]}");
  }

  /** A WorkloadEntry; {@code spec} is the whole spec. */
  public static String workload(String namespace, String name, String labels, String spec) {
    return object("networking.istio.io/v1", "WorkloadEntry", namespace, name, labels, spec);
  }

  /** A PeerAuthentication; {@code spec} is the whole spec. */
  public static String peers(String namespace, String name, String spec) {
    return object("security.istio.io/v1", "PeerAuthentication", namespace, name, "", spec);
  }

  /** A ServiceEntry; {@code spec} is the whole spec. */
  public static String entry(String namespace, String name, String labels, String spec) {
    return object("networking.istio.io/v1", "ServiceEntry", namespace, name, labels, spec);
  }

  /** An HTTPRoute; {@code spec} is the whole spec. */
  public static String route(String namespace, String name, String spec) {
    return object(GATEWAY_API, "HTTPRoute", namespace, name, "", spec);
  }

  /** An AuthorizationPolicy; {@code spec} is the whole spec. */
  public static String policy(String namespace, String name, String spec) {
    return object("security.istio.io/v1", "AuthorizationPolicy", namespace, name, "", spec);
  }

  /** A target of a policy. */
  public static String target(String kind, String name) {
    String group =
        switch (kind) {
          case "Gateway", "GatewayClass" -> "gateway.networking.k8s.io";
          case "ServiceEntry" -> "networking.istio.io";
          default -> "\"\"";
        };
    return "{group: " + group + ", kind: " + kind + ", name: " + name + "}";
  }

  /** Any object that has labels and a spec. */
  public static String object(
      String apiVersion, String kind, String namespace, String name, String labels, String spec) {
    return "{apiVersion: %s, kind: %s, metadata: {name: %s, namespace: %s, labels: {%s}}, spec: %s}"
        .formatted(apiVersion, kind, name, namespace, labels, spec);
  }

  /** The object with a time of creation. */
  public static String created(String time, String object) {
    return object.replaceFirst("metadata: \\{", "metadata: {creationTimestamp: \"" + time + "\", ");
  }
}
