package io.waystone.translator.mesh;

import java.util.Comparator;

/** Names a waypoint: the namespace and name of its Gateway. Printed as {@code default/default}. */
public record WaypointKey(String namespace, String name) implements Comparable<WaypointKey> {

  private static final Comparator<WaypointKey> ORDER =
      Comparator.comparing(WaypointKey::namespace).thenComparing(WaypointKey::name);

  /**
   * Reads {@code NAMESPACE/NAME}.
   *
   * @throws IllegalArgumentException if the text has another form
   */
  public static WaypointKey parse(String text) {
    int slash = text.indexOf('/');
    if (slash <= 0 || slash == text.length() - 1 || text.indexOf('/', slash + 1) >= 0) {
      throw new IllegalArgumentException("\"" + text + "\" is not NAMESPACE/NAME");
    }
    return new WaypointKey(text.substring(0, slash), text.substring(slash + 1));
  }

  @Override
  public int compareTo(WaypointKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
