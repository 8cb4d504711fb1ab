package io.waystone.translator.mesh;

import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.mesh.Route.Destination;
import java.util.Optional;

/**
 * Whether a waypoint may send on to what a route names. Whoever has policies is never reached
 * without them: those of another waypoint cannot be kept here, so that way is closed; those of a
 * service behind the same waypoint are kept on the way.
 */
final class Ways {

  private final Ports ports;
  private final Policies policies;

  Ways(Ports ports, Policies policies) {
    this.ports = ports;
    this.policies = policies;
  }

  /**
   * The way of a share of the requests to a port; the backend's own policies hold on it. Policies
   * look at what was asked for, so the way is closed where they could say otherwise of what is
   * sent. A service's own policies are no bar to a route of its own namespace on the way to itself.
   *
   * @param from the port that was asked for
   * @param changed what a request gets changed on the way
   */
  Destination request(
      Reader read, MeshPort from, Target target, Looks changed, Cause cause, Outcome.Notes notes) {
    String effect = effect(from, cause);
    Optional<Destination.To> to =
        changed.rewrites()
            ? unguarded(read, from, target, cause, effect, notes)
            : open(read, from, target, cause, effect, notes);
    if (to.isPresent() && looks(read, from, to.get(), changed, cause)) {
      notes.diagnostic(
          new Diagnostic(
              Code.WS0113,
              cause,
              "policies that hold for "
                  + to.get().service().object()
                  + " look at "
                  + (changed.rewrites() ? "the path, the host or a header" : "a header")
                  + ", which the rule changes after them",
              effect,
              "Leave it as it is, or ask for something else in the policies"));
      return orNowhere(Optional.empty(), target, cause);
    }
    return orNowhere(to, target, cause);
  }

  private boolean looks(Reader read, MeshPort from, Destination.To to, Looks changed, Cause route) {
    if (!to.captured() || changed.equals(Looks.NOTHING)) {
      return false;
    }
    Guard guard = policies.guard(read, new PortKey(from.key().waypoint(), to.host(), to.port()));
    return guard.waypointLooks().meet(changed)
        || (guard.ownLooks().meet(changed)
            && !route.object().namespace().equals(to.service().namespace()));
  }

  /** The way of a share of the connections to a port; closed if the backend has own policies. */
  Destination connection(
      Reader read, MeshPort from, Target target, Cause cause, Outcome.Notes notes) {
    String effect = effect(from, cause);
    return orNowhere(unguarded(read, from, target, cause, effect, notes), target, cause);
  }

  private static String effect(MeshPort from, Cause route) {
    return RouteKind.of(route.object()).traffic().lost(from.key().waypoint());
  }

  private static Destination orNowhere(Optional<Destination.To> to, Target target, Cause route) {
    return to.<Destination>map(open -> open)
        .orElseGet(() ->
            new Destination.Nowhere(name(target), RouteKind.of(route.object()).withoutBackend()));
  }

  /**
   * A way on which no policies can be kept: a mirror's, a connection's, a rewritten request's.
   *
   * @param effect what happens where there is none, a sentence without a full stop
   * @return empty if the way is closed; then it is said why
   */
  Optional<Destination.To> unguarded(
      Reader read, MeshPort from, Target target, Cause cause, String effect, Outcome.Notes notes) {
    Optional<Destination.To> to = open(read, from, target, cause, effect, notes);
    if (to.isPresent() && to.get().guard().isPresent()) {
      notes.diagnostic(
          new Diagnostic(
              Code.WS0113,
              cause,
              to.get().service().object() + " has policies of its own, which cannot be kept here",
              effect,
              "Attach its policies to "
                  + from.service().object()
                  + " or to the waypoint as well"
                  + " and take them from the backend"));
      return Optional.empty();
    }
    return to;
  }

  private Optional<Destination.To> open(
      Reader read, MeshPort from, Target target, Cause cause, String effect, Outcome.Notes notes) {
    return switch (target) {
      case Target.Nothing _ -> Optional.empty();
      case Target.Port port -> {
        WaypointKey waypoint = from.key().waypoint();
        if (port.waypoint().isEmpty()) {
          yield Optional.of(to(port, false, Optional.empty()));
        }
        if (!port.waypoint().get().equals(waypoint)) {
          notes.diagnostic(
              new Diagnostic(
                  Code.WS0110,
                  cause,
                  "waypoint "
                      + port.waypoint().get()
                      + " captures the backend, and what comes through "
                      + waypoint
                      + " would pass its policies by",
                  effect,
                  "Use one waypoint for both services"));
          yield Optional.empty();
        }
        PortKey key = new PortKey(waypoint, port.host(), port.port());
        if (!owns(read, port.service(), key)) {
          notes.diagnostic(
              new Diagnostic(
                  Code.WS0304,
                  cause,
                  "host " + port.host() + ", port " + port.port() + " belongs to another object",
                  effect,
                  "Name that one, or give the backend a host of its own"));
          yield Optional.empty();
        }
        Traffic traffic = RouteKind.of(cause.object()).traffic();
        boolean guarded =
            !key.equals(from.key())
                && policies.guard(read, key).holdsBeside(policies.guard(read, from.key()), traffic);
        yield Optional.of(to(port, true, guarded ? Optional.of(key) : Optional.empty()));
      }
    };
  }

  /** What is named after a host would otherwise be another's. */
  private boolean owns(Reader read, ServiceKey service, PortKey key) {
    return read.find(ports.ports, key)
        .map(port -> port.value().service().equals(service))
        .orElse(false);
  }

  private static Destination.To to(Target.Port port, boolean captured, Optional<PortKey> guard) {
    return new Destination.To(
        port.service(), port.host(), port.port(), port.protocol(), captured, guard);
  }

  private static String name(Target target) {
    return switch (target) {
      case Target.Nothing nothing -> nothing.what();
      case Target.Port port -> port.service().namespace() + "/" + port.service().name();
    };
  }
}
