package io.waystone.translator.mesh;

import io.waystone.translator.input.ServicePort;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** The ports of a service that the mesh carries, and where workloads have them. */
final class TcpPorts {

  private TcpPorts() {}

  /** Those that {@code service} has, as they are written and in that order. */
  static List<ServicePort> of(MeshService service, List<ServicePort> written) {
    List<ServicePort> ports = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    for (ServicePort port : written) {
      if (port.transport().equals("TCP")
          && service.ports().containsKey(port.number())
          && seen.add(port.number())) {
        ports.add(port);
      }
    }
    return ports;
  }

  /** The same for all workloads; 0 where it depends on them. */
  static int target(ServiceKey.Origin origin, ServicePort port) {
    return switch (origin) {
      case SERVICE -> port.targetPort();
      case SERVICE_ENTRY -> port.targetPort() == 0 ? port.number() : port.targetPort();
    };
  }

  /**
   * Where a workload has a port.
   *
   * @param named the workload's ports that have a name
   * @param pod a Service means a pod's port by {@code targetPort} alone, and that of another
   *     workload by the name of its own port as well (istiod)
   * @return empty where the workload does not have it
   */
  static OptionalInt target(
      ServiceKey.Origin origin, ServicePort port, Map<String, Integer> named, boolean pod) {
    boolean byName =
        switch (origin) {
          case SERVICE -> !port.targetName().isEmpty() || !pod;
          case SERVICE_ENTRY -> true;
        };
    boolean required = origin == ServiceKey.Origin.SERVICE && !port.targetName().isEmpty();
    String name = required ? port.targetName() : port.name();
    if (byName && !name.isEmpty() && named.containsKey(name)) {
      return OptionalInt.of(named.getOrDefault(name, 0));
    }
    int target = target(origin, port);
    return required || target == 0 ? OptionalInt.empty() : OptionalInt.of(target);
  }
}
