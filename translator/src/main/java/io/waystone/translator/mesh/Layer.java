package io.waystone.translator.mesh;

import java.util.Comparator;
import java.util.Optional;

/**
 * For whom a route is in force, the more particular first. A request has one layer: the first that
 * has a route for it decides alone (Gateway API, GEP-1294: multiple routes for a service).
 *
 * @param kind which layer
 * @param namespace the clients' namespace of a consumer route; empty in the other layers
 */
record Layer(Kind kind, String namespace) implements Comparable<Layer> {

  enum Kind {
    /** The route is in another namespace than its service: for clients of its own namespace. */
    CONSUMER,
    /** The route is in its service's namespace: for every client. */
    PRODUCER,
    /** The route is attached to the waypoint's Gateway: for all its services. */
    WAYPOINT
  }

  static final Layer PRODUCER = new Layer(Kind.PRODUCER, "");
  static final Layer WAYPOINT = new Layer(Kind.WAYPOINT, "");

  private static final Comparator<Layer> ORDER =
      Comparator.comparing(Layer::kind).thenComparing(Layer::namespace);

  static Layer consumer(String namespace) {
    return new Layer(Kind.CONSUMER, namespace);
  }

  /** The namespace of the clients that it is for; empty for everybody. */
  Optional<String> clients() {
    return Optional.of(namespace).filter(name -> !name.isEmpty());
  }

  @Override
  public int compareTo(Layer other) {
    return ORDER.compare(this, other);
  }
}
