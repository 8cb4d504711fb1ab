package io.waystone.translator.mesh;

import io.waystone.translator.input.Cause;
import io.waystone.translator.input.HttpRoute;
import io.waystone.translator.input.Meta;
import java.util.List;
import java.util.OptionalInt;

/**
 * An HTTPRoute with its references resolved.
 *
 * @param parents the services that it is in force for
 */
record ResolvedRoute(
    Meta meta, List<Parent> parents, List<Rule> rules, List<Condition> conditions) {
  ResolvedRoute {
    parents = List.copyOf(parents);
    rules = List.copyOf(rules);
    conditions = List.copyOf(conditions);
  }

  /**
   * A service that the route is attached to.
   *
   * @param port all of its ports where empty
   */
  record Parent(ServiceKey service, OptionalInt port) {

    boolean has(int number) {
      return port.isEmpty() || port.getAsInt() == number;
    }
  }

  /** A rule; the backends in the order written, those of weight 0 left out. */
  record Rule(String name, Cause cause, HttpRoute.Rule written, List<Backend> backends) {
    Rule {
      backends = List.copyOf(backends);
    }
  }

  /** A backend as far as it does not depend on the waypoint. */
  record Backend(HttpRoute.Backend written, Cause cause, Target target) {}

  /** Where a backend leads. */
  sealed interface Target {

    /** A service port, and who captures it. */
    record Port(
        ServiceKey service,
        String host,
        int port,
        Protocol protocol,
        java.util.Optional<WaypointKey> waypoint)
        implements Target {}

    /** Nowhere. */
    record Nothing(String what) implements Target {}
  }
}
