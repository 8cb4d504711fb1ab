package io.waystone.translator.mesh;

import io.waystone.translator.input.Code;
import io.waystone.translator.input.Meta;
import io.waystone.translator.input.ParentRef;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a route object is attached to.
 *
 * @param parents its {@code parentRefs} in the order written
 */
record Attachment(Meta meta, List<Parent> parents) {
  Attachment {
    parents = List.copyOf(parents);
  }

  /** A parentRef and what became of it. */
  record Parent(ParentRef written, Verdict verdict) {}

  /** Whether there is such a parent, and it takes the route. */
  sealed interface Verdict {

    /** Ports of services. */
    record OfServices(Layer layer, List<ServicePorts> services) implements Verdict {
      public OfServices {
        services = List.copyOf(services);
      }
    }

    /** All services of a waypoint. */
    record OfWaypoint(WaypointKey waypoint) implements Verdict {}

    /** Nothing. */
    record Refused(Code code, String reason, String problem, String fix) implements Verdict {}
  }

  /** A service, and those of its ports that are meant. */
  record ServicePorts(ServiceKey service, Set<Integer> ports) {
    ServicePorts {
      ports = java.util.Collections.unmodifiableSet(new TreeSet<>(ports));
    }
  }

  /** Whether it is attached to a port of a service in this layer. */
  boolean isFor(ServiceKey service, int port, Layer layer) {
    return parents.stream()
        .map(Parent::verdict)
        .anyMatch(verdict ->
            verdict instanceof Verdict.OfServices of
                && of.layer().equals(layer)
                && of.services().stream()
                    .anyMatch(one -> one.service().equals(service) && one.ports().contains(port)));
  }

  /** Whether it is attached to the waypoint as a whole. */
  boolean isFor(WaypointKey waypoint) {
    return parents.stream()
        .map(Parent::verdict)
        .anyMatch(
            verdict -> verdict instanceof Verdict.OfWaypoint of && of.waypoint().equals(waypoint));
  }
}
