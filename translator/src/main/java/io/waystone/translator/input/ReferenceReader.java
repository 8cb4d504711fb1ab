package io.waystone.translator.input;

import java.util.Optional;
import java.util.OptionalInt;

/** Reads what routes refer to. */
final class ReferenceReader {

  /** Gateway API: the largest weight. */
  static final int MAX_WEIGHT = 1_000_000;

  private ReferenceReader() {}

  /** Without its port or section a parent would be more than was meant: then there is none. */
  static Optional<ParentRef> parent(String namespace, FieldReader parent) {
    String group = parent.text("group", Groups.GATEWAY);
    String kind = parent.text("kind", "Gateway");
    String in = parent.text("namespace", namespace);
    Optional<String> name = parent.required("name");
    OptionalInt port = parent.port("port");
    Optional<String> section = parent.text("sectionName");
    return parent.broken()
        ? Optional.empty()
        : Optional.of(new ParentRef(group, kind, in, name.orElseThrow(), port, section));
  }

  /** The reference that the fields of this mapping are; empty if it cannot be read as written. */
  static Optional<BackendRef> backend(String namespace, FieldReader backend) {
    String group = backend.text("group", "");
    String kind = backend.text("kind", "Service");
    String in = backend.text("namespace", namespace);
    Optional<String> name = backend.required("name");
    OptionalInt port = backend.port("port");
    return backend.broken()
        ? Optional.empty()
        : Optional.of(new BackendRef(group, kind, in, name.orElseThrow(), port));
  }

  static int weight(FieldReader backend) {
    return backend.number("weight", 0, MAX_WEIGHT).orElse(1);
  }
}
