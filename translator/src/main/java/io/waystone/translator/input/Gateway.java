package io.waystone.translator.input;

import java.util.List;

/**
 * A Gateway, as far as a waypoint depends on it.
 *
 * @param waypointFor label {@code istio.io/waypoint-for}; empty where there is none
 * @param serviceAccount annotation {@code gateway.istio.io/service-account}, else the Gateway's
 *     name
 */
public record Gateway(
    Meta meta,
    String className,
    String waypointFor,
    String serviceAccount,
    List<Listener> listeners)
    implements MeshObject {
  public Gateway {
    listeners = List.copyOf(listeners);
  }

  /** A listener. */
  public record Listener(String name, int port, String protocol, AllowedNamespaces allowed) {}

  /** {@code allowedRoutes.namespaces}: whose objects may attach. */
  public sealed interface AllowedNamespaces {
    /** {@code from: Same}, the default. */
    record Same() implements AllowedNamespaces {}

    /** {@code from: All}. */
    record All() implements AllowedNamespaces {}

    /** {@code from: Selector}. */
    record Selected(LabelSelector selector) implements AllowedNamespaces {}

    /** {@code from: None}, or a value that cannot be read. */
    record None() implements AllowedNamespaces {}
  }
}
