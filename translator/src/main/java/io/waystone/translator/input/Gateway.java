package io.waystone.translator.input;

import java.util.List;
import java.util.Optional;

/**
 * A Gateway, as far as a waypoint depends on it.
 *
 * @param waypointFor label {@code istio.io/waypoint-for}; empty where there is none
 * @param serviceAccount annotation {@code gateway.istio.io/service-account}, else the Gateway's
 *     name
 * @param hostnames {@code status.addresses} of type Hostname, else those of the spec
 * @param addresses the same of type IPAddress, canonical text
 * @param binding annotation {@code ambient.istio.io/waypoint-inbound-binding}
 */
public record Gateway(
    Meta meta,
    String className,
    String waypointFor,
    String serviceAccount,
    List<Listener> listeners,
    List<String> hostnames,
    List<String> addresses,
    Optional<InboundBinding> binding)
    implements MeshObject {
  public Gateway {
    listeners = List.copyOf(listeners);
    hostnames = List.copyOf(hostnames);
    addresses = List.copyOf(addresses);
  }

  /** One that has no address yet. */
  public Gateway(
      Meta meta,
      String className,
      String waypointFor,
      String serviceAccount,
      List<Listener> listeners) {
    this(
        meta,
        className,
        waypointFor,
        serviceAccount,
        listeners,
        List.of(),
        List.of(),
        Optional.empty());
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
