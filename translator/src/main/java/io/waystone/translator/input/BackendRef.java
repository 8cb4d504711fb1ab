package io.waystone.translator.input;

import java.util.OptionalInt;

/**
 * A reference to where requests or connections go, defaults filled in.
 *
 * @param namespace the route's own where none is written
 * @param port empty where none is written (an error for a Service)
 */
public record BackendRef(
    String group, String kind, String namespace, String name, OptionalInt port) {

  /** The object that it names. */
  public ObjectRef object() {
    return new ObjectRef(kind, namespace, name);
  }
}
