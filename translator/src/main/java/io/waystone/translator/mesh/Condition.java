package io.waystone.translator.mesh;

import io.waystone.translator.input.ObjectRef;
import java.util.Comparator;

/**
 * A verdict on an object as Kubernetes statuses say it.
 *
 * @param about what the verdict is relative to: a route's parent, a policy's target, a service's
 *     waypoint; the object itself where it is relative to nothing
 * @param type {@code Accepted}, {@code ResolvedRefs}, {@code WaypointBound}, ...
 * @param reason one word, as the Gateway API and Istio have them
 * @param message a sentence for people
 */
public record Condition(Subject about, String type, boolean status, String reason, String message)
    implements Comparable<Condition> {

  private static final Comparator<Condition> ORDER =
      Comparator.comparing(Condition::about)
          .thenComparing(Condition::type)
          .thenComparing(Condition::reason)
          .thenComparing(Condition::message);

  /** A verdict relative to an object as a whole. */
  static Condition of(ObjectRef about, String type, boolean status, String reason, String message) {
    return new Condition(Subject.of(about), type, status, reason, message);
  }

  @Override
  public int compareTo(Condition other) {
    return ORDER.compare(this, other);
  }
}
