package io.waystone.translator.input;

import io.waystone.translator.input.ReferenceGrant.From;
import io.waystone.translator.input.ReferenceGrant.To;
import java.util.List;
import java.util.Optional;

/** Reads a ReferenceGrant. An entry that cannot be read as written grants nothing. */
final class ReferenceGrantReader {

  private ReferenceGrantReader() {}

  static Optional<MeshObject> read(ObjectBody body) {
    body.fields().require("spec");
    return body.fields().mapping("spec", spec -> grant(body.meta(), spec));
  }

  private static ReferenceGrant grant(Meta meta, FieldReader spec) {
    List<From> from = spec.mappings("from", ReferenceGrantReader::from);
    List<To> to = spec.mappings("to", ReferenceGrantReader::to);
    return new ReferenceGrant(meta, from, to);
  }

  private static Optional<From> from(FieldReader from) {
    String group = group(from);
    Optional<String> kind = from.required("kind");
    Optional<String> namespace = from.required("namespace");
    from.end();
    return from.broken()
        ? Optional.empty()
        : Optional.of(new From(group, kind.orElseThrow(), namespace.orElseThrow()));
  }

  private static Optional<To> to(FieldReader to) {
    String group = group(to);
    Optional<String> kind = to.required("kind");
    // Without a name it grants every object of the kind: an empty one is no such wish.
    Optional<String> name = to.has("name") ? to.required("name") : Optional.empty();
    to.end();
    return to.broken() ? Optional.empty() : Optional.of(new To(group, kind.orElseThrow(), name));
  }

  /** The core's group is the empty text, and must be written too. */
  private static String group(FieldReader reference) {
    reference.require("group");
    return reference.text("group", "");
  }
}
