package io.waystone.e2e;

import com.google.common.base.Ascii;

/** Other objects as people write them; rules and labels in YAML's flow form. */
final class Texts {

  private Texts() {}

  static String namespace(String name, String labels) {
    return """
    apiVersion: v1
    kind: Namespace
    metadata:
      name: %s
      labels: {%s}
    """
        .formatted(name, labels);
  }

  /** A waypoint; {@code allowed} as in {@code namespaces: {from: All}}, or empty. */
  static String waypoint(String namespace, String name, String labels, String allowed) {
    return """
    apiVersion: gateway.networking.k8s.io/v1
    kind: Gateway
    metadata:
      namespace: %s
      name: %s
      labels: {%s}
    spec:
      gatewayClassName: istio-waypoint
      listeners: [{name: mesh, port: 15008, protocol: HBONE, allowedRoutes: {%s}}]
    """
        .formatted(namespace, name, labels, allowed);
  }

  /** A policy for a Service, named {@code deny-SERVICE} or {@code allow-SERVICE}. */
  static String policy(String action, WrittenService target, String rules) {
    return """
    apiVersion: security.istio.io/v1
    kind: AuthorizationPolicy
    metadata:
      namespace: %s
      name: %s
    spec:
      targetRefs: [{group: "", kind: Service, name: %s}]
      action: %s
      rules: %s
    """
        .formatted(
            target.namespace(),
            Ascii.toLowerCase(action) + "-" + target.name(),
            target.name(),
            action,
            rules);
  }

  /** A policy for a Service about which this provider is asked, named {@code custom-SERVICE}. */
  static String custom(String provider, WrittenService target, String rules) {
    return policy("CUSTOM", target, rules) + "  provider: {name: " + provider + "}\n";
  }

  /** A ServiceEntry; metadata as in {@link WrittenService#metadata}. */
  static String entry(String namespace, String name, String metadata, String spec) {
    return """
    apiVersion: networking.istio.io/v1
    kind: ServiceEntry
    metadata:
      namespace: %s
      name: %s
      %s
    spec: {%s}
    """
        .formatted(namespace, name, metadata, spec);
  }
}
