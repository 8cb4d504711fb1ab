package io.waystone.translator.mesh;

import io.waystone.translator.input.ObjectRef;
import java.util.Comparator;

/**
 * Something behind a waypoint that policies of it decide for.
 *
 * @param what a Service or ServiceEntry; a Namespace stands for its pods that are addressed
 *     directly
 */
public record Reach(WaypointKey waypoint, ObjectRef what) implements Comparable<Reach> {

  private static final Comparator<Reach> ORDER =
      Comparator.comparing(Reach::waypoint).thenComparing(Reach::what);

  /** The pods of a namespace. */
  static Reach pods(WaypointKey waypoint, String namespace) {
    return new Reach(waypoint, DirectAccess.namespace(namespace));
  }

  /** Whether it is pods that are addressed directly. */
  boolean isOfPods() {
    return what.kind().equals("Namespace");
  }

  @Override
  public int compareTo(Reach other) {
    return ORDER.compare(this, other);
  }
}
