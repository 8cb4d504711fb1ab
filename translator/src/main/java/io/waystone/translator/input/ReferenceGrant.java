package io.waystone.translator.input;

import java.util.List;
import java.util.Optional;

/** A ReferenceGrant: who may refer to what in its namespace. */
public record ReferenceGrant(Meta meta, List<From> from, List<To> to) implements MeshObject {
  public ReferenceGrant {
    from = List.copyOf(from);
    to = List.copyOf(to);
  }

  /** Referring objects. */
  public record From(String group, String kind, String namespace) {}

  /** What they may refer to; without a name, every object of the kind. */
  public record To(String group, String kind, Optional<String> name) {}
}
