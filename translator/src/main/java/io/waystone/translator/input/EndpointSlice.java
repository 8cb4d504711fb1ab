package io.waystone.translator.input;

import java.util.List;
import java.util.Optional;

/**
 * An EndpointSlice.
 *
 * @param service label {@code kubernetes.io/service-name}; empty where there is none
 */
public record EndpointSlice(Meta meta, String service, List<Port> ports, List<Endpoint> endpoints)
    implements MeshObject {
  public EndpointSlice {
    ports = List.copyOf(ports);
    endpoints = List.copyOf(endpoints);
  }

  /** A port: the service port's name, and the number on the endpoint. */
  public record Port(String name, int number) {}

  /**
   * An endpoint.
   *
   * @param ready {@code conditions.ready}, true where missing (Kubernetes: nil means true)
   * @param terminating {@code conditions.terminating}
   * @param pod name of the Pod that {@code targetRef} names, in the slice's namespace
   */
  public record Endpoint(
      List<String> addresses,
      boolean ready,
      boolean terminating,
      String node,
      String zone,
      Optional<String> pod) {
    public Endpoint {
      addresses = List.copyOf(addresses);
    }
  }
}
