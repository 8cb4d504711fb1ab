package io.waystone.translator.input;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * One of a route's {@code spec.parentRefs}, defaults filled in.
 *
 * @param namespace the route's own where none is written
 */
public record ParentRef(
    String group,
    String kind,
    String namespace,
    String name,
    OptionalInt port,
    Optional<String> sectionName) {

  /** The object that it names. */
  public ObjectRef object() {
    return new ObjectRef(kind, namespace, name);
  }
}
